package io.github.smiledetector.train.fit;

import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.EpochResult;
import io.github.smiledetector.train.recipe.TrainingPosition;
import java.nio.file.Path;

/** Hears how a training of the smile network goes on. */
public interface TrainingListener extends LoopListener {
  /** Hears nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /**
   * The stage goes on from a checkpoint.
   *
   * @param position where it was
   * @param checkpoint its file
   */
  default void resumed(Approach approach, TrainingPosition position, Path checkpoint) {}

  /** The stage was done already, before the run was resumed. */
  default void alreadyDone(Approach approach, Path model) {}

  /**
   * A stage begins.
   *
   * @param epochs how many it will run
   * @param trainingPictures pictures an epoch trains on
   * @param validationPictures pictures an epoch is judged on
   */
  default void stageStarted(
      Approach approach, int epochs, int trainingPictures, int validationPictures) {}

  /**
   * A step of an epoch is done.
   *
   * @param epoch from 1
   * @param pictures how many the epoch has trained on
   * @param loss running mean since the epoch began
   * @param accuracy running share since the epoch began, at logit 0
   */
  default void trained(int epoch, int pictures, double loss, double accuracy) {}

  /** An epoch is over. */
  default void epochFinished(Approach approach, EpochResult result) {}
}
