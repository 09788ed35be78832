package io.github.smiledetector.picture;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A picture format that is read, known by the first bytes of its files. */
enum Format {
  JPEG("JPEG"),
  PNG("PNG"),
  WEBP("WebP"),
  GIF("GIF"),
  TIFF("TIFF"),
  BMP("BMP");

  /** So many first bytes tell all formats from one another, if the file has as many. */
  static final int SIGNATURE_BYTES = 16;

  private final String label;

  Format(String label) {
    this.label = label;
  }

  static Optional<Format> of(ByteBuffer file) {
    if (startsWith(file, 0, 0xFF, 0xD8, 0xFF)) {
      return Optional.of(JPEG);
    }
    if (startsWith(file, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
      return Optional.of(PNG);
    }
    if (startsWith(file, 0, 'R', 'I', 'F', 'F') && startsWith(file, 8, 'W', 'E', 'B', 'P')) {
      return Optional.of(WEBP);
    }
    if (startsWith(file, 0, 'G', 'I', 'F', '8')) {
      return Optional.of(GIF);
    }
    if (startsWith(file, 0, 'I', 'I', 42, 0) || startsWith(file, 0, 'M', 'M', 0, 42)) {
      return Optional.of(TIFF);
    }
    if (startsWith(file, 0, 'B', 'M')) {
      return Optional.of(BMP);
    }
    return Optional.empty();
  }

  /**
   * The format of a file.
   *
   * @param file as many of its first bytes as tell formats apart, or all it has
   * @throws Flaw if it is none
   */
  static Format require(ByteBuffer file) throws Flaw {
    Optional<Format> format = of(file);
    if (format.isPresent()) {
      return format.get();
    }
    throw OtherFormat.flaw(file);
  }

  static boolean startsWith(ByteBuffer file, int at, int... expected) {
    if (file.limit() < at + expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if ((file.get(at + i) & 0xFF) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  /** As people write it. */
  String label() {
    return label;
  }

  /**
   * Reads a file of this format up to its pixels and looks whether it is all there.
   *
   * @param file whole, big-endian, from 0 to its limit
   * @throws Flaw if it is cut off, contradicts itself, or is of a kind that no decoder reads
   */
  Header header(ByteBuffer file) throws Flaw {
    try {
      return switch (this) {
        case JPEG -> JpegFile.header(file);
        case PNG -> PngFile.header(file);
        case WEBP -> WebpFile.header(file);
        case GIF -> GifFile.header(file);
        case TIFF -> TiffFile.header(file);
        case BMP -> BmpFile.header(file);
      };
    } catch (IndexOutOfBoundsException e) {
      // A number was to be read beyond the end.
      throw Flaw.cutOff(e);
    }
  }
}
