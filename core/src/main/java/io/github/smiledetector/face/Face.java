package io.github.smiledetector.face;

import io.github.smiledetector.geometry.Box;
import java.util.Objects;

/**
 * A face that a {@link FaceFinder} found.
 *
 * @param box where it lies, in the picture's pixels; how tightly it holds the face differs from
 *     finder to finder
 * @param score how sure the finder is, 0 to 1; comparable between the faces of one finder only
 */
public record Face(Box box, double score) {
  /**
   * @throws IllegalArgumentException if the score is not between 0 and 1
   */
  public Face {
    Objects.requireNonNull(box, "box");
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("a face's score lies between 0 and 1, not " + score);
    }
  }
}
