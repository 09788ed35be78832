package io.github.smiledetector.train.augment;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import io.github.smiledetector.train.data.MarkedFace;

/**
 * How a photo lies in a scene: mirrored or not, scaled and turned about one of its points, which
 * lies at a place of the scene.
 *
 * @param from point of the photo
 * @param to where it lies in the scene
 * @param scale scene's pixels for one of the photo's
 * @param degrees clockwise as one looks at it
 * @param mirrored whether left and right change places, before it is turned
 */
record Placement(Point from, Point to, double scale, double degrees, boolean mirrored) {
  /** Six numbers: x' = m0 x + m1 y + m2, y' = m3 x + m4 y + m5. */
  double[] matrix() {
    double cos = scale * Math.cos(Math.toRadians(degrees));
    double sin = scale * Math.sin(Math.toRadians(degrees));
    double across = mirrored ? -1 : 1;
    return new double[] {
      across * cos,
      -sin,
      to.x() - across * cos * from.x() + sin * from.y(),
      across * sin,
      cos,
      to.y() - across * sin * from.x() - cos * from.y()
    };
  }

  /** Where a point of the photo lies in the scene. */
  Point apply(Point point) {
    double[] m = matrix();
    return new Point(
        m[0] * point.x() + m[1] * point.y() + m[2], m[3] * point.x() + m[4] * point.y() + m[5]);
  }

  /** Which point of the photo lies at a place of the scene. */
  Point inverse(double x, double y) {
    double cos = Math.cos(Math.toRadians(degrees)) / scale;
    double sin = Math.sin(Math.toRadians(degrees)) / scale;
    double across = cos * (x - to.x()) + sin * (y - to.y());
    double down = cos * (y - to.y()) - sin * (x - to.x());
    return new Point(from.x() + (mirrored ? -across : across), from.y() + down);
  }

  /**
   * A face of the photo in the scene. Its points turn with it; its box stays upright and keeps its
   * shape, as finders' boxes of turned faces do.
   */
  MarkedFace apply(MarkedFace face) {
    Box box = face.box();
    Point centre = apply(new Point(box.centreX(), box.centreY()));
    double width = scale * box.width();
    double height = scale * box.height();
    return new MarkedFace(
        new Box(centre.x() - width / 2, centre.y() - height / 2, width, height),
        face.landmarks().map(this::apply),
        face.score(),
        face.ignored());
  }

  private Landmarks apply(Landmarks points) {
    return mirrored ? points.mirrored(this::apply) : points.map(this::apply);
  }
}
