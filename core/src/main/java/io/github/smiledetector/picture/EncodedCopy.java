package io.github.smiledetector.picture;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_444;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Pixels as a picture file's bytes. Thread-safe. */
public final class EncodedCopy {
  private EncodedCopy() {}

  /**
   * As JPEG with all of its colour (4:4:4): no chroma is left out, which would smear small
   * pictures.
   *
   * @param picture grey stays grey
   * @param quality 1 to 100; 95 is hard to tell from the original
   * @return the file
   */
  public static byte[] jpeg(Picture picture, int quality) {
    try (IntPointer parameters =
        new IntPointer(
            IMWRITE_JPEG_QUALITY,
            quality,
            IMWRITE_JPEG_SAMPLING_FACTOR,
            IMWRITE_JPEG_SAMPLING_FACTOR_444)) {
      return encoded(picture, ".jpg", parameters);
    }
  }

  /**
   * As PNG, without loss.
   *
   * @param picture grey stays grey
   * @return the file
   */
  public static byte[] png(Picture picture) {
    try (IntPointer parameters = new IntPointer(0L)) {
      return encoded(picture, ".png", parameters);
    }
  }

  private static byte[] encoded(Picture picture, String ending, IntPointer parameters) {
    int type = picture.channels() == 1 ? CV_8UC1 : CV_8UC3;
    try (Mat mat = new Mat(picture.heightPx(), picture.widthPx(), type);
        BytePointer file = new BytePointer()) {
      mat.data().put(picture.pixels());
      if (picture.channels() == 3) {
        cvtColor(mat, mat, COLOR_RGB2BGR);
      }
      if (!imencode(ending, mat, file, parameters)) {
        throw new IllegalStateException(
            "OpenCV cannot encode "
                + picture.widthPx()
                + "x"
                + picture.heightPx()
                + " px as "
                + ending);
      }
      byte[] bytes = new byte[Math.toIntExact(file.limit())];
      file.get(bytes);
      return bytes;
    }
  }
}
