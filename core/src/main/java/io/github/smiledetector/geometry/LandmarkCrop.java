package io.github.smiledetector.geometry;

import java.util.Optional;

/**
 * A crop geometry in terms of a face's landmarks, whichever finder gives them: a square turned with
 * the face, so that the eyes lie level in it. Its unit is the distance from the middle between the
 * eyes to the middle of the mouth, which hardly changes when a head turns to the side.
 *
 * @param scale side of the crop as a multiple of that distance, positive
 * @param down how far from the eyes towards the mouth the crop's centre lies: 0 at the eyes, 1 at
 *     the mouth
 */
public record LandmarkCrop(double scale, double down) implements CropGeometry {
  /**
   * @throws IllegalArgumentException if a number is not finite or the scale is not positive
   */
  public LandmarkCrop {
    if (!(scale > 0) || !Double.isFinite(scale) || !Double.isFinite(down)) {
      throw new IllegalArgumentException(
          "a crop geometry needs a positive scale and a finite shift, not " + scale + ", " + down);
    }
  }

  @Override
  public Crop cropOf(Box box, Optional<Landmarks> landmarks) {
    Landmarks points =
        landmarks.orElseThrow(
            () -> new IllegalArgumentException("a face without landmarks has no landmark crop"));
    Point eyes = points.leftEye().middleTo(points.rightEye());
    Point mouth = points.mouthLeft().middleTo(points.mouthRight());
    double distance = eyes.distanceTo(mouth);
    double longer = Math.max(box.width(), box.height());
    // Points that fell together say nothing about size; the box still does.
    double unit = distance > longer / 100 ? distance : longer / 2.5;
    return new Crop(
        eyes.x() + down * (mouth.x() - eyes.x()),
        eyes.y() + down * (mouth.y() - eyes.y()),
        scale * unit,
        points.rollDegrees());
  }
}
