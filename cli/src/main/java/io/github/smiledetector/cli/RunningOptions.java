package io.github.smiledetector.cli;

import io.github.smiledetector.train.recipe.RunOptions;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options that say how a training is run, and have no part in what it learns. */
final class RunningOptions {
  @Option(
      names = "--checkpoint-every",
      paramLabel = "SECONDS",
      defaultValue = "45",
      description =
          "Longest time between two checkpoints; there is one after every epoch too (default: ${DEFAULT-VALUE}).")
  private double checkpointEverySeconds;

  @Option(
      names = "--strict",
      description =
          "Refuse to train when a picture cannot be read (default: list such pictures, leave them out and end with 3).")
  private boolean strict;

  @Option(
      names = "--deterministic",
      description =
          "Come to the same bits whatever the number of processors (on one and the same kind of processor). Smile classifiers of 64 px and less may still differ in last bits, unless only their last layers learn.")
  private boolean deterministic;

  RunOptions options(boolean resume) {
    return new RunOptions(
        resume,
        strict,
        deterministic,
        Duration.ofMillis(Math.round(1000 * checkpointEverySeconds)));
  }
}
