package io.github.smiledetector.train.fit;

import io.github.smiledetector.train.recipe.FinderEpoch;
import io.github.smiledetector.train.recipe.FinderPosition;
import java.nio.file.Path;

/** Hears how a training of a face finder goes on. */
public interface FinderListener extends LoopListener {
  /** Hears nothing. */
  FinderListener NONE = new FinderListener() {};

  /** The training goes on from a checkpoint. */
  default void resumed(FinderPosition position, Path checkpoint) {}

  /** The training was done already, before the run was resumed. */
  default void alreadyDone(Path finder) {}

  /**
   * The training begins.
   *
   * @param epochs how many it will run
   * @param scenes that an epoch trains on
   * @param validationScenes that an epoch is judged on
   */
  default void started(int epochs, int scenes, int validationScenes) {}

  /**
   * A step of an epoch is done.
   *
   * @param epoch from 1
   * @param scenes how many the epoch has trained on
   * @param loss running mean since the epoch began
   */
  default void trained(int epoch, int scenes, double loss) {}

  /** An epoch is over. */
  default void epochFinished(FinderEpoch result) {}
}
