package io.github.smiledetector.picture;

import io.github.smiledetector.error.PictureException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.bytedeco.javacpp.BytePointer;

/**
 * The bytes of one picture file, in memory that decoders read as it is. The memory is used again
 * for other files; whoever gets an object closes it.
 */
final class EncodedBytes implements AutoCloseable {
  /** More than any picture within reach of memory takes; keeps an endless stream out. */
  static final int MAX_BYTES = 512 << 20;

  /** Larger memory is given back to the system, and so is what a core does not need. */
  private static final int MAX_KEPT_BYTES = 8 << 20;

  private static final int LEAST_BYTES = 64 << 10;
  private static final BlockingQueue<Memory> KEPT =
      new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());

  private Memory memory;

  private EncodedBytes(long expectedBytes) {
    Memory kept = KEPT.poll();
    if (kept != null && kept.buffer.capacity() < expectedBytes) {
      kept.free();
      kept = null;
    }
    memory = kept != null ? kept : new Memory(Math.max(LEAST_BYTES, expectedBytes));
    memory.buffer.clear();
  }

  /**
   * A copy.
   *
   * @throws Flaw if there are too many
   */
  static EncodedBytes of(byte[] encoded) throws Flaw {
    requireAtMost(encoded.length);
    EncodedBytes bytes = new EncodedBytes(encoded.length);
    bytes.memory.buffer.put(encoded).flip();
    return bytes;
  }

  /**
   * Reads a channel to its end.
   *
   * @param expectedBytes how many there should be; it does not matter if there are more or fewer
   * @throws Flaw if there are too many, or the first show that it is no picture
   */
  static EncodedBytes of(ReadableByteChannel channel, long expectedBytes) throws IOException, Flaw {
    requireAtMost(expectedBytes);
    // One more, to see the end.
    return read(channel::read, expectedBytes + 1);
  }

  /**
   * Reads a stream to its end and leaves it open.
   *
   * @throws Flaw if there are too many bytes, or the first show that it is no picture
   */
  static EncodedBytes of(InputStream stream) throws IOException, Flaw {
    byte[] part = new byte[LEAST_BYTES];
    return read(
        buffer -> {
          int count = stream.read(part, 0, Math.min(part.length, buffer.remaining()));
          buffer.put(part, 0, Math.max(0, count));
          return count;
        },
        LEAST_BYTES);
  }

  private static EncodedBytes read(Source source, long expectedBytes) throws IOException, Flaw {
    EncodedBytes bytes = new EncodedBytes(Math.min(expectedBytes, LEAST_BYTES));
    try {
      boolean known = false;
      while (source.read(bytes.memory.buffer) >= 0) {
        int count = bytes.memory.buffer.position();
        requireAtMost(count);
        if (!known && count >= Format.SIGNATURE_BYTES) {
          // Not only at the end, which may be far away or not come.
          Format.require(bytes.memory.buffer.duplicate().flip());
          known = true;
        }
        if (!bytes.memory.buffer.hasRemaining()) {
          bytes.grow(expectedBytes);
        }
      }
      bytes.memory.buffer.flip();
      return bytes;
    } catch (Throwable e) {
      bytes.close();
      throw e;
    }
  }

  private static void requireAtMost(long count) throws Flaw {
    if (count > MAX_BYTES) {
      throw new Flaw(
          Kind.TOO_LARGE,
          "has more than " + (MAX_BYTES >> 20) + " MiB, which no picture needs",
          null);
    }
  }

  private void grow(long expectedBytes) {
    long capacity = memory.buffer.capacity();
    Memory larger =
        new Memory(
            Math.min(MAX_BYTES + 1L, capacity < expectedBytes ? expectedBytes : 2 * capacity));
    larger.buffer.put(memory.buffer.flip());
    memory.free();
    memory = larger;
  }

  /** From 0 to its limit, big-endian. */
  ByteBuffer buffer() {
    return memory.buffer.slice();
  }

  /** The same for native code. */
  BytePointer pointer() {
    return memory.pointer;
  }

  @Override
  public void close() {
    if (memory == null) {
      return;
    }
    if (memory.buffer.capacity() > MAX_KEPT_BYTES || !KEPT.offer(memory)) {
      memory.free();
    }
    memory = null;
  }

  /** Fills a buffer further; -1 at the end. */
  private interface Source {
    int read(ByteBuffer buffer) throws IOException;
  }

  /** Native memory as both sides see it. */
  private static final class Memory {
    final BytePointer pointer;
    final ByteBuffer buffer;

    Memory(long bytes) {
      pointer = new BytePointer(bytes);
      // It outlives a scope of JavaCPP's that a caller may have opened.
      pointer.retainReference();
      buffer = pointer.asBuffer();
    }

    void free() {
      pointer.deallocate();
    }
  }
}
