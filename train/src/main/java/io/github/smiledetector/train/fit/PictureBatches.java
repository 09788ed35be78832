package io.github.smiledetector.train.fit;

import io.github.smiledetector.inference.Network;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.train.augment.TrainingView;
import io.github.smiledetector.train.data.LabelledPicture;
import io.github.smiledetector.train.recipe.Augmentation;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Resizes and augments pictures batch by batch and takes them through the part of the network that
 * does not learn, on threads of its own beside the one that trains. Which random change a picture
 * gets depends on the seed and on its place alone. One pass at a time.
 */
public final class PictureBatches implements AutoCloseable {
  /** Pixels a worker takes through the trunk at once: few, so that their maps stay in cache. */
  private static final int PIXELS_AT_ONCE = 2 * 160 * 160;

  private final DecodedPictures decoded;
  private final int sidePx;
  private final int channels;
  private final int atOnce;
  private final PreparedBatches<Scratch> prepared;

  /**
   * What the learning part of the network takes. Valid only while the consumer runs.
   *
   * @param values what came out of the trunk for each picture; without a trunk the pictures
   *     themselves, [count, side, side, channels], 0..255; direct
   * @param smiling 1 for smiling, 0 for not, or between, one a picture
   * @param broad the same for a broad smile; not a number where it is not known
   * @param weights how much each counts
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  public record Batch(FloatBuffer values, float[] smiling, float[] broad, float[] weights) {
    /** How many pictures. */
    public int count() {
      return smiling.length;
    }
  }

  /**
   * Pictures to go through, once.
   *
   * @param pictures in this order
   * @param from how many at the beginning are left out; the others are what they would be without
   *     that
   * @param augmentation what happens to each at random
   * @param seed equal seeds give equal changes
   */
  record Pass(List<LabelledPicture> pictures, int from, Augmentation augmentation, long seed) {
    /** All of them, unchanged. */
    static Pass unchanged(List<LabelledPicture> pictures) {
      return new Pass(pictures, 0, Augmentation.NONE, 0);
    }
  }

  /** What one worker needs, kept from batch to batch. */
  private static final class Scratch implements PreparedBatches.Tools {
    private final FloatBuffer planar;
    private Augmentation augmentation;
    private TrainingView view;

    Scratch(int values) {
      planar = Network.buffer(values);
    }

    TrainingView view(int sidePx, Augmentation wanted) {
      if (!wanted.equals(augmentation)) {
        close();
        view = new TrainingView(sidePx, wanted);
        augmentation = wanted;
      }
      return view;
    }

    @Override
    public void close() {
      if (view != null) {
        view.close();
      }
    }
  }

  /**
   * @param decoded holds the pictures
   * @param sidePx side to resize to, pixels
   * @param channels to give them, 1 or 3; grey ones are repeated
   * @param batchSize pictures a batch; the last of a pass may have fewer
   */
  public PictureBatches(DecodedPictures decoded, int sidePx, int channels, int batchSize) {
    this.decoded = decoded;
    this.sidePx = sidePx;
    this.channels = channels;
    this.atOnce = atOnce(sidePx, batchSize);
    this.prepared =
        new PreparedBatches<>(batchSize, () -> new Scratch(atOnce * channels * sidePx * sidePx));
  }

  /** How many pictures a worker takes through the trunk at once. */
  static int atOnce(int sidePx, int batchSize) {
    return Math.max(1, Math.min(batchSize, PIXELS_AT_ONCE / (sidePx * sidePx)));
  }

  /**
   * Goes through pictures once, in order.
   *
   * @param pass which, and what happens to them
   * @param trunk what they go through
   * @param consumer called on this thread, batch after batch
   * @throws io.github.smiledetector.error.DataException if a picture can no longer be read
   */
  void pass(Pass pass, Optional<Trunk> trunk, Consumer<Batch> consumer) {
    List<LabelledPicture> pictures = pass.pictures();
    int valuesEach = trunk.map(Trunk::valuesEach).orElse(channels * sidePx * sidePx);
    prepared.pass(
        pass.from(),
        pictures.size(),
        valuesEach,
        pass.seed(),
        (first, randoms, buffer, mine) ->
            prepare(
                pictures.subList(first, first + randoms.size()),
                pass.augmentation(),
                randoms,
                trunk,
                buffer,
                mine),
        consumer);
  }

  private Batch prepare(
      List<LabelledPicture> part,
      Augmentation augmentation,
      List<SplittableRandom> randoms,
      Optional<Trunk> trunk,
      FloatBuffer out,
      Scratch mine) {
    float[] smiling = new float[part.size()];
    float[] broad = new float[part.size()];
    float[] weights = new float[part.size()];
    for (int i = 0; i < smiling.length; i++) {
      smiling[i] = (float) part.get(i).smile();
      broad[i] = (float) part.get(i).broad();
      weights[i] = (float) part.get(i).weight();
    }
    TrainingView view = mine.view(sidePx, augmentation);
    for (int from = 0; from < smiling.length; from += atOnce) {
      int count = Math.min(atOnce, smiling.length - from);
      mine.planar.clear();
      for (int i = from; i < from + count; i++) {
        Picture picture = decoded.picture(part.get(i));
        float[] pixels = view.of(picture, part.get(i).share(), randoms.get(i));
        if (trunk.isPresent()) {
          putPlanar(pixels, picture.channels(), mine.planar);
        } else {
          putInterleaved(pixels, picture.channels(), out);
        }
      }
      if (trunk.isPresent()) {
        int values = count * trunk.get().valuesEach();
        trunk.get().run(count, mine.planar, out.slice(out.position(), values));
        out.position(out.position() + values);
      }
    }
    return new Batch(out.flip(), smiling, broad, weights);
  }

  private void putInterleaved(float[] pixels, int stored, FloatBuffer out) {
    if (stored == channels) {
      out.put(pixels);
      return;
    }
    for (float grey : pixels) {
      out.put(grey).put(grey).put(grey);
    }
  }

  private void putPlanar(float[] pixels, int stored, FloatBuffer out) {
    for (int channel = 0; channel < channels; channel++) {
      if (stored == 1) {
        out.put(pixels);
        continue;
      }
      for (int i = channel; i < pixels.length; i += stored) {
        out.put(pixels[i]);
      }
    }
  }

  /** Ends the threads, waits until none of them uses a trunk any more, and frees what they held. */
  @Override
  public void close() {
    prepared.close();
  }
}
