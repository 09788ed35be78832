package io.github.smiledetector.train.recipe;

import java.util.List;

/**
 * How far a training has come: the epochs that are over, and how much of the next one. Together
 * with the recipe's seed it says everything about what comes next, for all that is random is drawn
 * from the seed, the epoch and the place alone.
 *
 * @param <P> the position itself
 * @param <E> what an epoch comes to
 */
public interface Position<P extends Position<P, E>, E extends EpochFigures> {
  /** Figures of the epochs that are over. */
  List<E> epochs();

  /** How many pictures or scenes the epoch under way has trained on. */
  int samples();

  /** Sum of their losses. */
  double lossSum();

  /** How long the epoch under way has taken. */
  double seconds();

  /** The same position after another time in the epoch under way. */
  P lasting(double seconds);

  /** Where the next epoch begins after this one came to its figures. */
  P after(E result);

  /** The epoch under way, or the next one, from 1. */
  default int epoch() {
    return epochs().size() + 1;
  }
}
