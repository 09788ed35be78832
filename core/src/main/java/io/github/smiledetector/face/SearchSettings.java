package io.github.smiledetector.face;

import io.github.smiledetector.error.OptionException;
import java.util.ArrayList;
import java.util.List;

/**
 * How a single-shot network searches a picture.
 *
 * @param threshold lowest score of a face, 0 to 1
 * @param surePx side of the smallest face that the network finds reliably
 * @param leastPx side of the smallest face that is worth asking it for
 * @param enlargedTimes how far a picture is enlarged at most, for faces below that
 * @param onceLongestPx the longest side that one look at one scale is enough for
 * @param scaleStep how much smaller the next scale is
 * @param viewLongestPx the longest side of what the network sees at once
 * @param overlapPx how far what it sees at once overlaps
 * @param largestPx side of the largest face that the network finds reliably: larger ones are left
 *     to a smaller scale, if one follows
 */
record SearchSettings(
    double threshold,
    double surePx,
    double leastPx,
    double enlargedTimes,
    int onceLongestPx,
    int scaleStep,
    int viewLongestPx,
    int overlapPx,
    double largestPx) {
  /**
   * @throws OptionException if the threshold is out of its range
   */
  SearchSettings {
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new OptionException("a face finder's threshold is a score, 0 to 1, not " + threshold);
    }
  }

  /** The same with another threshold. */
  SearchSettings withThreshold(double score) {
    return new SearchSettings(
        score,
        surePx,
        leastPx,
        enlargedTimes,
        onceLongestPx,
        scaleStep,
        viewLongestPx,
        overlapPx,
        largestPx);
  }

  /** What to look at for faces of this size in a picture of that size. */
  List<View> views(int widthPx, int heightPx, int smallestPx) {
    double scale =
        smallestPx >= leastPx
            ? Math.min(1, surePx / smallestPx)
            : Math.min(enlargedTimes, leastPx / smallestPx);
    List<View> views = new ArrayList<>();
    while (true) {
      boolean last = Math.max(widthPx, heightPx) * scale <= onceLongestPx;
      double largest = last ? Double.POSITIVE_INFINITY : largestPx;
      for (View view : View.dividing(widthPx, heightPx, scale, viewLongestPx, overlapPx)) {
        views.add(view.upTo(largest));
      }
      if (last) {
        return views;
      }
      scale /= scaleStep;
    }
  }
}
