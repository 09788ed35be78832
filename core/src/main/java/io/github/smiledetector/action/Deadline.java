package io.github.smiledetector.action;

import java.time.Duration;
import java.time.Instant;

/** The end of a time that began a while ago; does not move when somebody sets the clock. */
final class Deadline {
  private final long endNanos;

  private Deadline(long endNanos) {
    this.endNanos = endNanos;
  }

  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** Of an event's lifetime. One from the future has its whole lifetime before it, not more. */
  static Deadline of(GateEvent event) {
    Duration age = Duration.between(event.time(), Instant.now());
    // An event of another age than ours: without the bound its nanoseconds might overflow.
    Duration bounded = min(age, event.lifetime());
    return in(event.lifetime().minus(bounded.isNegative() ? Duration.ZERO : bounded));
  }

  /** What is left, not below 0. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
  }

  boolean isOver() {
    return left().isZero();
  }

  static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
