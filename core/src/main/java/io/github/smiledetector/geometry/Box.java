package io.github.smiledetector.geometry;

/**
 * An upright rectangle in the pixels of an upright picture, x to the right and y down, the outer
 * corner of the top left pixel being (0, 0). It may reach beyond the picture.
 *
 * @param x left edge, pixels
 * @param y top edge, pixels
 * @param width pixels, positive
 * @param height pixels, positive
 */
public record Box(double x, double y, double width, double height) {
  /**
   * @throws IllegalArgumentException if a number is not finite or a side is not positive
   */
  public Box {
    if (!(Double.isFinite(x)
            && Double.isFinite(y)
            && Double.isFinite(width)
            && Double.isFinite(height))
        || !(width > 0 && height > 0)) {
      throw new IllegalArgumentException(
          "a box needs finite numbers and positive sides, not "
              + x
              + ", "
              + y
              + ", "
              + width
              + " x "
              + height);
    }
  }

  /** The middle's horizontal place, pixels. */
  public double centreX() {
    return x + width / 2;
  }

  /** The middle's vertical place, pixels. */
  public double centreY() {
    return y + height / 2;
  }

  /** Area in square pixels. */
  public double area() {
    return width * height;
  }

  /**
   * The area of what two boxes have in common.
   *
   * @return square pixels; 0 where they are apart
   */
  public double sharedArea(Box other) {
    double across = Math.min(x + width, other.x + other.width) - Math.max(x, other.x);
    double down = Math.min(y + height, other.y + other.height) - Math.max(y, other.y);
    return across <= 0 || down <= 0 ? 0 : across * down;
  }

  /**
   * How much two boxes coincide: the area of their intersection over that of their union.
   *
   * @return 0 (apart) to 1 (equal)
   */
  public double intersectionOverUnion(Box other) {
    double shared = sharedArea(other);
    return shared / (area() + other.area() - shared);
  }

  /** The same box in a picture that is this many times as large, a positive number. */
  public Box scaled(double factor) {
    return new Box(x * factor, y * factor, width * factor, height * factor);
  }
}
