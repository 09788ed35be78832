package io.github.smiledetector.track;

import java.util.OptionalDouble;

/**
 * One person's smile probability, smoothed exponentially over time. Between two frames it is taken
 * to change evenly (EMA<sub>lin</sub> of Eckner, "Algorithms for Unevenly Spaced Time Series"), so
 * that the curve does not depend on how often one looks. After a gap much longer than the time
 * constant only the new frame counts, by the same formula.
 *
 * <p>Probabilities are smoothed, not logits: there a single mistaken frame weighs no more than its
 * share of time, where one logit of 15 would outweigh many frames. And not by the One-Euro filter
 * (Casiez et al. 2012): it follows fast changes faster, and a mistaken frame is one.
 */
final class Smoothing {
  private final double constantNanos;
  private double smoothed;
  private double last;
  private long lastNanos;
  private boolean begun;

  /**
   * @param constantNanos 0 for none
   */
  Smoothing(long constantNanos) {
    this.constantNanos = constantNanos;
  }

  /**
   * The probability after one more frame.
   *
   * @param nanos after those of the call before
   * @param probability in this frame; empty leaves a gap
   * @return smoothed; empty in a gap
   */
  OptionalDouble next(long nanos, OptionalDouble probability) {
    if (probability.isEmpty()) {
      return OptionalDouble.empty();
    }
    double value = probability.getAsDouble();
    if (begun) {
      double constants = (nanos - lastNanos) / constantNanos;
      double old = Math.exp(-constants);
      // Nothing smoothed: 0 / 0 is not asked for. expm1 keeps the digits where frames come fast.
      double between =
          constants == Double.POSITIVE_INFINITY ? 0 : -Math.expm1(-constants) / constants;
      smoothed = old * smoothed + (between - old) * last + (1 - between) * value;
    } else {
      smoothed = value;
      begun = true;
    }
    smoothed = Math.min(1, Math.max(0, smoothed));
    last = value;
    lastNanos = nanos;
    return OptionalDouble.of(smoothed);
  }
}
