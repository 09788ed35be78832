package io.github.smiledetector.train.augment;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Crop;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.Resampling;
import io.github.smiledetector.train.recipe.Augmentation;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * What the network sees of a training picture: the square in its middle, brought to the network's
 * side and changed at random.
 *
 * <p>For one thread; owns native memory until closed.
 */
public final class TrainingView implements AutoCloseable {
  private final int sidePx;
  private final Augmentation augmentation;
  private final RandomAugmentation changes;
  private final RandomAppearance appearance;
  private final Resampling.Workspace resampling = new Resampling.Workspace();

  /** By the number of channels: what is given out. */
  private final float[][] views = new float[4][];

  /**
   * @param sidePx side of the network's square
   * @param augmentation what may happen to a picture
   */
  public TrainingView(int sidePx, Augmentation augmentation) {
    this.sidePx = sidePx;
    this.augmentation = augmentation;
    this.changes = new RandomAugmentation(augmentation);
    this.appearance = new RandomAppearance(augmentation.appearance());
  }

  /**
   * One view.
   *
   * @param picture the training picture
   * @param share share of its side that the network's square takes, in its middle
   * @param random where the draws come from
   * @return [side, side, channels], interleaved, 0..255, the picture's own channels; valid until
   *     the next call
   */
  public float[] of(Picture picture, double share, RandomGenerator random) {
    int channels = picture.channels();
    int length = sidePx * sidePx * channels;
    if (views[channels] == null) {
      views[channels] = new float[length];
    }
    float[] view = views[channels];
    boolean moves = augmentation.movesTheSquare();
    float[] cut =
        moves
            ? Resampling.resample(
                picture, changes.draw(middle(picture, share), random), sidePx, resampling)
            : Resampling.resample(picture, whole(picture, share), sidePx, sidePx, resampling);
    Transformation change =
        moves ? new Transformation(changes.mirrored(random), 0) : changes.draw(random);
    // The workspace's array may be longer than this picture needs.
    float[] exact = cut.length == length ? cut : Arrays.copyOf(cut, length);
    change.apply(exact, sidePx, sidePx, channels, view);
    if (augmentation.appearance() > 0) {
      appearance.apply(view, sidePx, channels, random);
    }
    return view;
  }

  /** All of a picture, or the part in its middle that the network sees. */
  private static Box whole(Picture picture, double share) {
    double width = share * picture.widthPx();
    double height = share * picture.heightPx();
    return new Box(
        (picture.widthPx() - width) / 2, (picture.heightPx() - height) / 2, width, height);
  }

  private static Crop middle(Picture picture, double share) {
    return new Crop(
        picture.widthPx() / 2.0,
        picture.heightPx() / 2.0,
        share * Math.min(picture.widthPx(), picture.heightPx()),
        0);
  }

  @Override
  public void close() {
    appearance.close();
  }
}
