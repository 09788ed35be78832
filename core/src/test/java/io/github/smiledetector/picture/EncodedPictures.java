package io.github.smiledetector.picture;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** Small picture files for tests, encoded by the JDK: a second opinion on what OpenCV decodes. */
final class EncodedPictures {
  private EncodedPictures() {}

  /** Red grows to the right, green downwards, blue is 40. */
  static BufferedImage colour(int widthPx, int heightPx) {
    BufferedImage image = new BufferedImage(widthPx, heightPx, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < heightPx; y++) {
      for (int x = 0; x < widthPx; x++) {
        image.setRGB(x, y, ((255 * x / widthPx) << 16) | ((255 * y / heightPx) << 8) | 40);
      }
    }
    return image;
  }

  static BufferedImage grey(int widthPx, int heightPx) {
    BufferedImage image = new BufferedImage(widthPx, heightPx, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < heightPx; y++) {
      for (int x = 0; x < widthPx; x++) {
        image.getRaster().setSample(x, y, 0, (3 * x + 2 * y) % 256);
      }
    }
    return image;
  }

  static BufferedImage sixteenBitGrey(int... values) {
    BufferedImage image = new BufferedImage(values.length, 1, BufferedImage.TYPE_USHORT_GRAY);
    for (int x = 0; x < values.length; x++) {
      image.getRaster().setSample(x, 0, 0, values[x]);
    }
    return image;
  }

  /** One row of pixels given as 0xAARRGGBB. */
  static BufferedImage translucent(int... argb) {
    BufferedImage image = new BufferedImage(argb.length, 1, BufferedImage.TYPE_INT_ARGB);
    for (int x = 0; x < argb.length; x++) {
      image.setRGB(x, 0, argb[x]);
    }
    return image;
  }

  /** A palette of red and of nothing at all, one pixel of each. */
  static BufferedImage paletteWithHole() {
    IndexColorModel palette =
        new IndexColorModel(
            1,
            2,
            new byte[] {(byte) 200, 0},
            new byte[] {0, 0},
            new byte[] {0, 0},
            new byte[] {(byte) 255, 0});
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
    image.getRaster().setSample(1, 0, 0, 1);
    return image;
  }

  static byte[] encode(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException("the JDK writes no " + format + " of this kind");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The same JPEG with an Exif segment that holds nothing but the orientation, 1 to 8. */
  static byte[] withOrientation(byte[] jpeg, int orientation) {
    int[] exif = {
      0xFF,
      0xE1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1,
      0x01,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      orientation,
      0,
      0,
      0,
      0,
      0,
      0
    };
    byte[] turned = new byte[jpeg.length + exif.length];
    turned[0] = jpeg[0];
    turned[1] = jpeg[1];
    for (int i = 0; i < exif.length; i++) {
      turned[2 + i] = (byte) exif[i];
    }
    System.arraycopy(jpeg, 2, turned, 2 + exif.length, jpeg.length - 2);
    return turned;
  }

  static byte[] firstPart(byte[] encoded, double share) {
    return Arrays.copyOf(encoded, (int) (encoded.length * share));
  }
}
