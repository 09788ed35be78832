package io.github.smiledetector.cli;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import io.github.smiledetector.picture.Annotation;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.train.data.MarkedFace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pictures with their faces drawn on them: boxes in orange, in blue where the face is ignored; of
 * the points the eye and the corner of the mouth on the left in orange, the others in blue.
 */
final class MarkedDrawing {
  private static final double LEAST_SIDE_PX = 256;

  private MarkedDrawing() {}

  static Picture of(Picture picture, List<MarkedFace> faces) {
    // Lines have a least width, which would hide the faces of small pictures.
    int times =
        (int)
            Math.max(1, Math.ceil(LEAST_SIDE_PX / Math.max(picture.widthPx(), picture.heightPx())));
    List<Annotation> drawn = new ArrayList<>();
    for (MarkedFace face : faces) {
      drawn.add(new Annotation(face.box().scaled(times), "", !face.ignored()));
      Optional<Landmarks> points = face.landmarks();
      if (points.isPresent()) {
        Landmarks scaled = points.get().scaled(times);
        for (Point point : scaled.all()) {
          boolean left = point.equals(scaled.leftEye()) || point.equals(scaled.mouthLeft());
          drawn.add(new Annotation(new Box(point.x() - 0.5, point.y() - 0.5, 1, 1), "", left));
        }
      }
    }
    return Annotation.draw(enlarged(picture, times), drawn);
  }

  private static Picture enlarged(Picture picture, int times) {
    if (times == 1) {
      return picture;
    }
    int channels = picture.channels();
    int width = picture.widthPx() * times;
    int height = picture.heightPx() * times;
    byte[] pixels = new byte[width * height * channels];
    int to = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int from = (y / times * picture.widthPx() + x / times) * channels;
        for (int channel = 0; channel < channels; channel++) {
          pixels[to++] = picture.pixels()[from + channel];
        }
      }
    }
    return new Picture(width, height, channels, pixels);
  }
}
