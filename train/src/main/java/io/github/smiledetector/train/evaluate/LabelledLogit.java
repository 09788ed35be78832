package io.github.smiledetector.train.evaluate;

/**
 * A network's answer to a face and what is known of the face.
 *
 * @param logit finite
 * @param smile 1 for a smile, 0 for none; between where those who labelled it are not sure
 * @param weight how much it counts, above 0
 */
public record LabelledLogit(double logit, double smile, double weight) {
  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public LabelledLogit {
    if (!Double.isFinite(logit) || !(smile >= 0 && smile <= 1) || !(weight > 0)) {
      throw new IllegalArgumentException(logit + ", " + smile + ", " + weight);
    }
  }

  /** Of a picture whose face was found. */
  static LabelledLogit of(JudgedPicture judged) {
    return new LabelledLogit(
        judged.logit().getAsDouble(), judged.picture().smile(), judged.picture().weight());
  }

  double smilingWeight() {
    return weight * smile;
  }

  double otherWeight() {
    return weight * (1 - smile);
  }
}
