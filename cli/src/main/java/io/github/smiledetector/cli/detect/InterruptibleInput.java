package io.github.smiledetector.cli.detect;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;

/**
 * Lets a read that waits be interrupted, which standard input does not: a thread of its own waits
 * there. For one reader.
 */
final class InterruptibleInput extends PipedInputStream {
  private static final int AHEAD_BYTES = 1 << 16;

  private volatile IOException failure;

  /**
   * Begins to read.
   *
   * @param in read to its end, a little ahead; not closed
   */
  InterruptibleInput(InputStream in) {
    super(AHEAD_BYTES);
    PipedOutputStream to = new PipedOutputStream();
    try {
      connect(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it is connected once only
    }
    Thread reading = new Thread(() -> pass(in, to), "standard-input");
    reading.setDaemon(true);
    reading.start();
  }

  private void pass(InputStream in, PipedOutputStream to) {
    try (to) {
      try {
        in.transferTo(to);
      } catch (IOException e) {
        failure = e; // before the reader sees an end
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  @Override
  public synchronized int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      int count = super.read(bytes, offset, length);
      if (count < 0 && failure != null) {
        throw failure;
      }
      return count;
    } catch (InterruptedIOException e) {
      Thread.currentThread().interrupt();
      throw e;
    }
  }
}
