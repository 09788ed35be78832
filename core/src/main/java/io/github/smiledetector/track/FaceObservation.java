package io.github.smiledetector.track;

import io.github.smiledetector.geometry.Box;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * A face as it was found in one frame, before anybody knows whose it is.
 *
 * @param box where it lies, in the frame's pixels; no edge further than 10 million pixels away
 * @param score how sure the face finder is of it, 0 to 1
 * @param probability of a smile in this frame alone, 0 to 1; empty if the face was not judged
 */
public record FaceObservation(Box box, double score, OptionalDouble probability) {
  private static final double FURTHEST_PX = 1e7;

  /**
   * @throws IllegalArgumentException if the score or the probability is not between 0 and 1, or the
   *     box lies further away than any picture is large
   */
  public FaceObservation {
    Objects.requireNonNull(box, "box");
    double value = probability.orElse(0);
    if (!(score >= 0 && score <= 1 && value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "score and probability lie between 0 and 1, not " + score + " and " + value);
    }
    double furthest =
        Math.max(
            Math.max(Math.abs(box.x()), Math.abs(box.y())),
            Math.max(Math.abs(box.x() + box.width()), Math.abs(box.y() + box.height())));
    if (furthest > FURTHEST_PX) {
      throw new IllegalArgumentException("a face lies within 10 million pixels, not at " + box);
    }
  }
}
