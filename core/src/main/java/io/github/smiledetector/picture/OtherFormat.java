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

/** What a file is that is in none of our formats, so that people know what to do with it. */
final class OtherFormat {
  private static final int HEAD_BYTES = 64;
  private static final String SUPPORTED = "supported are JPEG, PNG, WebP, GIF, TIFF and BMP";

  private static final Set<FileType> PICTURES =
      EnumSet.of(
          FileType.Heif,
          FileType.Avif,
          FileType.Psd,
          FileType.Ico,
          FileType.Pcx,
          FileType.Eps,
          FileType.Crw,
          FileType.Crx,
          FileType.Orf,
          FileType.Raf,
          FileType.Rw2);

  private OtherFormat() {}

  static Flaw flaw(ByteBuffer file) {
    byte[] head = new byte[Math.min(HEAD_BYTES, file.limit())];
    file.get(0, head);
    FileType type = type(head);
    Optional<String> picture =
        PICTURES.contains(type) ? Optional.of(type.getLongName()) : picture(file);
    if (picture.isPresent()) {
      return Flaw.unsupported("is a picture in " + picture.get() + "; " + SUPPORTED);
    }
    return new Flaw(
        Kind.UNKNOWN_FORMAT,
        "is no picture in a format that is known"
            + (type == FileType.Unknown ? "" : " but " + type.getLongName())
            + "; "
            + SUPPORTED,
        null);
  }

  private static FileType type(byte[] head) {
    try {
      return FileTypeDetector.detectFileType(new ByteArrayInputStream(head));
    } catch (IOException | RuntimeException e) {
      return FileType.Unknown;
    }
  }

  /** Formats that metadata-extractor does not know. */
  private static Optional<String> picture(ByteBuffer file) {
    if (Format.startsWith(file, 0, 0, 0, 0, 12, 'j', 'P', ' ', ' ')) {
      return Optional.of("JPEG 2000");
    }
    if (Format.startsWith(file, 0, 0, 0, 0, 12, 'J', 'X', 'L', ' ')) {
      return Optional.of("JPEG XL");
    }
    if (Format.startsWith(file, 0, 'I', 'I', 43, 0)
        || Format.startsWith(file, 0, 'M', 'M', 0, 43)) {
      return Optional.of("BigTIFF");
    }
    boolean netpbm =
        file.limit() > 2
            && file.get(0) == 'P'
            && file.get(1) >= '1'
            && file.get(1) <= '7'
            && Character.isWhitespace(file.get(2));
    return netpbm ? Optional.of("Netpbm (PBM, PGM, PPM or PAM)") : Optional.empty();
  }
}
