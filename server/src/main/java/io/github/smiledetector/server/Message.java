package io.github.smiledetector.server;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/**
 * Puts a message together of the pieces in which it comes. A sender may choose how small they are,
 * but not for how long, nor how many. Not thread-safe.
 */
final class Message {
  /** A browser sends a frame in one; a library in pieces of some kilobytes. */
  static final int MOST_PIECES = 4_096;

  private static final int FIRST_BYTES = 16 << 10;

  private final String what;
  private final int mostBytes;
  private final Problem.Kind tooLarge;
  private final long patienceNanos;
  private byte[] bytes = new byte[0];
  private int size;
  private int pieces;
  private long begunNanos;

  /**
   * @param what it is, for people
   * @param tooLarge what it is called if it is larger than that
   * @param patience from the first piece to the last
   */
  Message(String what, int mostBytes, Problem.Kind tooLarge, Duration patience) {
    this.what = what;
    this.mostBytes = mostBytes;
    this.tooLarge = tooLarge;
    this.patienceNanos = patience.toNanos();
  }

  /**
   * Takes a piece.
   *
   * @throws Refusal if the message is larger or slower than it may be, or is in too many pieces
   */
  void add(ByteBuffer piece) {
    long now = System.nanoTime();
    if (pieces == 0) {
      begunNanos = now;
    }
    pieces++;
    if (piece.remaining() > mostBytes - size) {
      throw new Refusal(
          tooLarge, what + " has at most " + mostBytes + " bytes", Map.of("limit", mostBytes));
    }
    if (pieces > MOST_PIECES || now - begunNanos > patienceNanos) {
      throw new Refusal(
          Problem.Kind.BODY_TOO_SLOW, what + " comes in too many pieces, or too slowly");
    }
    if (size + piece.remaining() > bytes.length) {
      long room = Math.max(size + piece.remaining(), Math.max(FIRST_BYTES, 2L * bytes.length));
      bytes = Arrays.copyOf(bytes, (int) Math.min(mostBytes, room));
    }
    int count = piece.remaining();
    piece.get(bytes, size, count);
    size += count;
  }

  /** The message, whole; afterwards this is ready for another. */
  byte[] take() {
    byte[] whole = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    bytes = new byte[0];
    size = 0;
    pieces = 0;
    return whole;
  }
}
