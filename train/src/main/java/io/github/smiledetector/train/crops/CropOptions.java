package io.github.smiledetector.train.crops;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.geometry.CropGeometry;

/**
 * How training crops are cut.
 *
 * @param geometry where the network's square lies in terms of the finder's faces
 * @param sidePx side of the saved squares at most, 32 to 1024; a face that has fewer pixels is
 *     saved smaller, never enlarged, except to {@value #LEAST_PX} px
 * @param share share of the saved square's side that the network's square takes, 0.2 to 1; the rest
 *     is for augmentation to move in
 * @param wholeIfUnfound whether a picture in which no face is found is taken whole (its largest
 *     square in the middle), rather than left out
 * @param png whether crops are saved as PNG, rather than as JPEG of quality 95
 */
public record CropOptions(
    CropGeometry geometry, int sidePx, double share, boolean wholeIfUnfound, boolean png) {
  /** No crop is saved smaller. */
  static final int LEAST_PX = 32;

  private static final int MOST_PX = 1024;

  /**
   * @throws OptionException if a number is out of its range
   */
  public CropOptions {
    if (sidePx < LEAST_PX || sidePx > MOST_PX) {
      throw new OptionException(
          "the side of a crop is " + LEAST_PX + " to " + MOST_PX + " px, not " + sidePx);
    }
    if (!(share >= 0.2 && share <= 1)) {
      throw new OptionException("the share of a crop's side is 0.2 to 1, not " + share);
    }
  }
}
