package io.github.smiledetector.picture;

import com.drew.metadata.Metadata;
import com.drew.metadata.webp.WebpDirectory;
import com.drew.metadata.webp.WebpRiffHandler;
import io.github.smiledetector.picture.Header.Alpha;
import io.github.smiledetector.picture.Header.Decoding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The structure of a WebP: RFC 9649, section 2. */
final class WebpFile {
  private static final Set<String> WITH_SIZE =
      Set.of(WebpDirectory.CHUNK_VP8X, WebpDirectory.CHUNK_VP8L, WebpDirectory.CHUNK_VP8);

  /** So many bytes of a chunk hold the size. */
  private static final int SIZE_BYTES = 10;

  private static final int LEAST_SIZE_BYTES = 5;

  private WebpFile() {}

  /** Walks the chunks. */
  static Header header(ByteBuffer bigEndian) throws Flaw {
    ByteBuffer file = bigEndian.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    long end = 8 + (file.getInt(4) & 0xFFFFFFFFL);
    if (end > file.limit()) {
      throw Flaw.cutOff(null);
    }
    WebpDirectory directory = null;
    Orientation orientation = Orientation.UPRIGHT;
    boolean translucent = false;
    long at = 12;
    while (at + 8 <= end) {
      int start = (int) at + 8;
      String type = type(file, (int) at);
      long length = file.getInt(start - 4) & 0xFFFFFFFFL;
      if (start + length > end) {
        throw Flaw.damaged("its " + type.strip() + " chunk is longer than the file");
      }
      if (directory == null && WITH_SIZE.contains(type) && length >= LEAST_SIZE_BYTES) {
        directory = directory(file.slice(start, (int) Math.min(SIZE_BYTES, length)), type);
        translucent = isTranslucent(file, start, type);
      } else if (type.equals(WebpDirectory.CHUNK_EXIF)) {
        orientation = orientation(file, start, (int) length);
      }
      at = start + length + (length & 1);
    }
    if (directory == null) {
      throw Flaw.damaged("it has no image from whose head a size can be read");
    }
    int width = TiffTags.number(directory, WebpDirectory.TAG_IMAGE_WIDTH);
    int height = TiffTags.number(directory, WebpDirectory.TAG_IMAGE_HEIGHT);
    return translucent
        ? Header.translucent(Format.WEBP, width, height, Alpha.STRAIGHT, orientation)
        : Header.opaque(Format.WEBP, width, height, Decoding.COLOUR, orientation);
  }

  private static WebpDirectory directory(ByteBuffer chunk, String type) {
    byte[] head = new byte[chunk.limit()];
    chunk.get(head);
    Metadata metadata = new Metadata();
    new WebpRiffHandler(metadata).processChunk(type, head);
    return metadata.getFirstDirectoryOfType(WebpDirectory.class);
  }

  private static boolean isTranslucent(ByteBuffer file, int start, String type) {
    return switch (type) {
      case WebpDirectory.CHUNK_VP8X -> (file.get(start) & 0x10) != 0;
      // After a signature of 8 bits and two sides of 14 bits each.
      case WebpDirectory.CHUNK_VP8L -> (file.getInt(start + 1) & 1 << 28) != 0;
      default -> false;
    };
  }

  private static Orientation orientation(ByteBuffer file, int start, int length) {
    // Some writers copy the prefix that belongs into a JPEG only.
    boolean prefixed = length > 6 && Format.startsWith(file, start, 'E', 'x', 'i', 'f', 0, 0);
    int skipped = prefixed ? 6 : 0;
    return TiffTags.orientation(file.slice(start + skipped, length - skipped));
  }

  private static String type(ByteBuffer file, int at) {
    byte[] type = new byte[4];
    file.get(at, type);
    return new String(type, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", "?");
  }
}
