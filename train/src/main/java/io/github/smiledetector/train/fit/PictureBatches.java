package io.github.smiledetector.train.fit;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.picture.Resampling;
import io.github.smiledetector.train.augment.RandomAugmentation;
import io.github.smiledetector.train.data.LabelledPicture;
import io.github.smiledetector.train.recipe.Augmentation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Reads, resizes and augments pictures batch by batch, on threads of its own beside the one that
 * trains.
 *
 * <p>A few batches are prepared ahead, in direct buffers that are used over and over: memory does
 * not depend on how many pictures there are. Which random change a picture gets depends on the seed
 * and on its place alone, never on the threads. One pass at a time.
 */
public final class PictureBatches implements AutoCloseable {
  private static final int AHEAD = 3;

  private final int sidePx;
  private final int batchSize;
  private final ExecutorService workers;
  private final Deque<FloatBuffer> free = new ArrayDeque<>();

  /**
   * Pictures as the network takes them. Valid only while the consumer runs.
   *
   * @param pictures [count, side, side, 3], 0..255, direct
   * @param smiling 1 for smiling, 0 for not, one a picture
   * @param colour whether any of the files has colour channels
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  public record Batch(FloatBuffer pictures, float[] smiling, boolean colour) {
    /** How many pictures. */
    public int count() {
      return smiling.length;
    }
  }

  /**
   * @param sidePx side to resize to, pixels
   * @param batchSize pictures a batch; the last of a pass may have fewer
   */
  public PictureBatches(int sidePx, int batchSize) {
    this.sidePx = sidePx;
    this.batchSize = batchSize;
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    workers =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "pictures");
              thread.setDaemon(true);
              return thread;
            });
    for (int i = 0; i < AHEAD; i++) {
      ByteBuffer bytes =
          ByteBuffer.allocateDirect(
              Math.multiplyExact(Float.BYTES * 3 * batchSize, sidePx * sidePx));
      free.add(bytes.order(ByteOrder.nativeOrder()).asFloatBuffer());
    }
  }

  /**
   * Goes through the pictures once, in the given order.
   *
   * @param pictures what to read
   * @param augmentation what happens to each at random
   * @param seed equal seeds give equal changes
   * @param consumer called on this thread, batch after batch
   * @throws io.github.smiledetector.error.PictureException if a picture cannot be read
   */
  public void pass(
      List<LabelledPicture> pictures,
      Augmentation augmentation,
      long seed,
      Consumer<Batch> consumer) {
    RandomAugmentation changes = new RandomAugmentation(augmentation);
    SplittableRandom random = new SplittableRandom(seed);
    Deque<Future<Batch>> ahead = new ArrayDeque<>();
    int next = 0;
    try {
      while (next < pictures.size() || !ahead.isEmpty()) {
        while (next < pictures.size() && !free.isEmpty()) {
          List<LabelledPicture> part =
              pictures.subList(next, Math.min(pictures.size(), next + batchSize));
          List<SplittableRandom> randoms = new ArrayList<>(part.size());
          part.forEach(picture -> randoms.add(random.split()));
          FloatBuffer buffer = free.remove();
          ahead.add(
              workers.submit(
                  () -> prepare(part, changes, augmentation.changesNothing(), randoms, buffer)));
          next += part.size();
        }
        Batch batch = await(ahead.remove());
        consumer.accept(batch);
        free.add(batch.pictures());
      }
    } catch (RuntimeException | Error e) {
      // The buffers of batches under way are lost with them; this object is of no more use.
      ahead.forEach(batch -> batch.cancel(true));
      throw e;
    }
  }

  private static Batch await(Future<Batch> batch) {
    try {
      return batch.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading pictures", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private Batch prepare(
      List<LabelledPicture> part,
      RandomAugmentation changes,
      boolean unchanged,
      List<SplittableRandom> randoms,
      FloatBuffer buffer) {
    buffer.clear();
    float[] smiling = new float[part.size()];
    float[] changed = new float[0];
    boolean colour = false;
    for (int i = 0; i < smiling.length; i++) {
      Picture picture = PictureReader.read(part.get(i).file());
      int channels = picture.channels();
      colour |= channels == 3;
      float[] pixels =
          Resampling.resample(
              picture, new Box(0, 0, picture.widthPx(), picture.heightPx()), sidePx, sidePx);
      if (!unchanged) {
        changed = changed.length == pixels.length ? changed : new float[pixels.length];
        changes.apply(pixels, sidePx, sidePx, channels, changed, randoms.get(i));
        pixels = changed;
      }
      put(pixels, channels, buffer);
      smiling[i] = part.get(i).smiling() ? 1 : 0;
    }
    return new Batch(buffer.flip(), smiling, colour);
  }

  private static void put(float[] pixels, int channels, FloatBuffer out) {
    if (channels == 3) {
      out.put(pixels);
      return;
    }
    for (float grey : pixels) {
      out.put(grey).put(grey).put(grey);
    }
  }

  /** Ends the threads. */
  @Override
  public void close() {
    workers.shutdownNow();
  }
}
