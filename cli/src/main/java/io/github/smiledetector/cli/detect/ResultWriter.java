package io.github.smiledetector.cli.detect;

import io.github.smiledetector.error.DataException;
import java.io.IOException;
import java.io.Writer;
import java.util.Locale;

/**
 * Writes results where they are read: at once where a person watches, else as they fill a buffer,
 * but never later than a tenth of a second. Notices when the reader of a pipe has gone.
 */
public final class ResultWriter implements AutoCloseable {
  private static final long LATEST_MILLIS = 100;

  private final Writer out;
  private final String name;
  private final boolean atOnce;
  private final boolean closes;
  private final Thread flushing = new Thread(this::flushNowAndThen, "result-flush");
  private boolean waiting;
  private boolean closed;
  private boolean readerGone;
  private IOException failure;

  /**
   * @param out takes characters
   * @param name what to call it in errors
   * @param atOnce whether each result is flushed as it comes
   * @param closes whether this closes {@code out}; else it only flushes it
   */
  public ResultWriter(Writer out, String name, boolean atOnce, boolean closes) {
    this.out = out;
    this.name = name;
    this.atOnce = atOnce;
    this.closes = closes;
    flushing.setDaemon(true);
    if (!atOnce) {
      flushing.start();
    }
  }

  /**
   * Writes a result.
   *
   * @return whether somebody still reads; false once a pipe's reader has gone
   * @throws DataException if it cannot be written, such as on a full disk
   */
  public synchronized boolean write(String text) {
    if (!text.isEmpty() && failure == null && !readerGone) {
      try {
        out.write(text);
        if (atOnce) {
          out.flush();
        } else if (!waiting) {
          waiting = true;
          notifyAll();
        }
      } catch (IOException e) {
        failed(e);
      }
    }
    return check();
  }

  private boolean check() {
    if (failure != null) {
      throw new DataException(
          "cannot write results to " + name + ": " + ReadError.why(failure), failure);
    }
    return !readerGone;
  }

  private void failed(IOException error) {
    String why = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
    if (why.contains("broken pipe") || why.contains("pipe is being closed")) {
      readerGone = true;
    } else {
      failure = error;
    }
  }

  private synchronized void flush() {
    try {
      waiting = false;
      out.flush();
    } catch (IOException e) {
      failed(e);
    }
  }

  private synchronized void flushNowAndThen() {
    try {
      while (!closed) {
        if (waiting) {
          wait(LATEST_MILLIS);
          flush();
        } else {
          wait();
        }
      }
    } catch (InterruptedException e) {
      // Nobody does that; what waits is flushed at the end.
    }
  }

  /**
   * Flushes what is left.
   *
   * @throws DataException if it cannot be written
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    notifyAll();
    if (failure == null && !readerGone) {
      flush();
    }
    try {
      if (closes) {
        out.close();
      }
    } catch (IOException e) {
      failed(e);
    }
    check();
  }
}
