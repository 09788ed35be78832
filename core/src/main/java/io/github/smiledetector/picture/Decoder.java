package io.github.smiledetector.picture;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_180;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_CLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_COUNTERCLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.rotate;
import static org.bytedeco.opencv.global.opencv_core.transpose;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR_RGB;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_GRAYSCALE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import io.github.smiledetector.error.PictureException.Kind;
import io.github.smiledetector.picture.Header.Decoding;
import java.nio.ByteBuffer;
import org.bytedeco.opencv.opencv_core.Mat;

/** From a file's bytes to upright pixels, by OpenCV. */
final class Decoder {
  /** OpenCV's error for memory that it does not get. */
  private static final String OUT_OF_MEMORY = "(-4:";

  private Decoder() {}

  /**
   * Decodes.
   *
   * @param header of these bytes
   * @param reduction by how much a JPEG may come smaller: by half from 2 on, 4 and 8 likewise
   * @throws Flaw if the bytes cannot be decoded
   */
  static DecodedPicture decode(EncodedBytes bytes, Header header, int reduction) throws Flaw {
    int reduced = header.format() == Format.JPEG ? reduction : 1;
    try (Mat file = new Mat(1, bytes.buffer().limit(), CV_8UC1, bytes.pointer());
        Mat decoded = decoded(file, flags(header.decoding(), reduced));
        Mat eightBit = eightBit(decoded);
        Mat upright = upright(eightBit, header)) {
      requireSize(upright, header, reduced);
      return new DecodedPicture(
          picture(upright, header),
          header.uprightWidthPx(),
          header.uprightHeightPx(),
          header.orientation());
    } catch (RuntimeException e) {
      if (ranOut(e)) {
        throw outOfMemory(e);
      }
      throw e;
    }
  }

  private static boolean ranOut(RuntimeException e) {
    return String.valueOf(e.getMessage()).contains(OUT_OF_MEMORY);
  }

  private static Flaw outOfMemory(RuntimeException e) {
    return new Flaw(Kind.TOO_LARGE, "takes more memory to decode than there is", e);
  }

  private static Mat decoded(Mat file, int flags) throws Flaw {
    try {
      Mat decoded = imdecode(file, flags);
      if (decoded.empty()) {
        decoded.close();
        throw Flaw.damaged("it cannot be decoded");
      }
      return decoded;
    } catch (RuntimeException e) {
      // How JavaCPP hands on an exception of OpenCV's.
      throw ranOut(e) ? outOfMemory(e) : new Flaw(Kind.DAMAGED, "it cannot be decoded", e);
    }
  }

  private static int flags(Decoding decoding, int reduction) {
    if (decoding == Decoding.STORED) {
      return IMREAD_UNCHANGED;
    }
    int colours = decoding == Decoding.GREY ? IMREAD_GRAYSCALE : IMREAD_COLOR_RGB;
    int scale = 0;
    if (reduction >= 8) {
      scale = IMREAD_REDUCED_GRAYSCALE_8;
    } else if (reduction >= 4) {
      scale = IMREAD_REDUCED_GRAYSCALE_4;
    } else if (reduction >= 2) {
      scale = IMREAD_REDUCED_GRAYSCALE_2;
    }
    return colours | scale | IMREAD_IGNORE_ORIENTATION;
  }

  private static Mat eightBit(Mat decoded) throws Flaw {
    if (decoded.depth() == CV_8U) {
      return new Mat(decoded);
    }
    if (decoded.depth() != CV_16U) {
      throw Flaw.unsupported("its pixels are neither 8 nor 16 bit numbers");
    }
    Mat eightBit = new Mat();
    decoded.convertTo(eightBit, CV_8U, 1 / 257.0, 0);
    return eightBit;
  }

  private static Mat upright(Mat stored, Header header) {
    // OpenCV's TIFF reader turns what it reads, whatever it is told.
    if (header.orientation() == Orientation.UPRIGHT || header.format() == Format.TIFF) {
      return new Mat(stored);
    }
    Mat upright = new Mat();
    switch (header.orientation()) {
      case MIRRORED -> flip(stored, upright, 1);
      case HALF_TURN -> rotate(stored, upright, ROTATE_180);
      case MIRRORED_HALF_TURN -> flip(stored, upright, 0);
      case TRANSPOSED -> transpose(stored, upright);
      case QUARTER_TURN -> rotate(stored, upright, ROTATE_90_CLOCKWISE);
      case TRANSVERSED -> {
        transpose(stored, upright);
        flip(upright, upright, -1);
      }
      case THREE_QUARTER_TURN -> rotate(stored, upright, ROTATE_90_COUNTERCLOCKWISE);
      case UPRIGHT -> throw new IllegalStateException("needs no turn");
    }
    return upright;
  }

  private static void requireSize(Mat upright, Header header, int reduction) throws Flaw {
    if (reduction < 2
        && (upright.cols() != header.uprightWidthPx()
            || upright.rows() != header.uprightHeightPx())) {
      throw Flaw.damaged(
          "its header says "
              + header.uprightWidthPx()
              + "x"
              + header.uprightHeightPx()
              + " pixels, but it has "
              + upright.cols()
              + "x"
              + upright.rows());
    }
  }

  private static Picture picture(Mat upright, Header header) throws Flaw {
    PixelFormat format =
        switch (upright.channels()) {
          case 1 -> PixelFormat.GREY;
          case 3 -> header.decoding() == Decoding.COLOUR ? PixelFormat.RGB : PixelFormat.BGR;
          case 4 -> PixelFormat.BGRA;
          default ->
              throw Flaw.unsupported("it has " + upright.channels() + " channels, not 1, 3 or 4");
        };
    ByteBuffer pixels = upright.createBuffer();
    Picture picture =
        header.grey() && format != PixelFormat.GREY
            ? Pixels.grey(pixels, upright.cols(), upright.rows(), format)
            : Pixels.picture(pixels, upright.cols(), upright.rows(), format, header.alpha());
    if (header.seeThroughLevel() >= 0) {
      Pixels.whiten(picture, (byte) header.seeThroughLevel());
    }
    return picture;
  }
}
