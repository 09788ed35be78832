package io.github.smiledetector.geometry;

import java.util.Optional;

/**
 * A crop geometry in terms of the box of one particular face finder, for faces without landmarks:
 * upright squares.
 *
 * @param scale side of the crop as a share of the face box's longer side, positive
 * @param shiftX how far the crop's centre lies to the right of the box's, as a share of the box's
 *     longer side
 * @param shiftY how far the crop's centre lies below the box's, as a share of the box's longer side
 */
public record BoxCrop(double scale, double shiftX, double shiftY) implements CropGeometry {
  /**
   * @throws IllegalArgumentException if a number is not finite or the scale is not positive
   */
  public BoxCrop {
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

  @Override
  public Crop cropOf(Box box, Optional<Landmarks> landmarks) {
    double longer = Math.max(box.width(), box.height());
    return new Crop(
        box.centreX() + shiftX * longer, box.centreY() + shiftY * longer, scale * longer, 0);
  }
}
