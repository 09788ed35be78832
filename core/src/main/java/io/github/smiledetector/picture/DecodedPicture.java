package io.github.smiledetector.picture;

import java.util.Objects;

/**
 * A picture as it was read: upright pixels, and what was done to get them.
 *
 * @param pixels upright; at a fraction of the full size where a smaller version was enough
 * @param widthPx columns of the upright picture in full
 * @param heightPx rows of the upright picture in full
 * @param orientation how the file's pixels lay, carried out already
 */
public record DecodedPicture(Picture pixels, int widthPx, int heightPx, Orientation orientation) {
  /** Checks that nothing is missing. */
  public DecodedPicture {
    Objects.requireNonNull(pixels, "pixels");
    Objects.requireNonNull(orientation, "orientation");
  }

  /** How many pixels of the full picture a pixel at hand stands for, along a side: 1 or more. */
  public double reduction() {
    return Math.max((double) widthPx / pixels.widthPx(), (double) heightPx / pixels.heightPx());
  }
}
