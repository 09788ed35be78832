package io.github.smiledetector.picture;

import com.drew.lang.SequentialByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.bmp.BmpHeaderDirectory;
import com.drew.metadata.bmp.BmpReader;
import io.github.smiledetector.picture.Header.Alpha;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The structure of a BMP. */
final class BmpFile {
  /** File header and the longest information header. */
  private static final int HEADER_BYTES = 14 + 124;

  private static final int RLE_8 = 1;
  private static final int RLE_4 = 2;

  /** Bit fields are the same as none, as far as lengths go. */
  private static final int BIT_FIELDS = 3;

  private BmpFile() {}

  /** Reads the headers and compares lengths. */
  static Header header(ByteBuffer bigEndian) throws Flaw {
    ByteBuffer file = bigEndian.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    requireBytes(14 + (file.getInt(14) & 0xFFFFFFFFL), file.limit());
    byte[] head = new byte[Math.min(HEADER_BYTES, file.limit())];
    file.get(0, head);
    Metadata metadata = new Metadata();
    new BmpReader().extract(new SequentialByteArrayReader(head), metadata);
    BmpHeaderDirectory directory = metadata.getFirstDirectoryOfType(BmpHeaderDirectory.class);
    int height = TiffTags.number(directory, BmpHeaderDirectory.TAG_IMAGE_HEIGHT, 0);
    Header header =
        Header.translucent(
            Format.BMP,
            TiffTags.number(directory, BmpHeaderDirectory.TAG_IMAGE_WIDTH),
            // Negative where the rows go downwards.
            Math.abs(height),
            Alpha.STRAIGHT,
            Orientation.UPRIGHT);
    int compression = TiffTags.number(directory, BmpHeaderDirectory.TAG_COMPRESSION, 0);
    if (compression > BIT_FIELDS) {
      throw Flaw.unsupported("its compression has the number " + compression);
    }
    long pixelsAt = file.getInt(10) & 0xFFFFFFFFL;
    long said = file.getInt(2) & 0xFFFFFFFFL;
    if (compression == RLE_8 || compression == RLE_4) {
      return header.with(() -> requireBytes(said, file.limit()));
    }
    if (pixelsAt > file.limit() && said <= file.limit()) {
      throw Flaw.damaged("its pixels are said to start at byte " + pixelsAt);
    }
    long bits =
        (long) header.widthPx()
            * TiffTags.number(directory, BmpHeaderDirectory.TAG_BITS_PER_PIXEL, 0);
    long end = pixelsAt + (bits + 31) / 32 * 4 * header.heightPx();
    return header.with(() -> requireBytes(end, file.limit()));
  }

  private static void requireBytes(long needed, int there) throws Flaw {
    if (needed > there) {
      throw Flaw.cutOff(null);
    }
  }
}
