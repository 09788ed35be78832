package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.model.Calibration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How often a threshold is wrong, in each of the two ways; labels count as they do in the fit. Of
 * sure labels without weights it is what {@link Confusion} says of sensitivity and specificity.
 *
 * @param misses share of the smiles that are not called one, 0 to 1
 * @param falseAlarms share of the other faces that are called a smile, 0 to 1
 */
public record ErrorRates(double misses, double falseAlarms) {
  /**
   * Counts them; a face whose label is unsure counts on both sides, in parts.
   *
   * @param logits of faces with and without smiles
   * @param threshold probability from which on a face is smiling
   */
  public static ErrorRates of(
      List<LabelledLogit> logits, Calibration calibration, double threshold) {
    double missed = 0;
    double alarmed = 0;
    for (LabelledLogit each : logits) {
      if (calibration.probability(each.logit()) >= threshold) {
        alarmed += each.otherWeight();
      } else {
        missed += each.smilingWeight();
      }
    }
    return new ErrorRates(
        missed / CalibrationFit.sum(logits, LabelledLogit::smilingWeight),
        alarmed / CalibrationFit.sum(logits, LabelledLogit::otherWeight));
  }

  /**
   * The threshold at which both are equal. Between two logits that occur the rates do not change,
   * and they rarely meet exactly: so they are taken to hold in the middle between neighbours, and
   * to run straight from there to the next middle.
   *
   * @param logits of faces with and without smiles
   * @return a probability
   */
  public static double equalThreshold(List<LabelledLogit> logits, Calibration calibration) {
    double smiles = CalibrationFit.sum(logits, LabelledLogit::smilingWeight);
    double others = CalibrationFit.sum(logits, LabelledLogit::otherWeight);
    List<LabelledLogit> sorted = new ArrayList<>(logits);
    sorted.sort(Comparator.comparingDouble(LabelledLogit::logit));
    int last = sorted.size() - 1;
    double before = sorted.get(0).logit();
    // Misses less false alarms: -1 where all is called a smile, 1 where nothing is.
    double differenceBefore = -1;
    double difference = -1;
    for (int i = 0; i <= last; i++) {
      LabelledLogit each = sorted.get(i);
      difference += each.smilingWeight() / smiles + each.otherWeight() / others;
      if (i < last && sorted.get(i + 1).logit() == each.logit()) {
        continue;
      }
      double middle = i == last ? each.logit() : (each.logit() + sorted.get(i + 1).logit()) / 2;
      if (difference >= 0 || i == last) {
        double part = -differenceBefore / (difference - differenceBefore);
        return calibration.probability(before + part * (middle - before));
      }
      before = middle;
      differenceBefore = difference;
    }
    throw new IllegalArgumentException("no faces");
  }
}
