package io.github.smiledetector.geometry;

/**
 * A square to cut out of a picture, possibly turned, possibly reaching beyond the picture.
 *
 * @param centreX its middle, in the picture's pixels
 * @param centreY its middle, in the picture's pixels
 * @param sidePx its side, in the picture's pixels, positive
 * @param rollDegrees how far it is turned clockwise: the way from its left to its right edge goes
 *     along (cos, sin) of this angle
 */
public record Crop(double centreX, double centreY, double sidePx, double rollDegrees) {
  /**
   * @throws IllegalArgumentException if a number is not finite or the side is not positive
   */
  public Crop {
    if (!Double.isFinite(centreX)
        || !Double.isFinite(centreY)
        || !Double.isFinite(rollDegrees)
        || !(sidePx > 0 && Double.isFinite(sidePx))) {
      throw new IllegalArgumentException(
          "a crop needs finite numbers and a positive side, not "
              + centreX
              + ", "
              + centreY
              + ", "
              + sidePx
              + ", "
              + rollDegrees);
    }
  }

  /** The upright square of the same size around the same middle. */
  public Box upright() {
    return new Box(centreX - sidePx / 2, centreY - sidePx / 2, sidePx, sidePx);
  }

  /** The same crop of a picture that is this many times as large, a positive number. */
  public Crop scaled(double factor) {
    return new Crop(centreX * factor, centreY * factor, sidePx * factor, rollDegrees);
  }
}
