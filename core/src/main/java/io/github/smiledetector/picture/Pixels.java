package io.github.smiledetector.picture;

import io.github.smiledetector.picture.Header.Alpha;
import java.nio.ByteBuffer;

/** From pixels as others store them to ours: grey or red, green, blue, over white. */
final class Pixels {
  private Pixels() {}

  /**
   * A picture in one channel or three.
   *
   * @param from as many pixels, from the buffer's position on; which stays as it is
   * @param alpha what a fourth channel means
   */
  static Picture picture(
      ByteBuffer from, int widthPx, int heightPx, PixelFormat format, Alpha alpha) {
    int count = Math.multiplyExact(widthPx, heightPx);
    byte[] pixels = new byte[Math.multiplyExact(count, Math.min(3, format.bytes()))];
    if (format.bytes() == 4) {
      overWhite(from, pixels, widthPx, format == PixelFormat.BGRA ? 2 : 0, alpha);
    } else {
      from.get(from.position(), pixels);
      if (format == PixelFormat.BGR) {
        swapRedAndBlue(pixels);
      }
    }
    return new Picture(widthPx, heightPx, format == PixelFormat.GREY ? 1 : 3, pixels);
  }

  /** The same in one channel, of pixels whose colours are all grey. */
  static Picture grey(ByteBuffer from, int widthPx, int heightPx, PixelFormat format) {
    byte[] rgb = picture(from, widthPx, heightPx, format, Alpha.STRAIGHT).pixels();
    byte[] grey = new byte[rgb.length / 3];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = rgb[3 * i];
    }
    return new Picture(widthPx, heightPx, 1, grey);
  }

  /** Makes a level of grey white. For who has just made the picture. */
  static void whiten(Picture grey, byte level) {
    byte[] pixels = grey.pixels();
    for (int i = 0; i < pixels.length; i++) {
      if (pixels[i] == level) {
        pixels[i] = (byte) 255;
      }
    }
  }

  private static void swapRedAndBlue(byte[] pixels) {
    for (int i = 0; i < pixels.length; i += 3) {
      byte first = pixels[i];
      pixels[i] = pixels[i + 2];
      pixels[i + 2] = first;
    }
  }

  private static void overWhite(ByteBuffer from, byte[] rgb, int widthPx, int red, Alpha alpha) {
    byte[] row = new byte[Math.multiplyExact(widthPx, 4)];
    int to = 0;
    for (int start = from.position(); to < rgb.length; start += row.length) {
      from.get(start, row);
      for (int i = 0; i < row.length; i += 4, to += 3) {
        int opacity = alpha == Alpha.NONE ? 255 : row[i + 3] & 0xFF;
        boolean multiplied = alpha == Alpha.PREMULTIPLIED;
        rgb[to] = overWhite(row[i + red], opacity, multiplied);
        rgb[to + 1] = overWhite(row[i + 1], opacity, multiplied);
        rgb[to + 2] = overWhite(row[i + 2 - red], opacity, multiplied);
      }
    }
  }

  static byte overWhite(byte value, int opacity, boolean multiplied) {
    int level = value & 0xFF;
    int white = 255 - opacity;
    return (byte)
        (multiplied ? Math.min(255, level + white) : (level * opacity + 255 * white + 127) / 255);
  }
}
