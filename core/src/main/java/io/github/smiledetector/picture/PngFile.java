package io.github.smiledetector.picture;

import com.drew.imaging.png.PngColorType;
import com.drew.imaging.png.PngHeader;
import com.drew.imaging.png.PngProcessingException;
import io.github.smiledetector.picture.Header.Alpha;
import io.github.smiledetector.picture.Header.Decoding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.CRC32;

/** The structure of a PNG: the specification's section 5. */
final class PngFile {
  private static final int HEADER_BYTES = 13;

  /** A private chunk without a meaning, which decoders pass over. */
  private static final byte[] NO_MEANING = "noNe".getBytes(StandardCharsets.ISO_8859_1);

  private static final Set<Integer> SAMPLE_BITS = Set.of(1, 2, 4, 8, 16);

  private PngFile() {}

  /**
   * Walks the chunks to the last, checksums included. Nothing is decompressed. Colour profiles,
   * which nobody here applies, lose their meaning for whoever reads the bytes afterwards.
   *
   * @param file is changed where there is a profile
   */
  static Header header(ByteBuffer file) throws Flaw {
    PngHeader header = null;
    Orientation orientation = Orientation.UPRIGHT;
    int seeThrough = -1;
    boolean holes = false;
    long dataBytes = 0;
    int at = 8;
    String type;
    do {
      int length = file.getInt(at);
      int start = at + 8;
      type = type(file, at);
      if (length < 0) {
        throw Flaw.damaged("its " + type + " chunk has a negative length");
      }
      checkSum(file, at + 4, length, type);
      if (header == null) {
        header = header(file, start, length, type);
      } else if (type.equals(PngData.CHUNK)) {
        dataBytes += length;
      } else if (type.equals("tRNS")) {
        holes = true;
        seeThrough = length == 2 ? file.getShort(start) & 0xFFFF : -1;
      } else if (type.equals("iCCP")) {
        takeMeaning(file, at + 4, length);
      } else if (type.equals("eXIf")) {
        orientation = TiffTags.orientation(file.slice(start, length));
      }
      at = start + length + 4;
    } while (!type.equals("IEND"));
    if (dataBytes == 0) {
      // OpenCV would look for them behind the end, where lengths may be anything.
      throw Flaw.damaged("it has no pixels");
    }
    Header found = header(header, holes, seeThrough, orientation);
    if (dataBytes <= PngData.TRUSTED_BYTES) {
      return found;
    }
    long pixelBytes = pixelBytes(header);
    return found.with(() -> PngData.requireAtMost(pixelBytes, file));
  }

  private static Header header(
      PngHeader header, boolean holes, int seeThrough, Orientation orientation) throws Flaw {
    int bits = header.getBitsPerSample();
    if (!SAMPLE_BITS.contains(bits)) {
      throw Flaw.damaged("its header says " + bits + " bits a sample");
    }
    PngColorType colours = header.getColorType();
    boolean grey =
        colours == PngColorType.GREYSCALE || colours == PngColorType.GREYSCALE_WITH_ALPHA;
    boolean translucent =
        colours == PngColorType.TRUE_COLOR_WITH_ALPHA
            || colours == PngColorType.GREYSCALE_WITH_ALPHA
            || (holes && !grey);
    // OpenCV knows nothing of a level of grey that is see-through.
    int level = -1;
    if (colours == PngColorType.GREYSCALE && seeThrough >= 0) {
      level = bits == 16 ? seeThrough >> 8 : seeThrough * 255 / ((1 << bits) - 1);
    }
    return Header.checked(
        Format.PNG,
        header.getImageWidth(),
        header.getImageHeight(),
        translucent ? Decoding.STORED : grey ? Decoding.GREY : Decoding.COLOUR,
        grey,
        translucent ? Alpha.STRAIGHT : Alpha.NONE,
        level,
        orientation);
  }

  /** Rows with the number of their filter each; at most twice that where they are interlaced. */
  private static long pixelBytes(PngHeader header) {
    int channels =
        switch (header.getColorType().getNumericValue()) {
          case 2 -> 3;
          case 4 -> 2;
          case 6 -> 4;
          default -> 1;
        };
    long rowBits = (long) header.getImageWidth() * channels * header.getBitsPerSample();
    long bytes = (rowBits / 8 + 2) * header.getImageHeight();
    return header.getInterlaceMethod() == 0 ? bytes : 2 * bytes;
  }

  private static PngHeader header(ByteBuffer file, int start, int length, String type) throws Flaw {
    if (!type.equals("IHDR") || length != HEADER_BYTES) {
      throw Flaw.damaged(
          "its first chunk is " + type + " of " + length + " bytes, not IHDR of " + HEADER_BYTES);
    }
    byte[] bytes = new byte[HEADER_BYTES];
    file.get(start, bytes);
    try {
      return new PngHeader(bytes);
    } catch (PngProcessingException e) {
      throw Flaw.damaged("its header is not understood: " + e.getMessage());
    }
  }

  private static void checkSum(ByteBuffer file, int typeAt, int length, String type) throws Flaw {
    if (file.getInt(typeAt + 4 + length) != sum(file, typeAt, length)) {
      throw Flaw.damaged("the checksum of its " + type + " chunk is wrong");
    }
  }

  private static int sum(ByteBuffer file, int typeAt, int length) {
    CRC32 sum = new CRC32();
    sum.update(file.slice(typeAt, 4 + length));
    return (int) sum.getValue();
  }

  /**
   * libpng writes the name of a profile that it does not like to standard error. It may be
   * anything: line breaks too, and what looks like a line of a log.
   */
  private static void takeMeaning(ByteBuffer file, int typeAt, int length) {
    file.put(typeAt, NO_MEANING);
    file.putInt(typeAt + 4 + length, sum(file, typeAt, length));
  }

  /** The type of the chunk whose length and type start there. */
  static String type(ByteBuffer file, int at) {
    byte[] type = new byte[4];
    file.get(at + 4, type);
    return new String(type, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", "?");
  }
}
