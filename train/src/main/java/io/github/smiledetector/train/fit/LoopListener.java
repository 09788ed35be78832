package io.github.smiledetector.train.fit;

import java.nio.file.Path;
import java.util.List;

/**
 * Hears of a training what is the same for every kind of it. Called on the training thread, except
 * for {@link #read}, which is called on several, one at a time; what it does holds the training up.
 */
public interface LoopListener {
  /**
   * Another picture was read before the first epoch, to find those that cannot be.
   *
   * @param done how many so far
   * @param total how many there are
   */
  default void read(long done, long total) {}

  /** All pictures were read; these cannot be and are left out. Only called if there are any. */
  default void leftOut(List<UnreadablePicture> unreadable) {}

  /** The newest checkpoint was damaged; the training goes on from an older one. */
  default void damagedCheckpoint(String what) {}

  /** A checkpoint is on the disk. */
  default void checkpointWritten(Path file) {}

  /**
   * More validation pictures or scenes were answered.
   *
   * @param epoch from 1
   * @param samples how many so far
   */
  default void validated(int epoch, int samples) {}
}
