package io.github.smiledetector.track;

import java.util.OptionalDouble;

/** What a gate has seen of one face: how long it has smiled, and whether it was neutral before. */
final class Watch {
  private final GateOptions options;
  private final long largestGapNanos;
  private long heldNanos;
  private long neutralNanos;
  private boolean holding;
  private boolean neutralShown;
  private boolean lostToGap;

  /** The last frame with a probability, and that; -1 when there was none. */
  private long judgedNanos = -1;

  private double judged;

  Watch(GateOptions options) {
    this.options = options;
    largestGapNanos = options.largestGap().toNanos();
    neutralShown = options.neutralFirst().isZero();
  }

  /**
   * Takes the next frame.
   *
   * @param nanos after {@code lastNanos}
   * @param lastNanos the frame before, whether this face was in it or not
   * @param counts whether this face's smile counts now; otherwise its hold ends
   */
  void look(long nanos, long lastNanos, OptionalDouble probability, boolean counts) {
    boolean gap = judgedNanos < 0 || nanos - judgedNanos > largestGapNanos;
    lostToGap = gap && holding;
    if (gap) {
      forget();
    }
    if (!counts) {
      endHold();
    }
    if (probability.isEmpty()) {
      return;
    }
    double now = probability.getAsDouble();
    // Time counts where it lies between two frames in a row that both say the same.
    boolean inARow = !gap && judgedNanos == lastNanos;
    lookForNeutral(now, inARow ? nanos - lastNanos : 0);
    if (now < options.ended()) {
      endHold();
    } else if (now >= options.probability() && neutralShown && counts) {
      if (holding && inARow && judged >= options.probability()) {
        heldNanos += nanos - lastNanos;
      }
      holding = true;
    }
    judged = now;
    judgedNanos = nanos;
  }

  private void lookForNeutral(double now, long nanosInARow) {
    double neutral = options.ended() / 2;
    if (neutralShown) {
      return;
    }
    if (now >= neutral) {
      neutralNanos = 0;
    } else {
      neutralNanos += judged < neutral ? nanosInARow : 0;
      neutralShown = neutralNanos >= options.neutralFirst().toNanos();
    }
  }

  /** Starts anew, as if the face had not been seen before. */
  void forget() {
    endHold();
    neutralNanos = 0;
    neutralShown = options.neutralFirst().isZero();
    judgedNanos = -1;
  }

  void endHold() {
    holding = false;
    heldNanos = 0;
  }

  boolean holding() {
    return holding;
  }

  boolean lostToGap() {
    return lostToGap;
  }

  boolean neutralShown() {
    return neutralShown;
  }

  long heldNanos() {
    return heldNanos;
  }

  boolean held() {
    return holding && heldNanos >= options.hold().toNanos();
  }
}
