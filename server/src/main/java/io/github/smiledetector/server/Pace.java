package io.github.smiledetector.server;

import java.util.function.LongSupplier;

/**
 * How many frames of WebSocket a client may send: a thousand a second, some more at once, and one
 * more for every 256 bytes that they bring. So pings and pongs, and small and empty pieces, are
 * bounded, which bring nothing and cost time all the same; large pieces are not, which the line
 * bounds. A token bucket. Not thread-safe.
 */
final class Pace {
  private static final int A_SECOND = 1_000;
  private static final double NANOS_A_FRAME = 1e9 / A_SECOND;

  /** Two messages in as many pieces as may be, one right behind the other. */
  private static final int AT_ONCE = 2 * Message.MOST_PIECES;

  private static final double BYTES_A_FRAME = 256;

  private final LongSupplier clock;
  private double left = AT_ONCE;
  private long lastNanos;

  /**
   * @param clock in nanoseconds
   */
  Pace(LongSupplier clock) {
    this.clock = clock;
    this.lastNanos = clock.getAsLong();
  }

  /**
   * Counts a frame.
   *
   * @throws Refusal if it is one too many
   */
  void add(int bytes) {
    long now = clock.getAsLong();
    left = Math.min(AT_ONCE, left + (now - lastNanos) / NANOS_A_FRAME + bytes / BYTES_A_FRAME) - 1;
    lastNanos = now;
    if (left < 0) {
      throw new Refusal(
          Problem.Kind.BAD_MESSAGE,
          "pings, pongs and small pieces come too fast; send at most " + A_SECOND + " a second");
    }
  }
}
