package io.github.smiledetector.picture;

import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.error.PictureException.Kind;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;

/**
 * Reads pictures: files in JPEG, PNG, WebP, GIF, TIFF and BMP, recognised by their contents, and
 * pixels that somebody else decoded.
 *
 * <p>A picture comes out upright (the Exif orientation is carried out), with 8 bits a channel (16
 * are reduced), with one channel if the file is grey and red, green, blue if not. Transparency is
 * laid over white, as a browser shows it. Of several pages or frames the first is read.
 *
 * <p>The size is read from the file's header first; a picture that is larger than allowed is
 * refused before a pixel is decoded. A file that is cut off is refused, not filled up with grey;
 * damage within a JPEG that leaves its structure whole cannot be told from a picture that looks
 * like that. Decoders may write a line of their own to standard error about a damaged file; {@code
 * OPENCV_LOG_LEVEL=SILENT} in the environment, set before the process starts, keeps OpenCV's back.
 *
 * <p>Thread-safe.
 */
public final class PictureReader {
  /** What an array holds in three channels, whatever is allowed. */
  private static final long MOST_PIXELS = 700_000_000;

  private PictureReader() {}

  /**
   * Reads a picture file in full, as {@link #read(PictureSource, ReadLimits)} does within {@link
   * ReadLimits#DEFAULT}.
   *
   * @param file a file in one of the formats above; its name's ending does not matter
   * @return the picture, upright
   * @throws PictureException if it cannot be read
   */
  public static Picture read(Path file) {
    return read(PictureSource.of(file), ReadLimits.DEFAULT).pixels();
  }

  /**
   * Reads an encoded picture in full, as {@link #read(PictureSource, ReadLimits)} does within
   * {@link ReadLimits#DEFAULT}.
   *
   * @param encoded a file's bytes
   * @param name what to call it in errors
   * @return the picture, upright
   * @throws PictureException if it cannot be read
   */
  public static Picture read(byte[] encoded, String name) {
    return read(PictureSource.of(encoded, name), ReadLimits.DEFAULT).pixels();
  }

  /**
   * Reads a picture from wherever it comes.
   *
   * @param source where it is
   * @param limits how large it may be, and how much of it is needed
   * @return the picture, upright
   * @throws PictureException if it is missing, empty, cut off, damaged, no picture, too large or
   *     not readable
   */
  public static DecodedPicture read(PictureSource source, ReadLimits limits) {
    String name = printable(source.name());
    try {
      if (source instanceof PictureSource.OfImage image) {
        return fromImage(image.image(), limits);
      }
      if (source instanceof PictureSource.OfPixels pixels) {
        return fromPixels(pixels, limits);
      }
      try (EncodedBytes bytes = bytes(source)) {
        return decoded(bytes, limits);
      }
    } catch (Flaw e) {
      throw new PictureException(
          e.kind(),
          e.kind() == Kind.MISSING ? e.getMessage() + ": " + name : name + " " + e.getMessage(),
          e);
    } catch (OutOfMemoryError e) {
      throw new PictureException(
          Kind.TOO_LARGE,
          name
              + " takes more memory than there is; give Java more with -Xmx (now "
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MiB), or read fewer pictures at once",
          e);
    }
  }

  private static EncodedBytes bytes(PictureSource source) throws Flaw {
    if (source instanceof PictureSource.OfFile file) {
      return ofFile(file.path());
    }
    if (source instanceof PictureSource.OfBytes bytes) {
      return EncodedBytes.of(bytes.encoded());
    }
    try {
      return EncodedBytes.of(((PictureSource.OfStream) source).encoded());
    } catch (IOException | RuntimeException e) {
      // Also what a stream throws that does not keep to its contract: it is not our fault.
      throw new Flaw(Kind.UNREADABLE, "cannot be read: " + e, e);
    }
  }

  private static EncodedBytes ofFile(Path file) throws Flaw {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        throw new Flaw(Kind.FOLDER, "is a folder, not a picture", null);
      }
      if (attributes.isOther()) {
        // Opening a pipe would wait for somebody to write to it.
        throw new Flaw(
            Kind.SPECIAL_FILE, "is a pipe, a socket or a device, not a picture file", null);
      }
      try (SeekableByteChannel channel = Files.newByteChannel(file)) {
        return EncodedBytes.of(channel, attributes.size());
      }
    } catch (NoSuchFileException e) {
      throw new Flaw(
          Kind.MISSING,
          Files.isSymbolicLink(file) ? "no such file, only a link to it" : "no such file",
          e);
    } catch (AccessDeniedException e) {
      throw new Flaw(Kind.UNREADABLE, "may not be read: no permission", e);
    } catch (ClosedByInterruptException e) {
      throw new Flaw(Kind.UNREADABLE, "could not be read: it was interrupted", e);
    } catch (FileSystemException e) {
      // Without the file's name, which comes first anyway.
      throw new Flaw(Kind.UNREADABLE, "cannot be read: " + e.getReason(), e);
    } catch (IOException e) {
      throw new Flaw(Kind.UNREADABLE, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static DecodedPicture decoded(EncodedBytes bytes, ReadLimits limits) throws Flaw {
    int length = bytes.buffer().limit();
    if (length == 0) {
      throw new Flaw(Kind.EMPTY, "is empty (0 bytes)", null);
    }
    Format format = Format.require(bytes.buffer());
    try {
      Header header = format.header(bytes.buffer());
      requireAllowed(header.widthPx(), header.heightPx(), limits);
      header.rest().run();
      int longer = Math.max(header.widthPx(), header.heightPx());
      return Decoder.decode(bytes, header, limits.reduction().applyAsInt(longer));
    } catch (Flaw e) {
      throw new Flaw(
          e.kind(),
          switch (e.kind()) {
            case DAMAGED, CUT_OFF ->
                "is a damaged " + format.label() + " of " + length + " bytes: " + e.getMessage();
            case UNSUPPORTED ->
                "is a " + format.label() + " of a kind that is not supported: " + e.getMessage();
            default -> e.getMessage();
          },
          e.getCause());
    }
  }

  private static DecodedPicture fromImage(BufferedImage image, ReadLimits limits) throws Flaw {
    requireAllowed(image.getWidth(), image.getHeight(), limits);
    try {
      return whole(JavaImage.picture(image));
    } catch (RuntimeException e) {
      throw new Flaw(
          Kind.UNSUPPORTED, "has a colour model and pixels that do not fit together: " + e, e);
    }
  }

  private static DecodedPicture fromPixels(PictureSource.OfPixels source, ReadLimits limits)
      throws Flaw {
    int width = source.widthPx();
    int height = source.heightPx();
    if (width < 1 || height < 1) {
      throw Flaw.damaged("is said to have " + width + "x" + height + " pixels; 1x1 is least");
    }
    requireAllowed(width, height, limits);
    long expected = (long) width * height * source.format().bytes();
    if (source.pixels().remaining() < expected) {
      throw new Flaw(
          Kind.CUT_OFF,
          "is cut off: "
              + width
              + "x"
              + height
              + " pixels in "
              + source.format()
              + " take "
              + expected
              + " bytes; the buffer holds "
              + source.pixels().remaining(),
          null);
    }
    return whole(
        Pixels.picture(source.pixels(), width, height, source.format(), Header.Alpha.STRAIGHT));
  }

  private static DecodedPicture whole(Picture picture) {
    return new DecodedPicture(picture, picture.widthPx(), picture.heightPx(), Orientation.UPRIGHT);
  }

  private static void requireAllowed(int widthPx, int heightPx, ReadLimits limits) throws Flaw {
    long pixels = (long) widthPx * heightPx;
    long allowed = Math.min(limits.maxPixels(), MOST_PIXELS);
    if (pixels > allowed) {
      throw new Flaw(
          Kind.TOO_LARGE,
          String.format(
              Locale.ROOT,
              "has %dx%d pixels, %.1f megapixels; at most %.1f are allowed. Allow more"
                  + " (--max-megapixels on the command line, withMaxPixels in the library; never"
                  + " more than %d) or make it smaller",
              widthPx,
              heightPx,
              pixels / 1e6,
              allowed / 1e6,
              MOST_PIXELS / 1_000_000),
          null);
    }
  }

  /** A name on one line: file names may hold line breaks and what moves a terminal's cursor. */
  private static String printable(String name) {
    StringBuilder printable = new StringBuilder(name.length());
    name.chars()
        .forEach(
            c ->
                printable.append(
                    Character.isISOControl(c)
                        ? String.format(Locale.ROOT, "\\u%04x", c)
                        : String.valueOf((char) c)));
    return printable.toString();
  }
}
