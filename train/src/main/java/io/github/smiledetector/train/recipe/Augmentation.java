package io.github.smiledetector.train.recipe;

import io.github.smiledetector.error.OptionException;

/**
 * What may happen to a training picture at random; validation pictures are never touched.
 *
 * @param flip whether one picture in two is mirrored left to right
 * @param rotation largest rotation each way as a share of a full turn, 0 to 0.5; drawn evenly
 *     between its negative and itself
 */
public record Augmentation(boolean flip, double rotation) {
  /** The reference's: mirrored at random, rotated by up to 0.2 of a turn (72 degrees) each way. */
  public static final Augmentation REFERENCE = new Augmentation(true, 0.2);

  /** Pictures as they are. */
  public static final Augmentation NONE = new Augmentation(false, 0);

  /**
   * @throws OptionException if the rotation is not within 0 to 0.5
   */
  public Augmentation {
    if (!(rotation >= 0 && rotation <= 0.5)) {
      throw new OptionException(
          "rotation is a share of a full turn from 0 to 0.5, not " + rotation);
    }
  }

  /** Whether this leaves every picture as it is. */
  public boolean changesNothing() {
    return !flip && rotation == 0;
  }
}
