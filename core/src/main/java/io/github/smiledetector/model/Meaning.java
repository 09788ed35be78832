package io.github.smiledetector.model;

import io.github.smiledetector.error.ModelException;

/**
 * One way to read a network's logit: what counts as a smile, how a probability of that is made of
 * the logit, and from which probability on the answer is yes. One network can be read in several
 * ways, such as for any visible smile and for broad ones only.
 *
 * @param says what counts, for people, one line: {@code a visible smile, with or without teeth}
 * @param calibration from the logit to a probability
 * @param threshold probability from which on a face counts as smiling, 0 to 1
 */
public record Meaning(String says, Calibration calibration, double threshold) {
  /**
   * @throws ModelException if a value is missing or out of its range
   */
  public Meaning {
    if (says == null || says.isBlank() || says.lines().count() != 1) {
      throw new ModelException(
          "says must be one line of text, not " + (says == null ? "nothing" : '"' + says + '"'));
    }
    if (calibration == null) {
      throw new ModelException("calibration is missing");
    }
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new ModelException("threshold must be 0 to 1, not " + threshold);
    }
  }
}
