package io.github.smiledetector.train.recipe;

import io.github.smiledetector.error.OptionException;
import java.time.Duration;

/**
 * How a training is run, which has no part in what it learns.
 *
 * @param resume whether to go on with what the run's folder holds; otherwise a folder that holds a
 *     training is refused
 * @param strict whether a picture that cannot be read is an error; otherwise it is left out
 * @param deterministic whether every machine of a kind comes to the same bits, whatever its number
 *     of processors; otherwise batches are split for the processors at hand. Classifiers of 64 px
 *     and less may differ in last bits all the same, unless only their last layers learn
 * @param checkpointEvery longest time between two checkpoints within an epoch
 */
public record RunOptions(
    boolean resume, boolean strict, boolean deterministic, Duration checkpointEvery) {
  private static final Duration LONGEST = Duration.ofDays(1);

  /** A new run that leaves unreadable pictures out, with a checkpoint every 45 seconds. */
  public static final RunOptions DEFAULT =
      new RunOptions(false, false, false, Duration.ofSeconds(45));

  /**
   * @throws OptionException if the time between checkpoints is not positive or more than a day
   */
  public RunOptions {
    if (checkpointEvery.isNegative()
        || checkpointEvery.isZero()
        || checkpointEvery.compareTo(LONGEST) > 0) {
      throw new OptionException(
          "the time between checkpoints must be positive and at most a day, not "
              + checkpointEvery.toMillis() / 1e3
              + " s");
    }
  }
}
