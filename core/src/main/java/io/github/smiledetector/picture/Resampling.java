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
 *
 * <p>A turned square is first cut out upright with what lies around it, and shrunk to half the new
 * pixels' size if it is larger than that; from there it is sampled bilinearly, at the new pixels'
 * centres, or at four places of each where it shrinks.
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
    private float[] around = {};

    private static float[] atLeast(float[] array, int length) {
      return array.length >= length ? array : new float[length];
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
   * @return as above, from index 0 on; what lies behind it, in a longer array, means nothing
   */
  public static float[] resample(
      Picture picture, Box region, int widthPx, int heightPx, Workspace workspace) {
    float[] result = Workspace.atLeast(workspace.result, widthPx * heightPx * picture.channels());
    workspace.result = result;
    upright(picture, region, widthPx, heightPx, result, workspace);
    return result;
  }

  private static void upright(
      Picture picture, Box region, int widthPx, int heightPx, float[] result, Workspace workspace) {
    Taps across = Taps.of(region.x(), region.width(), widthPx, picture.widthPx());
    Taps down = Taps.of(region.y(), region.height(), heightPx, picture.heightPx());
    int rowLength = widthPx * picture.channels();
    Arrays.fill(result, 0, heightPx * rowLength, 0);
    // Neighbouring rows of the result share rows of the picture: each is brought to the new width
    // once, and kept in its turn until another takes its place.
    float[] narrowed = Workspace.atLeast(workspace.narrowed, down.count * rowLength);
    workspace.narrowed = narrowed;
    int[] rowsKept = new int[down.count];
    Arrays.fill(rowsKept, Integer.MIN_VALUE);
    for (int y = 0; y < heightPx; y++) {
      int to = y * rowLength;
      for (int tap = 0; tap < down.count; tap++) {
        float weight = down.weights[y * down.count + tap];
        if (weight == 0) {
          continue;
        }
        int row = down.first[y] + tap;
        int place = Math.floorMod(row, down.count);
        int from = place * rowLength;
        if (rowsKept[place] != row) {
          rowsKept[place] = row;
          int source = clamp(row, picture.heightPx()) * picture.widthPx();
          if (picture.channels() == 1) {
            resampleGreyRow(picture, source, across, narrowed, from);
          } else {
            resampleColourRow(picture, source, across, narrowed, from);
          }
        }
        for (int i = 0; i < rowLength; i++) {
          result[to + i] += weight * narrowed[from + i];
        }
      }
    }
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
    if (crop.rollDegrees() == 0) {
      return resample(picture, crop.upright(), sidePx, sidePx, workspace);
    }
    int channels = picture.channels();
    float[] result = Workspace.atLeast(workspace.result, sidePx * sidePx * channels);
    workspace.result = result;
    double step = crop.sidePx() / sidePx;
    int samples = step <= 1 ? 1 : 2;
    double pixel = Math.max(1, step / 2);
    double cos = Math.cos(Math.toRadians(crop.rollDegrees()));
    double sin = Math.sin(Math.toRadians(crop.rollDegrees()));

    // An upright square that holds the turned one and, for bilinear sampling, a pixel more.
    double reach = crop.sidePx() / 2 * (Math.abs(cos) + Math.abs(sin)) + pixel;
    double left = crop.centreX() - reach;
    double top = crop.centreY() - reach;
    if (pixel == 1) {
      // On the picture's own pixels, so that nothing is sampled twice.
      left = Math.floor(left);
      top = Math.floor(top);
    }
    int side = (int) Math.ceil(2 * reach / pixel) + 1;
    float[] around = Workspace.atLeast(workspace.around, side * side * channels);
    workspace.around = around;
    upright(picture, new Box(left, top, side * pixel, side * pixel), side, side, around, workspace);

    // From one sample to the next along a row of the result, and along a column, in pixels around.
    double between = step / samples / pixel;
    double acrossX = between * cos;
    double acrossY = between * sin;
    double first = (between - crop.sidePx() / pixel) / 2;
    double startX = (crop.centreX() - left) / pixel - 0.5 + first * (cos - sin);
    double startY = (crop.centreY() - top) / pixel - 0.5 + first * (cos + sin);
    int below = side * channels;
    Arrays.fill(result, 0, sidePx * sidePx * channels, 0);
    for (int v = 0; v < sidePx * samples; v++) {
      double rowX = startX - v * acrossY;
      double rowY = startY + v * acrossX;
      int to = v / samples * sidePx * channels;
      for (int u = 0; u < sidePx * samples; u++) {
        double x = rowX + u * acrossX;
        double y = rowY + u * acrossY;
        int column = (int) x;
        int row = (int) y;
        float right = (float) (x - column);
        float down = (float) (y - row);
        int here = (row * side + column) * channels;
        // Not divided: this is the innermost line, and there are one or two samples.
        int into = to + (samples == 1 ? u : u >> 1) * channels;
        result[into] += between(around, here, channels, below, right, down);
        if (channels == 3) {
          result[into + 1] += between(around, here + 1, channels, below, right, down);
          result[into + 2] += between(around, here + 2, channels, below, right, down);
        }
      }
    }
    if (samples > 1) {
      for (int i = 0; i < sidePx * sidePx * channels; i++) {
        result[i] /= samples * samples;
      }
    }
    return result;
  }

  /** Between four pixels, of which the first is given: bilinear. */
  private static float between(
      float[] pixels, int here, int next, int below, float right, float down) {
    float upper = pixels[here];
    float lower = pixels[here + below];
    upper += right * (pixels[here + next] - upper);
    lower += right * (pixels[here + below + next] - lower);
    return upper + down * (lower - upper);
  }

  private static void resampleGreyRow(
      Picture picture, int source, Taps across, float[] out, int offset) {
    byte[] pixels = picture.pixels();
    int count = across.count;
    for (int x = 0; x < across.first.length; x++) {
      int first = across.first[x];
      boolean within = first >= 0 && first + count <= picture.widthPx();
      float sum = 0;
      for (int tap = 0; tap < count; tap++) {
        int column = within ? first + tap : clamp(first + tap, picture.widthPx());
        sum += across.weights[x * count + tap] * (pixels[source + column] & 0xFF);
      }
      out[offset + x] = sum;
    }
  }

  private static void resampleColourRow(
      Picture picture, int source, Taps across, float[] out, int offset) {
    byte[] pixels = picture.pixels();
    int count = across.count;
    for (int x = 0; x < across.first.length; x++) {
      int first = across.first[x];
      boolean within = first >= 0 && first + count <= picture.widthPx();
      float red = 0;
      float green = 0;
      float blue = 0;
      for (int tap = 0; tap < count; tap++) {
        int column = within ? first + tap : clamp(first + tap, picture.widthPx());
        int from = 3 * (source + column);
        float weight = across.weights[x * count + tap];
        red += weight * (pixels[from] & 0xFF);
        green += weight * (pixels[from + 1] & 0xFF);
        blue += weight * (pixels[from + 2] & 0xFF);
      }
      out[offset + 3 * x] = red;
      out[offset + 3 * x + 1] = green;
      out[offset + 3 * x + 2] = blue;
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
