package io.github.smiledetector.train.fit;

import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.EpochResult;

/**
 * Hears how a training goes on. Called on the training thread; what it does holds the training up.
 */
public interface TrainingListener {
  /** Hears nothing. */
  TrainingListener NONE = new TrainingListener() {};

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

  /**
   * More validation pictures were answered.
   *
   * @param epoch from 1
   * @param pictures how many so far
   */
  default void validated(int epoch, int pictures) {}

  /** An epoch is over. */
  default void epochFinished(Approach approach, EpochResult result) {}
}
