package io.github.smiledetector.picture;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_ANYCOLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.error.PictureException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Reads picture files: JPEG, PNG, WebP, BMP, TIFF and whatever else OpenCV's decoders know.
 *
 * <p>A picture comes out upright (the Exif orientation of a JPEG or of a PNG without transparency
 * is carried out), with 8 bits a channel (16 are reduced), with one channel if the file is grey and
 * red, green, blue if not. Transparency is laid over white, as a browser shows it.
 *
 * <p>A file that is cut off is refused, not filled up with grey; damage within a JPEG that leaves
 * its structure whole cannot be told from a picture that looks like that. Decoders may write a line
 * of their own to standard error about a damaged file; {@code OPENCV_LOG_LEVEL=SILENT} in the
 * environment, set before the process starts, keeps OpenCV's back.
 *
 * <p>Thread-safe.
 */
public final class PictureReader {
  /** More than any picture within reach of memory takes; keeps an endless stream out. */
  private static final int MAX_ENCODED_BYTES = 512 << 20;

  private PictureReader() {}

  /**
   * Reads a picture file.
   *
   * @param file a file in one of the formats above; its name's ending does not matter
   * @return the picture, upright
   * @throws PictureException if there is no such file, or it is a folder, empty, cut off, damaged,
   *     no picture or not readable
   */
  public static Picture read(Path file) {
    if (Files.isDirectory(file)) {
      throw new PictureException(Kind.FOLDER, file + " is a folder, not a picture");
    }
    byte[] encoded;
    try (InputStream in = Files.newInputStream(file)) {
      encoded = in.readNBytes(MAX_ENCODED_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new PictureException(Kind.MISSING, "no such file: " + file, e);
    } catch (IOException e) {
      throw new PictureException(Kind.UNREADABLE, file + " cannot be read: " + e.getMessage(), e);
    }
    return read(encoded, file.toString());
  }

  /**
   * Reads an encoded picture.
   *
   * @param encoded a file's bytes
   * @param name what to call it in errors
   * @return the picture, upright
   * @throws PictureException if it is empty, cut off, damaged or no picture
   */
  public static Picture read(byte[] encoded, String name) {
    if (encoded.length == 0) {
      throw new PictureException(Kind.EMPTY, name + " is empty (0 bytes)");
    }
    if (encoded.length > MAX_ENCODED_BYTES) {
      throw new PictureException(
          Kind.TOO_LARGE,
          name + " has more than " + (MAX_ENCODED_BYTES >> 20) + " MiB: too large for a picture");
    }
    Encoding encoding = Encoding.of(encoded);
    Optional<String> damage = encoding.damage();
    if (damage.isPresent()) {
      throw new PictureException(
          Kind.DAMAGED,
          name
              + " is a damaged "
              + encoding.format()
              + " of "
              + encoded.length
              + " bytes: "
              + damage.get());
    }
    try (BytePointer bytes = new BytePointer(encoded);
        Mat data = new Mat(1, encoded.length, CV_8UC1, bytes);
        // OpenCV either keeps transparency or carries out a stored orientation, not both.
        Mat decoded =
            imdecode(data, encoding.mayBeTransparent() ? IMREAD_UNCHANGED : IMREAD_ANYCOLOR)) {
      if (decoded.empty()) {
        throw unreadable(name, encoding, encoded.length, null);
      }
      return picture(decoded, name, encoding.grey());
    } catch (PictureException e) {
      throw e;
    } catch (RuntimeException e) {
      // How JavaCPP hands on an exception of OpenCV's.
      throw unreadable(name, encoding, encoded.length, e);
    }
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
    Picture picture =
        source instanceof PictureSource.OfFile file
            ? read(file.path())
            : read(((PictureSource.OfBytes) source).encoded(), source.name());
    return new DecodedPicture(picture, picture.widthPx(), picture.heightPx(), Orientation.UPRIGHT);
  }

  private static PictureException unreadable(
      String name, Encoding encoding, int length, RuntimeException cause) {
    String what =
        encoding.known()
            ? " is a " + encoding.format() + " that cannot be decoded (" + length + " bytes)"
            : " is no picture in a format that can be read (" + length + " bytes)";
    return new PictureException(
        encoding.known() ? Kind.DAMAGED : Kind.UNKNOWN_FORMAT, name + what, cause);
  }

  private static Picture picture(Mat decoded, String name, boolean grey) {
    try (Mat eightBit = new Mat()) {
      Mat source = decoded;
      if (decoded.depth() == CV_16U) {
        decoded.convertTo(eightBit, CV_8U, 1 / 257.0, 0);
        source = eightBit;
      } else if (decoded.depth() != CV_8U) {
        throw new PictureException(
            Kind.UNSUPPORTED,
            name + " stores its pixels as neither 8 nor 16 bit numbers, which is not supported");
      }
      int stored = source.channels();
      if (stored != 1 && stored != 3 && stored != 4) {
        throw new PictureException(
            Kind.UNSUPPORTED, name + " has " + stored + " channels, not 1, 3 or 4");
      }
      byte[] pixels = new byte[Math.toIntExact(source.total() * stored)];
      try (BytePointer first = source.data()) {
        first.get(pixels);
      }
      return new Picture(
          source.cols(),
          source.rows(),
          stored == 1 || grey ? 1 : 3,
          grey && stored > 1 ? everyThird(toRgb(pixels, stored)) : toRgb(pixels, stored));
    }
  }

  /** From OpenCV's blue, green, red (and alpha); what is see-through shows white. */
  private static byte[] toRgb(byte[] stored, int channels) {
    if (channels == 1) {
      return stored;
    }
    byte[] rgb = channels == 3 ? stored : new byte[stored.length / 4 * 3];
    for (int from = 0, to = 0; from < stored.length; from += channels, to += 3) {
      int alpha = channels == 4 ? stored[from + 3] & 0xFF : 255;
      byte blue = overWhite(stored[from], alpha);
      byte green = overWhite(stored[from + 1], alpha);
      rgb[to] = overWhite(stored[from + 2], alpha);
      rgb[to + 1] = green;
      rgb[to + 2] = blue;
    }
    return rgb;
  }

  private static byte overWhite(byte value, int alpha) {
    return (byte) (((value & 0xFF) * alpha + 255 * (255 - alpha) + 127) / 255);
  }

  private static byte[] everyThird(byte[] rgb) {
    byte[] grey = new byte[rgb.length / 3];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = rgb[3 * i];
    }
    return grey;
  }
}
