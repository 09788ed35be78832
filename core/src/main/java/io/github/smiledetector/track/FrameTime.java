package io.github.smiledetector.track;

import java.time.Duration;

/** Frames' times in numbers that can be subtracted without a thought of overflow. */
final class FrameTime {
  static final double NANOS_PER_SECOND = 1e9;

  private static final Duration LATEST = Duration.ofNanos(Long.MAX_VALUE);

  private FrameTime() {}

  /**
   * @throws IllegalArgumentException if it is negative or beyond what a long holds
   */
  static long nanos(Duration time) {
    if (time.isNegative() || time.compareTo(LATEST) > 0) {
      throw new IllegalArgumentException(
          "a frame's time is counted from the sequence's start, 0 to 292 years, not " + time);
    }
    return time.toNanos();
  }
}
