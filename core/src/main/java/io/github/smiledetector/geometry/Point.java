package io.github.smiledetector.geometry;

/**
 * A place in the pixels of an upright picture, x to the right and y down, the outer corner of the
 * top left pixel being (0, 0). It may lie outside of the picture.
 *
 * @param x pixels
 * @param y pixels
 */
public record Point(double x, double y) {
  /**
   * @throws IllegalArgumentException if a number is not finite
   */
  public Point {
    if (!Double.isFinite(x) || !Double.isFinite(y)) {
      throw new IllegalArgumentException("a point needs finite numbers, not " + x + ", " + y);
    }
  }

  /** The place halfway to another. */
  public Point middleTo(Point other) {
    return new Point((x + other.x) / 2, (y + other.y) / 2);
  }

  /** Pixels from here to another place. */
  public double distanceTo(Point other) {
    return Math.hypot(x - other.x, y - other.y);
  }

  /** The same place in a picture that is this many times as large, a positive number. */
  public Point scaled(double factor) {
    return new Point(x * factor, y * factor);
  }
}
