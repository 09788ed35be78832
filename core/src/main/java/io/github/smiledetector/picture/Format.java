package io.github.smiledetector.picture;

import com.drew.imaging.FileType;
import com.drew.imaging.FileTypeDetector;
import io.github.smiledetector.error.PictureException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A picture format that is read, known by the first bytes of its files. */
enum Format {
  JPEG("JPEG"),
  PNG("PNG"),
  WEBP("WebP"),
  GIF("GIF"),
  TIFF("TIFF"),
  BMP("BMP");

  private static final Set<FileType> OTHER_PICTURES =
      EnumSet.of(
          FileType.Heif,
          FileType.Avif,
          FileType.Psd,
          FileType.Ico,
          FileType.Pcx,
          FileType.Eps,
          FileType.Crw,
          FileType.Raf,
          FileType.Orf,
          FileType.Rw2,
          FileType.Crx);

  private static final int OTHER_SIGNATURE_BYTES = 64;

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
    FileType other = other(file);
    String supported = "supported are JPEG, PNG, WebP, GIF, TIFF and BMP";
    if (OTHER_PICTURES.contains(other)) {
      throw Flaw.unsupported(
          "is a " + other.getLongName() + ", which is not supported; " + supported);
    }
    throw new Flaw(
        Kind.UNKNOWN_FORMAT,
        "is no picture in a format that is known"
            + (other == FileType.Unknown ? "" : " but a " + other.getLongName())
            + "; "
            + supported,
        null);
  }

  private static FileType other(ByteBuffer file) {
    byte[] head = new byte[Math.min(OTHER_SIGNATURE_BYTES, file.limit())];
    file.get(0, head);
    try {
      return FileTypeDetector.detectFileType(new ByteArrayInputStream(head));
    } catch (IOException | RuntimeException e) {
      return FileType.Unknown;
    }
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
