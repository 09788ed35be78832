package io.github.smiledetector.geometry;

/**
 * Where a classifier's square crop lies relative to a face box: what a network saw in training,
 * said in terms of the box of one particular face finder.
 *
 * @param scale side of the crop as a share of the face box's longer side, positive
 * @param shiftX how far the crop's centre lies to the right of the box's, as a share of the box's
 *     longer side
 * @param shiftY how far the crop's centre lies below the box's, as a share of the box's longer side
 */
public record CropGeometry(double scale, double shiftX, double shiftY) {
  /**
   * @throws IllegalArgumentException if a number is not finite or the scale is not positive
   */
  public CropGeometry {
    if (!(scale > 0)
        || !Double.isFinite(scale)
        || !Double.isFinite(shiftX)
        || !Double.isFinite(shiftY)) {
      throw new IllegalArgumentException(
          "a crop geometry needs a positive scale and finite shifts, not "
              + scale
              + ", "
              + shiftX
              + ", "
              + shiftY);
    }
  }

  /**
   * The square to cut out for a face.
   *
   * @param face the finder's box
   * @return a square, possibly reaching beyond the picture
   */
  public Box cropOf(Box face) {
    double longer = Math.max(face.width(), face.height());
    double side = scale * longer;
    return new Box(
        face.centreX() + shiftX * longer - side / 2,
        face.centreY() + shiftY * longer - side / 2,
        side,
        side);
  }
}
