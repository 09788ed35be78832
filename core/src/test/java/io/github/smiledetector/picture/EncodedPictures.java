package io.github.smiledetector.picture;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Small picture files for tests, encoded by the JDK where it can: a second opinion on what OpenCV
 * decodes.
 */
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

  /** As {@link #encode(BufferedImage, String)}, written in passes or not, where a format can. */
  static byte[] encode(BufferedImage image, String format, boolean progressive) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setProgressiveMode(
        progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
    return encode(writer, new IIOImage(image, null, null), param);
  }

  private static byte[] encode(ImageWriter writer, IIOImage image, ImageWriteParam param) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, image, param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** A JPEG of one colour in four channels, as they are stored. */
  static byte[] fourChannelJpeg(int... stored) {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 8, 4, null);
    for (int i = 0; i < 16 * 8; i++) {
      raster.setPixel(i % 16, i / 16, stored);
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    return encode(writer, new IIOImage(raster, null, null), null);
  }

  /** The same JPEG with Adobe's segment, which says what its channels mean. */
  static byte[] withAdobe(byte[] jpeg, int transform) {
    byte[] segment = {
      (byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform
    };
    return inserted(jpeg, 2, segment);
  }

  /** The same JPEG with an Exif segment that holds nothing but the orientation, 1 to 8. */
  static byte[] withOrientation(byte[] jpeg, int orientation) {
    byte[] exif = exif(orientation);
    byte[] head = {
      (byte) 0xFF, (byte) 0xE1, 0, (byte) (2 + 6 + exif.length), 'E', 'x', 'i', 'f', 0, 0
    };
    return inserted(jpeg, 2, joined(head, exif));
  }

  /** Exif data of nothing but the orientation. */
  static byte[] exif(int orientation) {
    return ByteBuffer.allocate(26)
        .put(new byte[] {'M', 'M', 0, 42})
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 0x0112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .array();
  }

  /** The same PNG with one more chunk, after its header. */
  static byte[] withChunk(byte[] png, String type, byte[] data) {
    return inserted(png, 33, pngChunk(type, data));
  }

  static byte[] pngChunk(String type, byte[] data) {
    byte[] named = joined(type.getBytes(StandardCharsets.ISO_8859_1), data);
    CRC32 sum = new CRC32();
    sum.update(named);
    return ByteBuffer.allocate(named.length + 8)
        .putInt(data.length)
        .put(named)
        .putInt((int) sum.getValue())
        .array();
  }

  /** A WebP by OpenCV; without losses for a quality of more than 100. */
  static byte[] webp(BufferedImage image, int quality) {
    int channels = image.getColorModel().hasAlpha() ? 4 : 3;
    ByteBuffer pixels = ByteBuffer.allocateDirect(image.getWidth() * image.getHeight() * channels);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int argb = image.getRGB(x, y);
        pixels.put((byte) argb).put((byte) (argb >> 8)).put((byte) (argb >> 16));
        if (channels == 4) {
          pixels.put((byte) (argb >>> 24));
        }
      }
    }
    try (BytePointer pointer = new BytePointer(pixels.flip());
        Mat mat =
            new Mat(
                image.getHeight(),
                image.getWidth(),
                channels == 4 ? opencv_core.CV_8UC4 : opencv_core.CV_8UC3,
                pointer);
        BytePointer encoded = new BytePointer();
        IntPointer parameters = new IntPointer(opencv_imgcodecs.IMWRITE_WEBP_QUALITY, quality)) {
      opencv_imgcodecs.imencode(".webp", mat, encoded, parameters);
      byte[] bytes = new byte[(int) encoded.limit()];
      encoded.get(bytes);
      return bytes;
    }
  }

  /** A WebP of the extended form: flags, then chunks. */
  static byte[] extendedWebp(int widthPx, int heightPx, int flags, byte[]... chunks) {
    ByteBuffer head = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
    head.putInt(flags);
    head.put(threeBytes(widthPx - 1)).put(threeBytes(heightPx - 1));
    byte[] body = riffChunk("VP8X", head.array());
    for (byte[] chunk : chunks) {
      body = joined(body, chunk);
    }
    return riff(body);
  }

  static byte[] riff(byte[] body) {
    return joined(
        ByteBuffer.allocate(12)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put("RIFF".getBytes(StandardCharsets.ISO_8859_1))
            .putInt(4 + body.length)
            .put("WEBP".getBytes(StandardCharsets.ISO_8859_1))
            .array(),
        body);
  }

  static byte[] riffChunk(String type, byte[] data) {
    return ByteBuffer.allocate(8 + data.length + data.length % 2)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(type.getBytes(StandardCharsets.ISO_8859_1))
        .putInt(data.length)
        .put(data)
        .array();
  }

  static byte[] threeBytes(int value) {
    return new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16)};
  }

  /** The chunks of a WebP, without its head and, if it has one, its extended header. */
  static byte[] webpChunks(byte[] webp) {
    return Arrays.copyOfRange(webp, webp[15] == 'X' ? 30 : 12, webp.length);
  }

  /**
   * A TIFF of one strip without compression.
   *
   * @param pixels as they lie in the file
   * @param tags beside the strip: number, value or values
   */
  static byte[] tiff(byte[] pixels, ByteOrder order, Map<Integer, int[]> tags) {
    TreeMap<Integer, int[]> all = new TreeMap<>(tags);
    all.put(0x0111, new int[] {0});
    all.put(0x0117, new int[] {pixels.length});
    int directoryBytes = 2 + 12 * all.size() + 4;
    int valuesAt = 8 + directoryBytes;
    int extra = all.values().stream().mapToInt(v -> v.length > 1 ? 4 * v.length : 0).sum();
    all.put(0x0111, new int[] {valuesAt + extra});
    ByteBuffer file = ByteBuffer.allocate(valuesAt + extra + pixels.length).order(order);
    file.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII));
    file.putShort((short) 42).putInt(8).putShort((short) all.size());
    int at = valuesAt;
    for (Map.Entry<Integer, int[]> tag : all.entrySet()) {
      int[] values = tag.getValue();
      file.putShort(tag.getKey().shortValue()).putShort((short) 4).putInt(values.length);
      file.putInt(values.length == 1 ? values[0] : at);
      for (int i = 0; values.length > 1 && i < values.length; i++, at += 4) {
        file.putInt(at, values[i]);
      }
    }
    file.position(valuesAt + extra);
    return file.put(pixels).array();
  }

  /** A TIFF of pixels with so many channels of so many bits. */
  static byte[] tiff(
      byte[] pixels, int widthPx, int channels, int bits, Map<Integer, int[]> moreTags) {
    int rowBytes = widthPx * channels * bits / 8;
    int height = pixels.length / rowBytes;
    int[] depths = new int[channels];
    Arrays.fill(depths, bits);
    Map<Integer, int[]> tags = new HashMap<>();
    tags.put(0x0100, new int[] {widthPx});
    tags.put(0x0101, new int[] {height});
    tags.put(0x0102, depths);
    tags.put(0x0103, new int[] {1});
    tags.put(0x0106, new int[] {channels < 3 ? 1 : 2});
    tags.put(0x0115, new int[] {channels});
    tags.put(0x0116, new int[] {height});
    tags.putAll(moreTags);
    return tiff(pixels, ByteOrder.LITTLE_ENDIAN, tags);
  }

  static byte[] inserted(byte[] bytes, int at, byte[] more) {
    return joined(
        Arrays.copyOf(bytes, at), joined(more, Arrays.copyOfRange(bytes, at, bytes.length)));
  }

  static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  static byte[] firstPart(byte[] encoded, double share) {
    return Arrays.copyOf(encoded, (int) (encoded.length * share));
  }
}
