package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Point;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.train.data.MarkedFace;
import java.util.ArrayList;
import java.util.List;

/**
 * A photo turned about its middle, in a picture of the same size.
 *
 * @param pixels sampled bilinearly; black where there was nothing
 * @param faces boxes with the same sides, their middles and landmarks turned; ignored where less
 *     than three quarters of a box lie in the picture
 */
record TurnedPhoto(Picture pixels, List<MarkedFace> faces) {
  private static final double LEAST_WITHIN = 0.75;

  /**
   * Turns.
   *
   * @param degrees clockwise; 0 leaves all as it is
   */
  static TurnedPhoto of(Picture picture, List<MarkedFace> faces, double degrees) {
    if (degrees == 0) {
      return new TurnedPhoto(picture, faces);
    }
    Turn turn =
        new Turn(
            picture.widthPx() / 2.0,
            picture.heightPx() / 2.0,
            Math.cos(Math.toRadians(degrees)),
            Math.sin(Math.toRadians(degrees)));
    Box frame = new Box(0, 0, picture.widthPx(), picture.heightPx());
    List<MarkedFace> turned = new ArrayList<>();
    for (MarkedFace face : faces) {
      Box box = turn.of(face.box());
      turned.add(
          new MarkedFace(
              box,
              face.landmarks().map(points -> points.map(turn::of)),
              face.score(),
              face.ignored() || box.sharedArea(frame) < LEAST_WITHIN * box.area()));
    }
    return new TurnedPhoto(turn.of(picture), turned);
  }

  private record Turn(double middleX, double middleY, double cos, double sin) {
    Point of(Point point) {
      double x = point.x() - middleX;
      double y = point.y() - middleY;
      return new Point(middleX + cos * x - sin * y, middleY + sin * x + cos * y);
    }

    Box of(Box box) {
      Point centre = of(new Point(box.centreX(), box.centreY()));
      return new Box(
          centre.x() - box.width() / 2, centre.y() - box.height() / 2, box.width(), box.height());
    }

    Picture of(Picture picture) {
      int width = picture.widthPx();
      int channels = picture.channels();
      float[] values = new float[width * picture.heightPx() * channels];
      for (int row = 0; row < picture.heightPx(); row++) {
        for (int column = 0; column < width; column++) {
          // Back to where the new pixel's middle was.
          double x = column + 0.5 - middleX;
          double y = row + 0.5 - middleY;
          double fromX = middleX + cos * x + sin * y - 0.5;
          double fromY = middleY - sin * x + cos * y - 0.5;
          int left = (int) Math.floor(fromX);
          int top = (int) Math.floor(fromY);
          double right = fromX - left;
          double lower = fromY - top;
          int to = (row * width + column) * channels;
          for (int channel = 0; channel < channels; channel++) {
            values[to + channel] =
                (float)
                    ((1 - lower)
                            * ((1 - right) * value(picture, left, top, channel)
                                + right * value(picture, left + 1, top, channel))
                        + lower
                            * ((1 - right) * value(picture, left, top + 1, channel)
                                + right * value(picture, left + 1, top + 1, channel)));
          }
        }
      }
      return Picture.rounded(width, picture.heightPx(), channels, values);
    }

    private static int value(Picture picture, int x, int y, int channel) {
      return x < 0 || y < 0 || x >= picture.widthPx() || y >= picture.heightPx()
          ? 0
          : picture.pixels()[(y * picture.widthPx() + x) * picture.channels() + channel] & 0xFF;
    }
  }
}
