package io.github.smiledetector;

import io.github.smiledetector.geometry.Box;
import java.util.Objects;

/**
 * A face in a picture and how probable it is that it is smiling.
 *
 * @param box where the face lies, in the upright picture's pixels; may reach beyond it
 * @param score how sure the face finder is of the face, 0 to 1
 * @param probability of a smile, calibrated, 0 to 1
 * @param smiling whether the probability reaches the threshold
 */
public record FaceSmile(Box box, double score, double probability, boolean smiling) {
  /**
   * @throws IllegalArgumentException if the score or the probability is not between 0 and 1
   */
  public FaceSmile {
    Objects.requireNonNull(box, "box");
    if (!(score >= 0 && score <= 1 && probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "score and probability lie between 0 and 1, not " + score + " and " + probability);
    }
  }
}
