package io.github.smiledetector.train.evaluate;

import java.util.Arrays;

/**
 * A figure and where it lies with 95 % confidence, by the percentiles of resamples.
 *
 * @param value as measured; not a number where it has no meaning, such as an AUC of one class
 * @param low the 2.5 % percentile of the resamples
 * @param high the 97.5 % percentile of the resamples
 */
public record Estimate(double value, double low, double high) {
  private static final double TAIL = 0.025;

  /** Resamples in which the figure has no meaning are passed over. */
  static Estimate of(double value, double[] resampled) {
    double[] sorted = Arrays.stream(resampled).filter(Double::isFinite).sorted().toArray();
    return new Estimate(value, percentile(sorted, TAIL), percentile(sorted, 1 - TAIL));
  }

  private static double percentile(double[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
