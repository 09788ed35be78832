package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.error.DataException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hipparchus.distribution.discrete.BinomialDistribution;

/**
 * Two models on the same pictures.
 *
 * @param pictures how many both could read
 * @param accuracy the first model's minus the other's, faces not found counting as errors
 * @param auc the first model's minus the other's, each over the faces it found
 * @param onlyFirstRight pictures that only the first answers rightly
 * @param onlyOtherRight pictures that only the other answers rightly
 * @param mcNemarP McNemar's exact test: how probable so uneven a division of these pictures, or a
 *     more uneven one, is if both models are equally good; it takes pictures as independent, which
 *     those of one person are not, so where persons have many the intervals are the better judge
 */
public record Comparison(
    int pictures,
    Estimate accuracy,
    Estimate auc,
    int onlyFirstRight,
    int onlyOtherRight,
    double mcNemarP) {
  /**
   * Compares, drawing the same pictures for both each time.
   *
   * @param first a model
   * @param other the one it is held against, on the same data set
   * @throws DataException if they have no picture in common
   */
  public static Comparison of(Evaluation first, Evaluation other) {
    Map<String, JudgedPicture> byName = new HashMap<>();
    other.judgements().judged().forEach(each -> byName.put(each.picture().name(), each));
    List<JudgedPicture> ours = new ArrayList<>();
    List<JudgedPicture> theirs = new ArrayList<>();
    int onlyFirst = 0;
    int onlyOther = 0;
    for (JudgedPicture picture : first.judgements().judged()) {
      JudgedPicture same = byName.get(picture.picture().name());
      if (same == null) {
        continue;
      }
      ours.add(picture);
      theirs.add(same);
      boolean firstRight = first.right(picture);
      boolean otherRight = other.right(same);
      onlyFirst += firstRight && !otherRight ? 1 : 0;
      onlyOther += otherRight && !firstRight ? 1 : 0;
    }
    if (ours.isEmpty()) {
      throw new DataException("the two models have no picture in common to be compared on");
    }
    RankedScores a = new RankedScores(ours, first.reading());
    RankedScores b = new RankedScores(theirs, other.reading());
    double[] values = differences(a, b, a.once());
    double[][] resampled = Resamples.of(ours).each(counts -> differences(a, b, counts));
    return new Comparison(
        ours.size(),
        Estimate.of(values[0], resampled[0]),
        Estimate.of(values[1], resampled[1]),
        onlyFirst,
        onlyOther,
        mcNemar(onlyFirst, onlyOther));
  }

  private static double[] differences(RankedScores a, RankedScores b, int[] counts) {
    Map<Metric, Double> first = a.figures(counts, true);
    Map<Metric, Double> other = b.figures(counts, true);
    return new double[] {
      first.get(Metric.ACCURACY) - other.get(Metric.ACCURACY),
      first.get(Metric.AUC) - other.get(Metric.AUC)
    };
  }

  /** Two-sided. */
  static double mcNemar(int onlyFirst, int onlyOther) {
    int fewer = Math.min(onlyFirst, onlyOther);
    BinomialDistribution fair = new BinomialDistribution(onlyFirst + onlyOther, 0.5);
    return Math.min(1, 2 * fair.cumulativeProbability(fewer));
  }
}
