package io.github.smiledetector.train.recipe;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a stage has come.
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
    double seconds)
    implements Position<TrainingPosition, EpochResult> {
  /** Before the first step. */
  public static final TrainingPosition START = new TrainingPosition(List.of(), 0, 0, 0, 0, 0);

  /** Copies the list. */
  public TrainingPosition {
    epochs = List.copyOf(epochs);
  }

  @Override
  public int samples() {
    return pictures;
  }

  @Override
  public TrainingPosition lasting(double seconds) {
    return new TrainingPosition(epochs, pictures, lossSum, rightAtZero, rightAtHalf, seconds);
  }

  @Override
  public TrainingPosition after(EpochResult result) {
    List<EpochResult> all = new ArrayList<>(epochs);
    all.add(result);
    return new TrainingPosition(all, 0, 0, 0, 0, 0);
  }
}
