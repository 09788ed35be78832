package io.github.smiledetector.picture;

/**
 * Upright pixels in memory: 8 bits a channel, row by row from the top left, channels interleaved,
 * one channel (grey) or three (red, green, blue, in this order).
 *
 * <p>The pixel array is handed over, not copied: whoever makes a picture does not write to the
 * array afterwards, and whoever reads {@link #pixels()} only reads. Under that rule a picture is
 * safe to share between threads.
 */
public final class Picture {
  private final int widthPx;
  private final int heightPx;
  private final int channels;
  private final byte[] pixels;

  /**
   * @param widthPx columns, at least 1
   * @param heightPx rows, at least 1
   * @param channels 1 (grey) or 3 (red, green, blue)
   * @param pixels {@code heightPx * widthPx * channels} unsigned bytes, handed over
   * @throws IllegalArgumentException if the sizes do not fit together
   */
  public Picture(int widthPx, int heightPx, int channels, byte[] pixels) {
    if (widthPx < 1 || heightPx < 1 || (channels != 1 && channels != 3)) {
      throw new IllegalArgumentException(
          "a picture has at least 1x1 pixels and 1 or 3 channels, not "
              + widthPx
              + "x"
              + heightPx
              + " with "
              + channels
              + " channels");
    }
    long expected = (long) widthPx * heightPx * channels;
    if (pixels.length != expected) {
      throw new IllegalArgumentException(
          widthPx
              + "x"
              + heightPx
              + " pixels of "
              + channels
              + " channels take "
              + expected
              + " bytes, not "
              + pixels.length);
    }
    this.widthPx = widthPx;
    this.heightPx = heightPx;
    this.channels = channels;
    this.pixels = pixels;
  }

  /**
   * A picture of values as {@link Resampling} gives them.
   *
   * @param widthPx columns, at least 1
   * @param heightPx rows, at least 1
   * @param channels 1 or 3
   * @param values [heightPx, widthPx, channels], from index 0 on; rounded, and cut to 0..255. What
   *     lies behind them in a longer array is left alone
   */
  public static Picture rounded(int widthPx, int heightPx, int channels, float[] values) {
    byte[] pixels = new byte[widthPx * heightPx * channels];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.round(Math.max(0, Math.min(255, values[i])));
    }
    return new Picture(widthPx, heightPx, channels, pixels);
  }

  /** Columns. */
  public int widthPx() {
    return widthPx;
  }

  /** Rows. */
  public int heightPx() {
    return heightPx;
  }

  /** 1 for grey, 3 for red, green, blue. */
  public int channels() {
    return channels;
  }

  /**
   * The pixels themselves, {@code heightPx * widthPx * channels} unsigned bytes; only to be read.
   */
  public byte[] pixels() {
    return pixels;
  }

  /**
   * The picture with one channel: itself if it is grey, else its luma after ITU-R BT.601 (0.299
   * red, 0.587 green, 0.114 blue), rounded.
   */
  public Picture grey() {
    if (channels == 1) {
      return this;
    }
    byte[] luma = new byte[pixels.length / 3];
    for (int i = 0, from = 0; i < luma.length; i++, from += 3) {
      int thousandths =
          299 * (pixels[from] & 0xFF)
              + 587 * (pixels[from + 1] & 0xFF)
              + 114 * (pixels[from + 2] & 0xFF);
      luma[i] = (byte) ((thousandths + 500) / 1000);
    }
    return new Picture(widthPx, heightPx, 1, luma);
  }

  /** The picture with three channels: itself if it has them, else its grey three times. */
  public Picture rgb() {
    if (channels == 3) {
      return this;
    }
    byte[] triple = new byte[Math.multiplyExact(pixels.length, 3)];
    for (int i = 0, to = 0; i < pixels.length; i++) {
      triple[to++] = pixels[i];
      triple[to++] = pixels[i];
      triple[to++] = pixels[i];
    }
    return new Picture(widthPx, heightPx, 3, triple);
  }
}
