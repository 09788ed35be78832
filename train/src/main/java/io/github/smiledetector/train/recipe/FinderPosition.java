package io.github.smiledetector.train.recipe;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a face finder's training has come.
 *
 * @param epochs figures of the epochs that are over
 * @param scenes how many scenes the epoch under way has trained on
 * @param lossSum sum of their losses
 * @param scoreSum of the scores' part
 * @param boxSum of the boxes' part
 * @param landmarksSum of the landmarks' part
 * @param seconds how long the epoch under way has taken
 */
public record FinderPosition(
    List<FinderEpoch> epochs,
    int scenes,
    double lossSum,
    double scoreSum,
    double boxSum,
    double landmarksSum,
    double seconds)
    implements Position<FinderPosition, FinderEpoch> {
  /** Before the first step. */
  public static final FinderPosition START = new FinderPosition(List.of(), 0, 0, 0, 0, 0, 0);

  /** Copies the list. */
  public FinderPosition {
    epochs = List.copyOf(epochs);
  }

  @Override
  public int samples() {
    return scenes;
  }

  /**
   * The position after a step.
   *
   * @param count scenes of the step
   * @param loss its mean loss, and the parts of it
   */
  public FinderPosition plus(int count, double loss, double score, double box, double landmarks) {
    return new FinderPosition(
        epochs,
        scenes + count,
        lossSum + count * loss,
        scoreSum + count * score,
        boxSum + count * box,
        landmarksSum + count * landmarks,
        seconds);
  }

  @Override
  public FinderPosition lasting(double seconds) {
    return new FinderPosition(epochs, scenes, lossSum, scoreSum, boxSum, landmarksSum, seconds);
  }

  @Override
  public FinderPosition after(FinderEpoch result) {
    List<FinderEpoch> all = new ArrayList<>(epochs);
    all.add(result);
    return new FinderPosition(all, 0, 0, 0, 0, 0, 0);
  }
}
