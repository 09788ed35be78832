package io.github.smiledetector.train.augment;

import io.github.smiledetector.geometry.Crop;
import io.github.smiledetector.train.recipe.Augmentation;
import java.util.random.RandomGenerator;

/**
 * Changes training pictures at random, so that the network sees no picture twice in the same way:
 * Keras's {@code RandomFlip("horizontal")} followed by its {@code RandomRotation(rotation,
 * fill_mode="reflect", interpolation="bilinear")}.
 *
 * <p>It keeps no state: the same generator in the same state gives the same picture again, and one
 * instance may serve many threads, each with its own generator.
 */
public final class RandomAugmentation {
  private final Augmentation options;

  /**
   * @param options what may happen to a picture
   */
  public RandomAugmentation(Augmentation options) {
    this.options = options;
  }

  /**
   * Draws what happens to the next picture: mirrored with probability 1/2 if the options flip,
   * rotated by an angle from an even distribution over their range.
   *
   * @param random takes one draw for a flip and one for a rotation, none for what the options leave
   *     out
   * @return the change, to be applied to one picture or to several alike
   */
  public Transformation draw(RandomGenerator random) {
    boolean mirrored = mirrored(random);
    double turns =
        options.rotation() > 0 ? random.nextDouble(-options.rotation(), options.rotation()) : 0;
    return new Transformation(mirrored, turns);
  }

  /**
   * Draws the square that is cut out of a picture, where the options move it; whether it is
   * mirrored then is drawn apart ({@link #mirrored}).
   *
   * @param middle the square as it would be without any change
   * @param random takes four draws
   * @return a square about there, turned
   */
  public Crop draw(Crop middle, RandomGenerator random) {
    double turns = options.rotation() * (2 * random.nextDouble() - 1);
    double size = Math.pow(1 + options.scale(), 2 * random.nextDouble() - 1);
    double across = options.shift() * (2 * random.nextDouble() - 1);
    double down = options.shift() * (2 * random.nextDouble() - 1);
    return new Crop(
        middle.centreX() + across * middle.sidePx(),
        middle.centreY() + down * middle.sidePx(),
        size * middle.sidePx(),
        middle.rollDegrees() + 360 * turns);
  }

  /** Whether the next picture is mirrored: takes one draw if the options flip, else none. */
  public boolean mirrored(RandomGenerator random) {
    return options.flip() && random.nextBoolean();
  }

  /**
   * Draws a change and writes the changed picture.
   *
   * @param picture values [height, width, channels], interleaved, in any range; not changed
   * @param heightPx rows, at least 1
   * @param widthPx columns, at least 1
   * @param channels values a pixel, at least 1
   * @param out takes as many values as the picture; another array than it
   * @param random where the draws come from
   * @throws IllegalArgumentException if the arrays do not have the length of the shape, or are one
   *     and the same
   */
  public void apply(
      float[] picture,
      int heightPx,
      int widthPx,
      int channels,
      float[] out,
      RandomGenerator random) {
    draw(random).apply(picture, heightPx, widthPx, channels, out);
  }
}
