package io.github.smiledetector.train.recipe;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a stage has come: the epochs that are over, and how much of the next one. Together with
 * the recipe's seed it says everything about what comes next, for order, augmentation and dropout
 * are drawn from the seed, the epoch and the place alone.
 *
 * @param epochs figures of the epochs that are over
 * @param pictures how many pictures the epoch under way has trained on
 * @param lossSum sum of their losses
 * @param rightAtZero how many of them were right at logit 0
 * @param rightAtHalf how many at logit 0.5
 * @param seconds how long the epoch under way has taken
 */
public record TrainingPosition(
    List<EpochResult> epochs,
    int pictures,
    double lossSum,
    long rightAtZero,
    long rightAtHalf,
    double seconds) {
  /** Before the first step. */
  public static final TrainingPosition START = new TrainingPosition(List.of(), 0, 0, 0, 0, 0);

  /** Copies the list. */
  public TrainingPosition {
    epochs = List.copyOf(epochs);
  }

  /** The epoch under way, or the next one, from 1. */
  public int epoch() {
    return epochs.size() + 1;
  }

  /** Where the next epoch begins after this one came to its figures. */
  public TrainingPosition after(EpochResult result) {
    List<EpochResult> all = new ArrayList<>(epochs);
    all.add(result);
    return new TrainingPosition(all, 0, 0, 0, 0, 0);
  }
}
