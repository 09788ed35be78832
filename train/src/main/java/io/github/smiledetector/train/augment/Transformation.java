package io.github.smiledetector.train.augment;

/**
 * One change to one picture: mirrored or not, then rotated about its middle.
 *
 * @param mirrored whether left and right change places
 * @param turns the rotation as a share of a full turn, anticlockwise as one looks at the picture
 */
public record Transformation(boolean mirrored, double turns) {
  /** The change that changes nothing. */
  public static final Transformation NONE = new Transformation(false, 0);

  /**
   * @throws IllegalArgumentException if the angle is not finite
   */
  public Transformation {
    if (!Double.isFinite(turns)) {
      throw new IllegalArgumentException("a rotation needs a finite angle, not " + turns);
    }
  }

  /**
   * Writes the changed picture, which has the size of the original. What a rotation brings in from
   * beyond the border is the picture reflected at that border ({@code dcba|abcd|dcba}); places
   * between pixels are interpolated bilinearly. Without a rotation the values are the original's,
   * bit for bit.
   *
   * <p>Sampling follows TensorFlow's {@code ImageProjectiveTransformV3} as Keras calls it, in its
   * float arithmetic: the pixel at column x and row y of the result is taken from (cos x - sin y +
   * shiftX, sin x + cos y + shiftY), about the middle ((width - 1) / 2, (height - 1) / 2).
   *
   * @param picture values [height, width, channels], interleaved, in any range; not changed
   * @param heightPx rows, at least 1
   * @param widthPx columns, at least 1
   * @param channels values a pixel, at least 1
   * @param out takes as many values as the picture; another array than it
   * @throws IllegalArgumentException if the arrays do not have the length of the shape, or are one
   *     and the same
   */
  public void apply(float[] picture, int heightPx, int widthPx, int channels, float[] out) {
    long values = (long) heightPx * widthPx * channels;
    if (heightPx < 1 || widthPx < 1 || channels < 1 || picture.length != values) {
      throw new IllegalArgumentException(
          "expected a picture of %d x %d x %d values, found %d values"
              .formatted(heightPx, widthPx, channels, picture.length));
    }
    if (out.length != values || out == picture) {
      throw new IllegalArgumentException(
          out == picture
              ? "a picture cannot be transformed in place: give another array for the result"
              : "expected room for %d values, found %d".formatted(values, out.length));
    }
    if (turns != 0) {
      rotate(picture, heightPx, widthPx, channels, out);
    } else if (mirrored) {
      mirror(picture, widthPx, channels, out);
    } else {
      System.arraycopy(picture, 0, out, 0, picture.length);
    }
  }

  private static void mirror(float[] picture, int widthPx, int channels, float[] out) {
    int rowLength = widthPx * channels;
    int target = 0;
    for (int rowStart = 0; rowStart < picture.length; rowStart += rowLength) {
      for (int source = rowStart + rowLength - channels; source >= rowStart; source -= channels) {
        for (int channel = 0; channel < channels; channel++) {
          out[target++] = picture[source + channel];
        }
      }
    }
  }

  private void rotate(float[] picture, int heightPx, int widthPx, int channels, float[] out) {
    double angle = 2 * Math.PI * turns;
    float cos = (float) Math.cos(angle);
    float sin = (float) Math.sin(angle);
    float middleX = 0.5f * (widthPx - 1);
    float middleY = 0.5f * (heightPx - 1);
    float shiftX = middleX - middleX * cos + middleY * sin;
    float shiftY = middleY - middleX * sin - middleY * cos;

    // A mirrored picture is read from right to left: columns counted from the last, backwards.
    int firstColumn = mirrored ? (widthPx - 1) * channels : 0;
    int columnStep = mirrored ? -channels : channels;
    int rowStep = widthPx * channels;
    int lastX = widthPx - 1;
    int lastY = heightPx - 1;

    int target = 0;
    for (int row = 0; row < heightPx; row++) {
      for (int column = 0; column < widthPx; column++) {
        float x = reflect(cos * column - sin * row + shiftX, widthPx);
        float y = reflect(sin * column + cos * row + shiftY, heightPx);
        int left = (int) x;
        int top = (int) y;
        float rightShare = x - left;
        float bottomShare = y - top;
        // On the last column or row the share beyond is 0, so any pixel may stand there.
        int topLeft = firstColumn + left * columnStep + top * rowStep;
        int right = left < lastX ? columnStep : 0;
        int below = top < lastY ? rowStep : 0;
        // The first channel stands outside the loop: most pictures are grey, and a loop of one turn
        // would cost them half as much time again.
        out[target++] = between(picture, topLeft, right, below, rightShare, bottomShare);
        for (int channel = 1; channel < channels; channel++) {
          out[target++] =
              between(picture, topLeft + channel, right, below, rightShare, bottomShare);
        }
      }
    }
  }

  /** The value between four pixels. */
  private static float between(
      float[] picture, int topLeft, int right, int below, float rightShare, float bottomShare) {
    float leftShare = 1 - rightShare;
    float above = leftShare * picture[topLeft] + rightShare * picture[topLeft + right];
    float beneath =
        leftShare * picture[topLeft + below] + rightShare * picture[topLeft + below + right];
    return (1 - bottomShare) * above + bottomShare * beneath;
  }

  /**
   * Maps a coordinate beyond the border back into [0, length - 1] as TensorFlow's {@code REFLECT}
   * does: mirrored about -0.5 and length - 0.5, with period 2 length; the half pixels at both ends
   * take the border's value.
   */
  private static float reflect(float coordinate, int length) {
    float last = length - 1;
    if (coordinate >= 0 && coordinate <= last) {
      return coordinate;
    }
    float inside = coordinate < 0 ? -coordinate - 1 : coordinate;
    if (inside > last) {
      int period = 2 * length;
      inside -= period * (int) (inside / period);
      if (inside >= length) {
        inside = period - inside - 1;
      }
    }
    return inside < 0 ? 0 : inside > last ? last : inside;
  }
}
