package io.github.smiledetector.train.recipe;

import io.github.smiledetector.error.OptionException;

/**
 * What may happen to a training picture at random; validation pictures are never touched.
 *
 * @param flip whether one picture in two is mirrored left to right
 * @param rotation largest rotation each way as a share of a full turn, 0 to 0.5; drawn evenly
 *     between its negative and itself
 * @param shift how far the network's square moves each way, as a share of its side, 0 to 0.5; drawn
 *     evenly, across and down
 * @param scale how much larger or smaller the network's square gets, 0 to below 1: 0.2 from 1 / 1.2
 *     to 1.2 times, drawn evenly on a logarithmic scale
 * @param appearance how strongly light, colour, sharpness and noise change, 0 (not at all) to 2; 1
 *     is what photos of everyday life differ by
 */
public record Augmentation(
    boolean flip, double rotation, double shift, double scale, double appearance) {
  /** The reference's: mirrored at random, rotated by up to 0.2 of a turn (72 degrees) each way. */
  public static final Augmentation REFERENCE = new Augmentation(true, 0.2);

  /** Pictures as they are. */
  public static final Augmentation NONE = new Augmentation(false, 0);

  /** Mirrored and rotated only, as the reference does. */
  public Augmentation(boolean flip, double rotation) {
    this(flip, rotation, 0, 0, 0);
  }

  /**
   * @throws OptionException if a value is out of its range
   */
  public Augmentation {
    if (!(rotation >= 0 && rotation <= 0.5)) {
      throw new OptionException(
          "rotation is a share of a full turn from 0 to 0.5, not " + rotation);
    }
    if (!(shift >= 0 && shift <= 0.5)) {
      throw new OptionException("shift is a share of the side from 0 to 0.5, not " + shift);
    }
    if (!(scale >= 0 && scale < 1)) {
      throw new OptionException("scale is a share from 0 to below 1, not " + scale);
    }
    if (!(appearance >= 0 && appearance <= 2)) {
      throw new OptionException("appearance is a strength from 0 to 2, not " + appearance);
    }
  }

  /** Whether this leaves every picture as it is. */
  public boolean changesNothing() {
    return !flip && rotation == 0 && !movesTheSquare() && appearance == 0;
  }

  /**
   * Whether the network's square itself is drawn anew. It is then turned as it is cut out, so that
   * real surroundings come in where the picture has any; else the square is turned in itself, as
   * Keras does.
   */
  public boolean movesTheSquare() {
    return shift > 0 || scale > 0;
  }

  /** A copy with another {@link #rotation()}. */
  public Augmentation withRotation(double rotation) {
    return new Augmentation(flip, rotation, shift, scale, appearance);
  }
}
