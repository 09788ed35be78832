package io.github.smiledetector.picture;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Crop;
import java.util.Arrays;

/**
 * Cuts a region out of a picture and brings it to another size.
 *
 * <p>Where a side grows the pixels are joined bilinearly, as TensorFlow's {@code
 * resize(method=bilinear, antialias=False)} does with its half-pixel centres; where it shrinks,
 * each new pixel is the mean of the area that it covers, because bilinear sampling would skip
 * pixels. Beyond the picture its border pixels go on.
 */
public final class Resampling {
  private Resampling() {}

  /**
   * Resamples a region. Thread-safe.
   *
   * @param picture where to cut
   * @param region what to cut, in the picture's pixels; may reach beyond it
   * @param widthPx width of the result, at least 1
   * @param heightPx height of the result, at least 1
   * @return {@code [heightPx, widthPx, channels]}, row-major, 0..255, the picture's own channels,
   *     not rounded
   */
  public static float[] resample(Picture picture, Box region, int widthPx, int heightPx) {
    return resample(picture, region, widthPx, heightPx, new Workspace());
  }

  /** Arrays that are used again from call to call. For one thread at a time. */
  public static final class Workspace {
    private float[] result = {};
    private float[] narrowed = {};

    private static float[] zeros(float[] array, int length) {
      if (array.length != length) {
        return new float[length];
      }
      Arrays.fill(array, 0);
      return array;
    }
  }

  /**
   * Resamples a region without making new arrays where older ones fit.
   *
   * @param picture where to cut
   * @param region what to cut, in the picture's pixels; may reach beyond it
   * @param widthPx width of the result, at least 1
   * @param heightPx height of the result, at least 1
   * @param workspace holds the result until it is used again
   * @return as above
   */
  public static float[] resample(
      Picture picture, Box region, int widthPx, int heightPx, Workspace workspace) {
    Taps across = Taps.of(region.x(), region.width(), widthPx, picture.widthPx());
    Taps down = Taps.of(region.y(), region.height(), heightPx, picture.heightPx());
    int channels = picture.channels();
    int rowLength = widthPx * channels;
    float[] result = Workspace.zeros(workspace.result, heightPx * rowLength);
    workspace.result = result;
    // Neighbouring rows of the result share rows of the picture: each is brought to the new width
    // once.
    int firstRow = down.first[0];
    int rows = down.first[heightPx - 1] + down.count - firstRow;
    float[] narrowed = Workspace.zeros(workspace.narrowed, rows * rowLength);
    workspace.narrowed = narrowed;
    for (int row = 0; row < rows; row++) {
      int source = clamp(firstRow + row, picture.heightPx()) * picture.widthPx();
      resampleRow(picture, source, across, narrowed, row * rowLength);
    }
    for (int y = 0; y < heightPx; y++) {
      for (int tap = 0; tap < down.count; tap++) {
        float weight = down.weights[y * down.count + tap];
        if (weight == 0) {
          continue;
        }
        int from = (down.first[y] - firstRow + tap) * rowLength;
        int to = y * rowLength;
        for (int i = 0; i < rowLength; i++) {
          result[to + i] += weight * narrowed[from + i];
        }
      }
    }
    return result;
  }

  /**
   * Cuts a square out, turned or not, and brings it to another size, without making new arrays
   * where older ones fit.
   *
   * @param picture where to cut
   * @param crop what to cut, in the picture's pixels; may reach beyond it
   * @param sidePx side of the result, at least 1
   * @param workspace holds the result until it is used again
   * @return {@code [sidePx, sidePx, channels]}, as above
   */
  public static float[] resample(Picture picture, Crop crop, int sidePx, Workspace workspace) {
    return resample(picture, crop.upright(), sidePx, sidePx, workspace);
  }

  private static void resampleRow(
      Picture picture, int source, Taps across, float[] out, int offset) {
    byte[] pixels = picture.pixels();
    int channels = picture.channels();
    int columns = across.first.length;
    for (int x = 0; x < columns; x++) {
      for (int tap = 0; tap < across.count; tap++) {
        float weight = across.weights[x * across.count + tap];
        if (weight == 0) {
          continue;
        }
        int from = (source + clamp(across.first[x] + tap, picture.widthPx())) * channels;
        for (int c = 0; c < channels; c++) {
          out[offset + x * channels + c] += weight * (pixels[from + c] & 0xFF);
        }
      }
    }
  }

  private static int clamp(int index, int size) {
    return Math.max(0, Math.min(size - 1, index));
  }

  /**
   * What each new pixel along one axis is made of: {@code count} neighbouring old ones from {@code
   * first} on.
   */
  private static final class Taps {
    final int count;

    /** By new pixel; may lie outside of the picture. */
    final int[] first;

    /** {@code [new pixel, tap]}, summing to 1 a pixel. */
    final float[] weights;

    private Taps(int count, int[] first, float[] weights) {
      this.count = count;
      this.first = first;
      this.weights = weights;
    }

    static Taps of(double start, double length, int size, int limit) {
      double step = length / size;
      int count = step <= 1 ? 2 : (int) Math.ceil(step) + 1;
      int[] first = new int[size];
      float[] weights = new float[size * count];
      for (int i = 0; i < size; i++) {
        if (step <= 1) {
          // Clamping the centre, not the taps, keeps far regions from overflowing and changes
          // nothing within.
          double centre = Math.max(-1, Math.min(limit, start + (i + 0.5) * step - 0.5));
          first[i] = (int) Math.floor(centre);
          weights[2 * i + 1] = (float) (centre - first[i]);
          weights[2 * i] = 1 - weights[2 * i + 1];
        } else {
          double from = start + i * step;
          first[i] = (int) Math.floor(from);
          for (int tap = 0; tap < count; tap++) {
            double covered =
                Math.min(first[i] + tap + 1, from + step) - Math.max(first[i] + tap, from);
            weights[i * count + tap] = (float) (Math.max(0, covered) / step);
          }
        }
      }
      return new Taps(count, first, weights);
    }
  }
}
