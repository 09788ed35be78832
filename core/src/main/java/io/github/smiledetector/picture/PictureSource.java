package io.github.smiledetector.picture;

import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a picture comes from, before it is read: a file, encoded bytes, or pixels that somebody
 * else decoded. Nothing is opened or copied until the picture is read.
 */
public sealed interface PictureSource {
  /** What to call it in results and errors. */
  String name();

  /**
   * A file in a format that {@link PictureReader} reads.
   *
   * @param path of the file; also its name in results
   */
  static PictureSource of(Path path) {
    return new OfFile(path);
  }

  /**
   * A file's bytes.
   *
   * @param encoded in a format that {@link PictureReader} reads; not copied: leave it unchanged
   *     until the picture is read
   * @param name what to call it in results and errors
   */
  static PictureSource of(byte[] encoded, String name) {
    return new OfBytes(encoded, name);
  }

  /**
   * A file's bytes from a stream. It is read to its end when the picture is read, and not closed;
   * the picture can be read once.
   *
   * @param encoded in a format that {@link PictureReader} reads
   * @param name what to call it in results and errors
   */
  static PictureSource of(InputStream encoded, String name) {
    return new OfStream(encoded, name);
  }

  /**
   * A picture of Java's own.
   *
   * @param image any type; leave it unchanged until the picture is read
   * @param name what to call it in results and errors
   */
  static PictureSource of(BufferedImage image, String name) {
    return new OfImage(image, name);
  }

  /**
   * Pixels, row by row without gaps, such as a camera or a video decoder gives them.
   *
   * @param pixels {@code heightPx * widthPx * format.bytes()} bytes from the buffer's position on,
   *     direct or not; position and limit stay as they are. Not copied: leave it unchanged until
   *     the picture is read
   * @param widthPx columns, at least 1
   * @param heightPx rows, at least 1
   * @param format what the bytes mean
   * @param name what to call it in results and errors
   */
  static PictureSource of(
      ByteBuffer pixels, int widthPx, int heightPx, PixelFormat format, String name) {
    return new OfPixels(pixels, widthPx, heightPx, format, name);
  }

  /** A file. */
  record OfFile(Path path) implements PictureSource {
    /** Checks that there is a path. */
    public OfFile {
      Objects.requireNonNull(path, "path");
    }

    @Override
    public String name() {
      return path.toString();
    }
  }

  /** A file's bytes. No record: two arrays of the same bytes are two sources. */
  final class OfBytes implements PictureSource {
    private final byte[] encoded;
    private final String name;

    private OfBytes(byte[] encoded, String name) {
      this.encoded = Objects.requireNonNull(encoded, "encoded");
      this.name = Objects.requireNonNull(name, "name");
    }

    /** The bytes themselves, not a copy. */
    public byte[] encoded() {
      return encoded;
    }

    @Override
    public String name() {
      return name;
    }
  }

  /** A file's bytes from a stream. */
  record OfStream(InputStream encoded, String name) implements PictureSource {
    /** Checks that nothing is missing. */
    public OfStream {
      Objects.requireNonNull(encoded, "encoded");
      Objects.requireNonNull(name, "name");
    }
  }

  /** A picture of Java's own. */
  record OfImage(BufferedImage image, String name) implements PictureSource {
    /** Checks that nothing is missing. */
    public OfImage {
      Objects.requireNonNull(image, "image");
      Objects.requireNonNull(name, "name");
    }
  }

  /** Pixels. */
  record OfPixels(ByteBuffer pixels, int widthPx, int heightPx, PixelFormat format, String name)
      implements PictureSource {
    /** Checks that nothing is missing; sizes are checked when the picture is read. */
    public OfPixels {
      Objects.requireNonNull(pixels, "pixels");
      Objects.requireNonNull(format, "format");
      Objects.requireNonNull(name, "name");
    }
  }
}
