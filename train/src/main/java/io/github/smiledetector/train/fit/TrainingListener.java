package io.github.smiledetector.train.fit;

import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.EpochResult;
import io.github.smiledetector.train.recipe.TrainingPosition;
import java.nio.file.Path;
import java.util.List;

/**
 * Hears how a training goes on. Called on the training thread, except for {@link #read}, which is
 * called on several, one at a time; what it does holds the training up.
 */
public interface TrainingListener {
  /** Hears nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /**
   * Another picture was read before the first stage, to find those that cannot be.
   *
   * @param done how many so far
   * @param total how many there are
   */
  default void read(long done, long total) {}

  /** All pictures were read; these cannot be and are left out. Only called if there are any. */
  default void leftOut(List<UnreadablePicture> unreadable) {}

  /** The newest checkpoint was damaged; the training goes on from an older one. */
  default void damagedCheckpoint(String what) {}

  /**
   * The stage goes on from a checkpoint.
   *
   * @param position where it was
   * @param checkpoint its file
   */
  default void resumed(Approach approach, TrainingPosition position, Path checkpoint) {}

  /** The stage was done already, before the run was resumed. */
  default void alreadyDone(Approach approach, Path model) {}

  /** A checkpoint is on the disk. */
  default void checkpointWritten(Path file) {}

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
