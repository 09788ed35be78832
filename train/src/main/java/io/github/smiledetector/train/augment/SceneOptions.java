package io.github.smiledetector.train.augment;

import io.github.smiledetector.error.OptionException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What scenes are like.
 *
 * @param smallestFacePx longer side of the smallest face, at least 4; smaller ones are marked to be
 *     ignored
 * @param largestFacePx longer side of the largest face; larger ones are marked to be ignored
 * @param kinds of scenes; at least one
 */
public record SceneOptions(double smallestFacePx, double largestFacePx, Set<SceneKind> kinds) {
  /** Faces of 10 to 400 px in scenes of every kind. */
  public static final SceneOptions DEFAULT =
      new SceneOptions(10, 400, EnumSet.allOf(SceneKind.class));

  /**
   * @throws OptionException if the sizes are no range or there is no kind
   */
  public SceneOptions {
    if (!(smallestFacePx >= 4 && largestFacePx >= smallestFacePx && largestFacePx <= 4096)) {
      throw new OptionException(
          "faces have sizes from 4 to 4096 px, the smaller first, not "
              + smallestFacePx
              + " to "
              + largestFacePx);
    }
    if (kinds.isEmpty()) {
      throw new OptionException("scenes are of at least one kind");
    }
    kinds = Collections.unmodifiableSet(EnumSet.copyOf(kinds));
  }
}
