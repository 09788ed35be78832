package io.github.smiledetector.geometry;

import java.util.Optional;

/**
 * Where a classifier's square crop lies relative to a face: what a network saw in training, said in
 * terms of what one particular face finder tells about a face.
 */
public sealed interface CropGeometry permits BoxCrop, LandmarkCrop {
  /**
   * The square to cut out for a face.
   *
   * @param box the finder's box
   * @param landmarks the finder's landmarks, if it has them
   * @return a square, possibly reaching beyond the picture
   * @throws IllegalArgumentException if this needs landmarks and there are none
   */
  Crop cropOf(Box box, Optional<Landmarks> landmarks);
}
