package io.github.smiledetector.face;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import java.util.Objects;
import java.util.Optional;

/**
 * A face that a {@link FaceFinder} found.
 *
 * @param box where it lies, in the picture's pixels; how tightly it holds the face differs from
 *     finder to finder
 * @param score how sure the finder is, 0 to 1; comparable between the faces of one finder only
 * @param landmarks eyes, nose and mouth, where the finder tells them
 */
public record Face(Box box, double score, Optional<Landmarks> landmarks) {
  /**
   * @throws IllegalArgumentException if the score is not between 0 and 1
   */
  public Face {
    Objects.requireNonNull(box, "box");
    Objects.requireNonNull(landmarks, "landmarks");
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("a face's score lies between 0 and 1, not " + score);
    }
  }

  /**
   * A face without landmarks.
   *
   * @throws IllegalArgumentException if the score is not between 0 and 1
   */
  public Face(Box box, double score) {
    this(box, score, Optional.empty());
  }
}
