package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.model.Calibration;
import io.github.smiledetector.model.Meaning;

/**
 * How a logit is read: the one place where an evaluation takes probabilities and the threshold
 * from.
 *
 * @param calibration from logit to probability
 * @param threshold probability from which on a face counts as smiling, 0 to 1
 */
public record Reading(Calibration calibration, double threshold) {
  /** The network's own word, cut in the middle: for logits from elsewhere. */
  public static final Reading PLAIN = new Reading(Calibration.IDENTITY, 0.5);

  /** Probabilities are kept this far from 0 and 1, which have no logit. */
  static final double LEAST = 1e-15;

  /**
   * @throws OptionException if the threshold is not between 0 and 1
   */
  public Reading {
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new OptionException("a threshold lies between 0 and 1, not at " + threshold);
    }
  }

  /** As one of a model's meanings reads its logits. */
  static Reading of(Meaning meaning) {
    return new Reading(meaning.calibration(), meaning.threshold());
  }

  /** The same with another threshold, 0 to 1. */
  public Reading withThreshold(double probability) {
    return new Reading(calibration, probability);
  }

  /** The smile probability of a logit. */
  double probability(double logit) {
    return calibration.probability(logit);
  }

  /** The logit of a smile probability. */
  double logit(double probability) {
    double kept = Math.min(1 - LEAST, Math.max(LEAST, probability));
    return (Math.log(kept / (1 - kept)) - calibration.intercept()) / calibration.slope();
  }
}
