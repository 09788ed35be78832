package io.github.smiledetector.model;

import io.github.smiledetector.error.ModelException;

/**
 * Turns a network's logit into a probability that can be taken at its word: {@code sigmoid(slope *
 * logit + intercept)}, Platt's scaling (Platt, "Probabilistic Outputs for Support Vector Machines",
 * 1999).
 *
 * @param slope finite and positive, so that a higher logit is never a lower probability
 * @param intercept finite
 */
public record Calibration(double slope, double intercept) {
  /** Takes the network's own word: {@code sigmoid(logit)}. */
  public static final Calibration IDENTITY = new Calibration(1, 0);

  /**
   * @throws ModelException if a number is out of its range
   */
  public Calibration {
    if (!(slope > 0) || !Double.isFinite(slope) || !Double.isFinite(intercept)) {
      throw new ModelException(
          "a calibration needs a positive slope and a finite intercept, not "
              + slope
              + " and "
              + intercept);
    }
  }

  /**
   * The smile probability that belongs to a logit.
   *
   * @param logit as the network gives it, 0 in the middle
   * @return 0 to 1, monotonic in the logit; not a number if the logit is not one
   */
  public double probability(double logit) {
    double scaled = slope * logit + intercept;
    if (scaled >= 0) {
      return 1 / (1 + Math.exp(-scaled));
    }
    // The same value, but exact where exp(-scaled) would overflow.
    double power = Math.exp(scaled);
    return power / (1 + power);
  }
}
