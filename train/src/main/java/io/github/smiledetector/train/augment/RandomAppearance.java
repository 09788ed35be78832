package io.github.smiledetector.train.augment;

import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;

import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Changes what cameras, light and files change about a photo and what leaves a smile a smile: a
 * smaller original, blur, light, shading, colour, noise, something in front, JPEG.
 *
 * <p>Each change happens to a share of the pictures only, so that many get one or two and some get
 * none. Pictures of one channel stay grey. For one thread; owns native memory until closed.
 */
public final class RandomAppearance implements AutoCloseable {
  private static final double SMALLER = 0.35;
  private static final double BLUR = 0.15;
  private static final double LIGHT = 0.8;
  private static final double SHADING = 0.35;
  private static final double COLOUR = 0.5;
  private static final double NO_COLOUR = 0.3;
  private static final double NOISE = 0.25;
  private static final double PATCH = 0.25;
  private static final double JPEG = 0.35;
  private static final double SMALLEST_ORIGINAL_PX = 18;

  private final double strength;
  private final double smaller;
  private final double patch;
  private final Mat picture = new Mat();
  private final Mat changed = new Mat();
  private final Mat bytes = new Mat();

  /**
   * @param strength 0 to 2; 1 is what photos of everyday life differ by
   */
  public RandomAppearance(double strength) {
    this(strength, SMALLER, PATCH);
  }

  private RandomAppearance(double strength, double smaller, double patch) {
    this.strength = strength;
    this.smaller = smaller;
    this.patch = patch;
  }

  /** Changes that hide no face of a picture of many: no smaller original, nothing in front. */
  static RandomAppearance ofScenes(double strength) {
    return new RandomAppearance(strength, 0, 0);
  }

  /**
   * Draws changes and makes them in place.
   *
   * @param values [side, side, channels], interleaved, 0..255, from index 0 on
   * @param sidePx side
   * @param channels 1 or 3
   * @param random where the draws come from
   */
  public void apply(float[] values, int sidePx, int channels, RandomGenerator random) {
    int count = sidePx * sidePx * channels;
    if (happens(smaller, random)) {
      int smaller =
          (int)
              Math.round(
                  SMALLEST_ORIGINAL_PX
                      * Math.pow(sidePx / SMALLEST_ORIGINAL_PX, random.nextDouble()));
      shrink(values, sidePx, channels, smaller);
    } else if (happens(BLUR, random)) {
      blur(values, sidePx, channels, 0.4 + 1.2 * random.nextDouble());
    }
    if (channels == 3) {
      colour(values, count, random);
    }
    if (happens(LIGHT, random)) {
      light(values, count, random);
    }
    if (happens(SHADING, random)) {
      shade(values, sidePx, channels, random);
    }
    if (happens(patch, random)) {
      cover(values, sidePx, channels, random);
    }
    if (happens(NOISE, random)) {
      double deviation = strength * (1 + 8 * random.nextDouble());
      for (int i = 0; i < count; i++) {
        values[i] += (float) (deviation * random.nextGaussian());
      }
    }
    for (int i = 0; i < count; i++) {
      values[i] = Math.max(0, Math.min(255, values[i]));
    }
    if (happens(JPEG, random)) {
      compress(values, sidePx, channels, 20 + random.nextInt(70));
    }
  }

  private boolean happens(double share, RandomGenerator random) {
    return random.nextDouble() < share * Math.min(1, strength);
  }

  private void put(float[] values, int sidePx, int channels) {
    picture.create(sidePx, sidePx, opencv_core.CV_MAKETYPE(opencv_core.CV_32F, channels));
    new FloatPointer(picture.data()).put(values, 0, sidePx * sidePx * channels);
  }

  private static void take(Mat from, float[] values, int count) {
    new FloatPointer(from.data()).get(values, 0, count);
  }

  /** As if the face had been photographed with fewer pixels. */
  private void shrink(float[] values, int sidePx, int channels, int smallerPx) {
    put(values, sidePx, channels);
    try (Size small = new Size(smallerPx, smallerPx);
        Size large = new Size(sidePx, sidePx)) {
      opencv_imgproc.resize(picture, changed, small, 0, 0, INTER_AREA);
      opencv_imgproc.resize(changed, picture, large, 0, 0, INTER_LINEAR);
    }
    take(picture, values, sidePx * sidePx * channels);
  }

  private void blur(float[] values, int sidePx, int channels, double deviationPx) {
    put(values, sidePx, channels);
    try (Size kernel = new Size(0, 0)) {
      opencv_imgproc.GaussianBlur(picture, changed, kernel, deviationPx);
    }
    take(changed, values, sidePx * sidePx * channels);
  }

  /** White balance and saturation, down to none. */
  private void colour(float[] values, int count, RandomGenerator random) {
    boolean tinted = happens(COLOUR, random);
    boolean grey = happens(NO_COLOUR, random);
    float red = gain(tinted, random);
    float green = gain(tinted, random);
    float blue = gain(tinted, random);
    float saturation = grey ? 0 : tinted ? (float) (0.4 + random.nextDouble()) : 1;
    if (!tinted && !grey) {
      return;
    }
    for (int i = 0; i < count; i += 3) {
      float luma = 0.299f * values[i] + 0.587f * values[i + 1] + 0.114f * values[i + 2];
      values[i] = red * (luma + saturation * (values[i] - luma));
      values[i + 1] = green * (luma + saturation * (values[i + 1] - luma));
      values[i + 2] = blue * (luma + saturation * (values[i + 2] - luma));
    }
    if (grey) {
      for (int i = 0; i < count; i += 3) {
        values[i + 1] = values[i];
        values[i + 2] = values[i];
      }
    }
  }

  private float gain(boolean drawn, RandomGenerator random) {
    return drawn ? (float) Math.exp(0.08 * strength * random.nextGaussian()) : 1;
  }

  /** Brightness, contrast about the middle, and gamma. */
  private void light(float[] values, int count, RandomGenerator random) {
    double contrast = Math.exp(0.22 * strength * random.nextGaussian());
    double shift = 18 * strength * random.nextGaussian();
    double gamma = Math.exp(0.22 * strength * random.nextGaussian());
    float[] curve = new float[257];
    for (int i = 0; i < curve.length; i++) {
      double linear = Math.max(0, Math.min(255, contrast * (i - 127.5) + 127.5 + shift));
      curve[i] = (float) (255 * Math.pow(linear / 255, gamma));
    }
    for (int i = 0; i < count; i++) {
      float value = Math.max(0, Math.min(255, values[i]));
      int below = (int) value;
      values[i] = curve[below] + (value - below) * (curve[below + 1] - curve[below]);
    }
  }

  /** Light from one side. */
  private void shade(float[] values, int sidePx, int channels, RandomGenerator random) {
    double angle = 2 * Math.PI * random.nextDouble();
    double depth = 0.5 * strength * random.nextDouble();
    float across = (float) (Math.cos(angle) * depth * 2 / sidePx);
    float down = (float) (Math.sin(angle) * depth * 2 / sidePx);
    float middle = (sidePx - 1) / 2f;
    int i = 0;
    for (int y = 0; y < sidePx; y++) {
      for (int x = 0; x < sidePx; x++) {
        float factor = 1 + across * (x - middle) + down * (y - middle);
        for (int channel = 0; channel < channels; channel++) {
          values[i++] *= factor;
        }
      }
    }
  }

  /** Something before the face: a hand, a microphone, a letter. */
  private void cover(float[] values, int sidePx, int channels, RandomGenerator random) {
    int width = (int) (sidePx * (0.08 + 0.25 * random.nextDouble()));
    int height = (int) (sidePx * (0.08 + 0.25 * random.nextDouble()));
    int left = random.nextInt(sidePx - width);
    int top = random.nextInt(sidePx - height);
    float[] tone = new float[channels];
    float first = 255 * random.nextFloat();
    for (int channel = 0; channel < channels; channel++) {
      tone[channel] = first + (channel == 0 ? 0 : 40 * (random.nextFloat() - 0.5f));
    }
    for (int y = top; y < top + height; y++) {
      for (int x = left; x < left + width; x++) {
        System.arraycopy(tone, 0, values, (y * sidePx + x) * channels, channels);
      }
    }
  }

  private void compress(float[] values, int sidePx, int channels, int quality) {
    int count = sidePx * sidePx * channels;
    put(values, sidePx, channels);
    picture.convertTo(bytes, opencv_core.CV_8U);
    if (channels == 3) {
      opencv_imgproc.cvtColor(bytes, bytes, opencv_imgproc.COLOR_RGB2BGR);
    }
    try (BytePointer encoded = new BytePointer();
        IntPointer options = new IntPointer(opencv_imgcodecs.IMWRITE_JPEG_QUALITY, quality)) {
      opencv_imgcodecs.imencode(".jpg", bytes, encoded, options);
      try (Mat jpeg = new Mat(encoded);
          Mat decoded =
              opencv_imgcodecs.imdecode(
                  jpeg,
                  channels == 1
                      ? opencv_imgcodecs.IMREAD_GRAYSCALE
                      : opencv_imgcodecs.IMREAD_COLOR)) {
        if (channels == 3) {
          opencv_imgproc.cvtColor(decoded, decoded, opencv_imgproc.COLOR_BGR2RGB);
        }
        decoded.convertTo(changed, opencv_core.CV_32F);
        take(changed, values, count);
      }
    }
  }

  @Override
  public void close() {
    picture.close();
    changed.close();
    bytes.close();
  }
}
