package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.model.Calibration;
import java.util.Comparator;
import java.util.List;

/**
 * How well probabilities agree with labels, which count as they do in the fit: by their weights,
 * and unsure ones in parts. Of sure labels without weights it is what {@link Metric#LOG_LOSS} and
 * {@link Metric#ECE} are; those take each picture once, and for a smile or none.
 *
 * @param logLoss mean of {@code -log} of the probability given to what is true, natural logarithm
 * @param expectedError ECE, the expected calibration error: how far the mean probability lies from
 *     the share of smiles, averaged over 15 bins of equally many faces
 */
public record CalibrationQuality(double logLoss, double expectedError) {
  /**
   * Measures it.
   *
   * @param logits at least one
   */
  public static CalibrationQuality of(List<LabelledLogit> logits, Calibration calibration) {
    List<LabelledLogit> sorted =
        logits.stream().sorted(Comparator.comparingDouble(LabelledLogit::logit)).toList();
    double all = CalibrationFit.sum(logits, LabelledLogit::weight);
    double[] excess = new double[RankedScores.BINS];
    double loss = 0;
    double before = 0;
    for (LabelledLogit each : sorted) {
      double scaled = calibration.slope() * each.logit() + calibration.intercept();
      loss += each.weight() * logLoss(scaled, each.smile());
      int bin =
          (int)
              Math.min(
                  RankedScores.BINS - 1, RankedScores.BINS * (before + each.weight() / 2) / all);
      excess[bin] += each.weight() * (calibration.probability(each.logit()) - each.smile());
      before += each.weight();
    }
    double error = 0;
    for (double each : excess) {
      error += Math.abs(each);
    }
    return new CalibrationQuality(loss / all, error / all);
  }

  /** The loss of {@code sigmoid(scaled)}, exact also where that is 0 or 1 but for rounding. */
  static double logLoss(double scaled, double target) {
    return Math.max(scaled, 0) - target * scaled + Math.log1p(Math.exp(-Math.abs(scaled)));
  }
}
