package io.github.smiledetector.picture;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/** From Java's pictures to ours. */
final class JavaImage {
  private JavaImage() {}

  /**
   * A copy of its pixels, over white.
   *
   * @throws RuntimeException if its colour model and its pixels do not fit together
   */
  static Picture picture(BufferedImage image) {
    return isGrey(image) ? grey(image) : colour(image);
  }

  /**
   * Grey levels are taken as they are, unlike Java's own conversion, which takes them for
   * proportional to light and brightens them.
   */
  private static boolean isGrey(BufferedImage image) {
    int depth = image.getSampleModel().getDataType();
    return image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
        && image.getColorModel().getNumColorComponents() == 1
        && image.getRaster().getNumBands() == image.getColorModel().getNumComponents()
        && (depth == DataBuffer.TYPE_BYTE || depth == DataBuffer.TYPE_USHORT);
  }

  private static Picture grey(BufferedImage image) {
    Raster raster = image.getRaster();
    int width = image.getWidth();
    int height = image.getHeight();
    boolean translucent = image.getColorModel().hasAlpha();
    boolean multiplied = image.isAlphaPremultiplied();
    int most = (1 << raster.getSampleModel().getSampleSize(0)) - 1;
    int mostOpaque = translucent ? (1 << raster.getSampleModel().getSampleSize(1)) - 1 : 1;
    byte[] pixels = new byte[Math.multiplyExact(width, height)];
    int[] levels = new int[width];
    int[] opacities = new int[width];
    for (int y = 0, to = 0; y < height; y++) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, levels);
      if (translucent) {
        raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 1, opacities);
      }
      for (int x = 0; x < width; x++, to++) {
        byte level = eightBit(levels[x], most);
        pixels[to] =
            translucent
                ? Pixels.overWhite(level, eightBit(opacities[x], mostOpaque) & 0xFF, multiplied)
                : level;
      }
    }
    return new Picture(width, height, 1, pixels);
  }

  private static byte eightBit(int sample, int most) {
    return (byte) ((sample * 255 + most / 2) / most);
  }

  private static Picture colour(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    int[] row = new int[width];
    for (int y = 0, to = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int argb : row) {
        int opacity = argb >>> 24;
        pixels[to++] = Pixels.overWhite((byte) (argb >> 16), opacity, false);
        pixels[to++] = Pixels.overWhite((byte) (argb >> 8), opacity, false);
        pixels[to++] = Pixels.overWhite((byte) argb, opacity, false);
      }
    }
    return new Picture(width, height, 3, pixels);
  }
}
