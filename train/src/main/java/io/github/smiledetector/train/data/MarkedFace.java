package io.github.smiledetector.train.data;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import java.util.Objects;
import java.util.Optional;

/**
 * A face that is known to be in a photo.
 *
 * @param box where, in the photo's upright pixels; it may reach beyond the photo
 * @param landmarks its five points, if they are known
 * @param score how sure whoever marked it was, 0 to 1; 1 for a face that a person marked
 * @param ignored whether it counts neither as a face nor as background: too doubtful, too small or
 *     hidden to learn from or to be asked for
 */
public record MarkedFace(Box box, Optional<Landmarks> landmarks, double score, boolean ignored) {
  /**
   * @throws IllegalArgumentException if the score is not from 0 to 1
   */
  public MarkedFace {
    Objects.requireNonNull(box, "box");
    Objects.requireNonNull(landmarks, "landmarks");
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("a score is from 0 to 1, not " + score);
    }
  }

  /** Whether it is one to be found and learnt from. */
  public boolean learnable() {
    return !ignored && landmarks.isPresent();
  }

  /** The same face, ignored or not. */
  public MarkedFace ignored(boolean ignore) {
    return new MarkedFace(box, landmarks, score, ignore);
  }
}
