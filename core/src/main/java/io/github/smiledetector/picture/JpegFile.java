package io.github.smiledetector.picture;

import com.drew.imaging.jpeg.JpegSegmentType;
import com.drew.metadata.Metadata;
import com.drew.metadata.jpeg.JpegDirectory;
import com.drew.metadata.jpeg.JpegReader;
import io.github.smiledetector.picture.Header.Decoding;
import java.nio.ByteBuffer;

/** The structure of a JPEG: ITU-T T.81, annex B. */
final class JpegFile {
  private static final int FIRST_FRAME = 0xC0;
  private static final int END = 0xD9;
  private static final int SCAN = 0xDA;
  private static final int APP1 = 0xE1;

  /**
   * Encoders write a dozen at most. Each costs the decoder a walk over the whole picture, however
   * few bytes it has.
   */
  private static final int MOST_SCANS = 100;

  private static final long ONES = 0x0101010101010101L;

  private JpegFile() {}

  /**
   * Walks the segments to the end-of-image marker. Segments are skipped by their length, so the end
   * marker of a thumbnail inside one is not taken for the picture's.
   */
  static Header header(ByteBuffer file) throws Flaw {
    int frame = 0;
    int scans = 0;
    Orientation orientation = null;
    int at = nextMarker(file, 2);
    while (marker(file, at) != END) {
      int start = at + 4;
      int length = Math.max(0, (file.getShort(at + 2) & 0xFFFF) - 2);
      if (frame == 0 && isFrame(marker(file, at))) {
        frame = at;
      } else if (marker(file, at) == SCAN) {
        scans++;
      } else if (orientation == null
          && marker(file, at) == APP1
          && Format.startsWith(file, start, 'E', 'x', 'i', 'f', 0, 0)) {
        orientation = TiffTags.orientation(file.slice(start + 6, Math.max(0, length - 6)));
      }
      at = nextMarker(file, start + length);
    }
    if (frame == 0) {
      throw Flaw.damaged("it has no frame, so no size");
    }
    if (scans > MOST_SCANS) {
      throw Flaw.unsupported("it comes in " + scans + " scans, more than " + MOST_SCANS);
    }
    return header(file, frame, orientation == null ? Orientation.UPRIGHT : orientation);
  }

  private static Header header(ByteBuffer file, int frame, Orientation orientation) throws Flaw {
    // Baseline, extended and progressive, the last two also with arithmetic coding.
    int process = marker(file, frame) - FIRST_FRAME;
    if (process > 2 && process != 9 && process != 10) {
      throw Flaw.unsupported("it is compressed by process " + process + " of the JPEG standard");
    }
    byte[] sizes = new byte[6];
    file.get(frame + 4, sizes);
    Metadata metadata = new Metadata();
    new JpegReader().extract(sizes, metadata, JpegSegmentType.fromByte((byte) marker(file, frame)));
    JpegDirectory directory = metadata.getFirstDirectoryOfType(JpegDirectory.class);
    int bits = TiffTags.number(directory, JpegDirectory.TAG_DATA_PRECISION);
    int components = TiffTags.number(directory, JpegDirectory.TAG_NUMBER_OF_COMPONENTS);
    if (bits != 8) {
      throw Flaw.unsupported("it has " + bits + " bits a channel, not 8");
    }
    if (components != 1 && components != 3 && components != 4) {
      throw Flaw.unsupported("it has " + components + " colour components, not 1, 3 or 4");
    }
    return Header.opaque(
        Format.JPEG,
        TiffTags.number(directory, JpegDirectory.TAG_IMAGE_WIDTH),
        TiffTags.number(directory, JpegDirectory.TAG_IMAGE_HEIGHT),
        components == 1 ? Decoding.GREY : Decoding.COLOUR,
        orientation);
  }

  /**
   * Where the next marker starts: within a scan, 0xFF followed by 0 is data and D0..D7 restart it.
   */
  private static int nextMarker(ByteBuffer file, int from) {
    int at = from;
    while (true) {
      // Eight bytes at once where none is 0xFF: most of a file is such.
      while (at + Long.BYTES <= file.limit() && !holdsMarker(file.getLong(at))) {
        at += Long.BYTES;
      }
      if (file.get(at) == (byte) 0xFF && isMarker(marker(file, at))) {
        return at;
      }
      at++;
    }
  }

  /** Whether one of eight bytes is 0xFF. */
  private static boolean holdsMarker(long bytes) {
    return ((~bytes - ONES) & bytes & (ONES << 7)) != 0;
  }

  private static int marker(ByteBuffer file, int at) {
    return file.get(at + 1) & 0xFF;
  }

  private static boolean isMarker(int second) {
    return second != 0 && second != 1 && second != 0xFF && (second < 0xD0 || second > 0xD8);
  }

  private static boolean isFrame(int marker) {
    return marker >= FIRST_FRAME
        && marker <= 0xCF
        && marker != 0xC4
        && marker != 0xC8
        && marker != 0xCC;
  }
}
