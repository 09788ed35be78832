package io.github.smiledetector.train;

import io.github.smiledetector.train.fit.TrainingListener;
import io.github.smiledetector.train.recipe.SweepResult;

/** Hears how a sweep goes on. Called on the thread that runs it. */
public interface SweepListener {
  /** Hears nothing. */
  SweepListener NONE = (number, points, point) -> TrainingListener.NONE;

  /**
   * A point begins.
   *
   * @param number from 1
   * @param points how many there are
   * @return who hears of its training
   */
  TrainingListener pointStarted(int number, int points, Sweep.Point point);

  /** A point is done, or has failed. */
  default void pointFinished(SweepResult result) {}
}
