package io.github.smiledetector.train.export;

import io.github.smiledetector.classifier.SmileClassifier;
import io.github.smiledetector.error.DataException;
import io.github.smiledetector.model.Meaning;
import io.github.smiledetector.picture.Picture;

/**
 * How far two models' answers to the same pictures lie apart, such as those of one model in float
 * and in 8 bits.
 *
 * @param pictures how many they answered, at least 1
 * @param largestDifference the largest absolute difference of two logits
 * @param meanDifference the mean absolute difference of two logits
 * @param flips how many pictures smile for one and not for the other, each by its own calibration
 *     and threshold; 0 to {@code pictures}
 */
public record Agreement(int pictures, double largestDifference, double meanDifference, int flips) {
  /**
   * Compares two models.
   *
   * @param faces face crops of any size, taken whole; one is held at a time
   * @throws DataException if there is no picture
   */
  public static Agreement between(
      SmileClassifier one, SmileClassifier other, Iterable<Picture> faces) {
    int pictures = 0;
    double largest = 0;
    double sum = 0;
    int flips = 0;
    for (Picture face : faces) {
      double first = one.logit(face);
      double second = other.logit(face);
      pictures++;
      largest = Math.max(largest, Math.abs(first - second));
      sum += Math.abs(first - second);
      flips += smiles(one, first) == smiles(other, second) ? 0 : 1;
    }
    if (pictures == 0) {
      throw new DataException("there is no picture to compare two models' answers on; give some");
    }
    return new Agreement(pictures, largest, sum / pictures, flips);
  }

  private static boolean smiles(SmileClassifier model, double logit) {
    Meaning meaning = model.description().meaning(model.meaning());
    return meaning.calibration().probability(logit) >= meaning.threshold();
  }
}
