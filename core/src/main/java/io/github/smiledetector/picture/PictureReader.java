package io.github.smiledetector.picture;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_ANYCOLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import io.github.smiledetector.error.PictureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Reads encoded pictures. Thread-safe. */
public final class PictureReader {
  private PictureReader() {}

  /**
   * Reads a picture file.
   *
   * @throws PictureException if there is no such file or it cannot be read as a picture
   */
  public static Picture read(Path file) {
    try {
      return read(Files.readAllBytes(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new PictureException("no such file: " + file, e);
    } catch (IOException e) {
      throw new PictureException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Reads an encoded picture.
   *
   * @param encoded a file's bytes
   * @param name what to call it in errors
   * @return one channel if it is stored as grey, else three
   * @throws PictureException if it cannot be read as a picture
   */
  public static Picture read(byte[] encoded, String name) {
    if (encoded.length == 0) {
      throw new PictureException(name + " is empty");
    }
    try (BytePointer bytes = new BytePointer(encoded);
        Mat data =
            new Mat(1, encoded.length, org.bytedeco.opencv.global.opencv_core.CV_8UC1, bytes);
        Mat decoded = imdecode(data, IMREAD_ANYCOLOR)) {
      if (decoded.empty()) {
        throw new PictureException(
            name + " is no picture that can be read (" + encoded.length + " bytes)");
      }
      if (decoded.channels() == 3) {
        cvtColor(decoded, decoded, COLOR_BGR2RGB);
      }
      byte[] pixels = new byte[Math.toIntExact(decoded.total() * decoded.channels())];
      decoded.data().get(pixels);
      return new Picture(decoded.cols(), decoded.rows(), decoded.channels(), pixels);
    } catch (PictureException e) {
      throw e;
    } catch (RuntimeException e) {
      // OpenCV's own errors arrive so, for instance where a header claims more than its limits.
      throw new PictureException(name + " cannot be decoded: " + e.getMessage(), e);
    }
  }
}
