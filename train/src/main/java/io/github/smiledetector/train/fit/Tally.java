package io.github.smiledetector.train.fit;

import io.github.smiledetector.train.recipe.EpochResult;
import io.github.smiledetector.train.recipe.TrainingPosition;
import java.util.List;

/** Adds up loss and accuracy over batches. */
final class Tally {
  private long pictures;
  private double lossSum;
  private long rightAtZero;
  private long rightAtHalf;

  /** With nothing added yet. */
  Tally() {}

  /** With what an epoch under way had added. */
  Tally(TrainingPosition position) {
    pictures = position.pictures();
    lossSum = position.lossSum();
    rightAtZero = position.rightAtZero();
    rightAtHalf = position.rightAtHalf();
  }

  /**
   * The position of an epoch that has added this.
   *
   * @param epochs those before it
   * @param seconds how long it has taken
   */
  TrainingPosition position(List<EpochResult> epochs, double seconds) {
    return new TrainingPosition(epochs, pictures(), lossSum, rightAtZero, rightAtHalf, seconds);
  }

  /**
   * @param loss the batch's mean loss
   * @param logits one a picture
   * @param smiling 0 to 1 a picture; 0.5 and more is a smile
   */
  void add(double loss, float[] logits, float[] smiling) {
    lossSum += loss * logits.length;
    pictures += logits.length;
    for (int i = 0; i < logits.length; i++) {
      boolean truth = smiling[i] >= 0.5f;
      rightAtZero += (logits[i] >= 0) == truth ? 1 : 0;
      rightAtHalf += (logits[i] > 0.5f) == truth ? 1 : 0;
    }
  }

  /** Adds a batch whose loss is not known yet. */
  void add(float[] logits, float[] smiling) {
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      double x = logits[i];
      // log(1 + exp(x)) - x z without overflow
      sum += Math.max(x, 0) - x * smiling[i] + Math.log1p(Math.exp(-Math.abs(x)));
    }
    add(sum / logits.length, logits, smiling);
  }

  int pictures() {
    return Math.toIntExact(pictures);
  }

  double loss() {
    return lossSum / pictures;
  }

  double accuracy() {
    return (double) rightAtZero / pictures;
  }

  double accuracyAtHalfLogit() {
    return (double) rightAtHalf / pictures;
  }
}
