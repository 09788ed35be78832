package io.github.smiledetector;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A face in a picture and how probable it is that it is smiling.
 *
 * @param box where the face lies, in the upright picture's pixels; may reach beyond it
 * @param score how sure the face finder is of the face, 0 to 1
 * @param landmarks eyes, nose and mouth, in the upright picture's pixels, where the finder tells
 *     them
 * @param probability of a smile, calibrated, 0 to 1; empty if the face was not judged
 * @param smiling whether there is a probability and it reaches the threshold
 * @param unjudged why there is no probability; empty if there is one
 */
public record FaceSmile(
    Box box,
    double score,
    Optional<Landmarks> landmarks,
    OptionalDouble probability,
    boolean smiling,
    Optional<Unjudged> unjudged) {
  /**
   * @throws IllegalArgumentException if the score or the probability is not between 0 and 1, or
   *     there is neither a probability nor a reason, or both
   */
  public FaceSmile {
    Objects.requireNonNull(box, "box");
    Objects.requireNonNull(landmarks, "landmarks");
    double value = probability.orElse(0);
    if (!(score >= 0 && score <= 1 && value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "score and probability lie between 0 and 1, not " + score + " and " + value);
    }
    if (probability.isPresent() == unjudged.isPresent() || (smiling && unjudged.isPresent())) {
      throw new IllegalArgumentException("a face has either a probability or a reason for none");
    }
  }
}
