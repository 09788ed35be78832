package io.github.smiledetector.picture;

import io.github.smiledetector.error.OptionException;
import java.util.Objects;
import java.util.function.IntUnaryOperator;

/**
 * How large a picture may be, and how much of it is needed.
 *
 * @param maxPixels most pixels a picture may have, by its header, before it is decoded; at least 1
 * @param reduction given the longer side in pixels, by how much the picture may be brought down
 *     while it is decoded, where its codec can: by a half, a quarter or an eighth from 2, 4 or 8
 *     on, less than 2 for not at all
 */
public record ReadLimits(long maxPixels, IntUnaryOperator reduction) {
  /** 40 megapixels at most, every picture in full. */
  public static final ReadLimits DEFAULT = new ReadLimits(40_000_000, longerSidePx -> 1);

  /**
   * @throws OptionException if the limit is not positive
   */
  public ReadLimits {
    Objects.requireNonNull(reduction, "reduction");
    if (maxPixels < 1) {
      throw new OptionException("a picture may have at least 1 pixel, not at most " + maxPixels);
    }
  }
}
