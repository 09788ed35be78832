package io.github.smiledetector.picture;

import com.drew.metadata.Directory;
import com.drew.metadata.exif.ExifDirectoryBase;
import io.github.smiledetector.error.PictureException.Kind;
import io.github.smiledetector.picture.Header.Alpha;
import io.github.smiledetector.picture.Header.Decoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Set;

/** The structure of a TIFF: revision 6.0. Its first page counts. */
final class TiffFile {
  private static final int WIDTH = ExifDirectoryBase.TAG_IMAGE_WIDTH;
  private static final int HEIGHT = ExifDirectoryBase.TAG_IMAGE_HEIGHT;
  private static final int BITS = ExifDirectoryBase.TAG_BITS_PER_SAMPLE;
  private static final int COMPRESSION = ExifDirectoryBase.TAG_COMPRESSION;
  private static final int COLOURS = ExifDirectoryBase.TAG_PHOTOMETRIC_INTERPRETATION;
  private static final int SAMPLES = ExifDirectoryBase.TAG_SAMPLES_PER_PIXEL;
  private static final int SUBFILE = ExifDirectoryBase.TAG_NEW_SUBFILE_TYPE;
  private static final int STRIPS_AT = ExifDirectoryBase.TAG_STRIP_OFFSETS;
  private static final int STRIP_BYTES = ExifDirectoryBase.TAG_STRIP_BYTE_COUNTS;
  private static final int TILES_AT = ExifDirectoryBase.TAG_TILE_OFFSETS;
  private static final int TILE_BYTES = ExifDirectoryBase.TAG_TILE_BYTE_COUNTS;
  private static final int EXTRA_SAMPLES = 0x0152;
  private static final int SAMPLE_FORMAT = 0x0153;
  private static final int CMYK = 5;

  private static final Set<Integer> TAGS =
      Set.of(
          WIDTH,
          HEIGHT,
          BITS,
          COMPRESSION,
          COLOURS,
          SAMPLES,
          SUBFILE,
          STRIPS_AT,
          STRIP_BYTES,
          TILES_AT,
          TILE_BYTES,
          EXTRA_SAMPLES,
          SAMPLE_FORMAT,
          ExifDirectoryBase.TAG_ORIENTATION);

  /** What OpenCV's libtiff reads, of the kinds that photos come in. */
  private static final Map<Integer, Set<Long>> SUPPORTED =
      Map.of(
          BITS, Set.of(1L, 8L, 16L),
          COMPRESSION, Set.of(1L, 2L, 3L, 4L, 5L, 7L, 8L, 32773L, 32946L),
          COLOURS, Set.of(0L, 1L, 2L, 3L, (long) CMYK, 6L),
          SAMPLES, Set.of(1L, 3L, 4L),
          SAMPLE_FORMAT, Set.of(1L));

  private TiffFile() {}

  /** Reads the first page's directory and looks whether its pixels lie within the file. */
  static Header header(ByteBuffer bigEndian) throws Flaw {
    ByteBuffer file = bigEndian.duplicate();
    if (file.get(0) == 'I') {
      file.order(ByteOrder.LITTLE_ENDIAN);
    }
    long directoryAt = file.getInt(4) & 0xFFFFFFFFL;
    requireWithin(directoryAt + 2, file);
    int tags = file.getShort((int) directoryAt) & 0xFFFF;
    requireWithin(directoryAt + 2 + 12L * tags, file);
    try {
      Directory directory = TiffTags.read(file, TAGS);
      requireSupported(directory);
      requirePixels(directory, file);
      return header(directory);
    } catch (IOException | RuntimeException e) {
      throw new Flaw(Kind.DAMAGED, "its directory cannot be read", e);
    }
  }

  private static Header header(Directory directory) throws Flaw {
    int width = TiffTags.number(directory, WIDTH);
    int height = TiffTags.number(directory, HEIGHT);
    Orientation orientation = TiffTags.orientation(directory);
    return TiffTags.number(directory, COLOURS) == CMYK
        ? Header.opaque(Format.TIFF, width, height, Decoding.COLOUR, orientation)
        : Header.translucent(Format.TIFF, width, height, alpha(directory), orientation);
  }

  private static void requireSupported(Directory directory) throws Flaw {
    if ((TiffTags.number(directory, SUBFILE, 0) & 1) != 0) {
      throw Flaw.unsupported("its first page is a smaller version, as in a camera's raw file");
    }
    for (Map.Entry<Integer, Set<Long>> each : SUPPORTED.entrySet()) {
      for (long value : TiffTags.numbers(directory, each.getKey())) {
        if (!each.getValue().contains(value)) {
          throw Flaw.unsupported(
              "its tag \""
                  + directory.getTagName(each.getKey())
                  + "\" is "
                  + value
                  + "; supported are "
                  + each.getValue().stream().sorted().toList());
        }
      }
    }
  }

  private static void requirePixels(Directory directory, ByteBuffer file) throws Flaw {
    boolean tiled = directory.containsTag(TILES_AT);
    long[] at = TiffTags.numbers(directory, tiled ? TILES_AT : STRIPS_AT);
    long[] lengths = TiffTags.numbers(directory, tiled ? TILE_BYTES : STRIP_BYTES);
    for (int i = 0; i < Math.min(at.length, lengths.length); i++) {
      requireWithin(at[i] + lengths[i], file);
    }
    if (at.length == 0 || lengths.length == 0) {
      // A value that lies beyond the end is an error of the directory's.
      throw directory.hasErrors()
          ? Flaw.cutOff(null)
          : Flaw.damaged("it does not say where its pixels are");
    }
  }

  private static void requireWithin(long end, ByteBuffer file) throws Flaw {
    if (end > file.limit()) {
      throw Flaw.cutOff(null);
    }
  }

  /** By what the extra sample is said to be; libtiff multiplies 8 bits itself. */
  private static Alpha alpha(Directory directory) {
    int extra = TiffTags.number(directory, EXTRA_SAMPLES, 0);
    if (extra == 0) {
      return Alpha.NONE;
    }
    long[] bits = TiffTags.numbers(directory, BITS);
    return extra == 2 && bits.length > 0 && bits[0] == 16 ? Alpha.STRAIGHT : Alpha.PREMULTIPLIED;
  }
}
