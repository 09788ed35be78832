package io.github.smiledetector;

import io.github.smiledetector.error.DeadlineException;
import io.github.smiledetector.error.StoppedException;
import java.time.Duration;

/**
 * Breaks a call off, when asked to or after a time. Looked at between the steps of a picture:
 * reading, finding and judging each run to their end.
 *
 * <p>Thread-safe; whoever started the call may cancel from any thread.
 */
public final class Cancellation {
  /** Far enough, and within what a clock of nanoseconds counts. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final long deadlineNanos;
  private final boolean limited;
  private final Duration limit;
  private volatile boolean cancelled;

  private Cancellation(boolean limited, Duration limit) {
    this.limited = limited;
    this.limit = limit;
    this.deadlineNanos = limited ? System.nanoTime() + limit.toNanos() : 0;
  }

  /** One that breaks off only when asked to. */
  public static Cancellation onRequest() {
    return new Cancellation(false, Duration.ZERO);
  }

  /**
   * One that breaks off after a time as well.
   *
   * @param time from now on; none or less is over at once
   */
  public static Cancellation after(Duration time) {
    return new Cancellation(true, time.compareTo(LONGEST) > 0 ? LONGEST : time);
  }

  /** Asks the call to break off. */
  public void cancel() {
    cancelled = true;
  }

  /** Whether it was asked to break off. */
  public boolean isCancelled() {
    return cancelled;
  }

  /**
   * Goes on, or does not.
   *
   * @throws DeadlineException if its time is over
   * @throws StoppedException if it was asked to break off
   */
  public void check() {
    if (cancelled) {
      throw new StoppedException("stopped: it was cancelled");
    }
    if (limited && System.nanoTime() - deadlineNanos >= 0) {
      throw new DeadlineException("stopped: not done within " + limit.toMillis() + " ms");
    }
  }
}
