package io.github.smiledetector;

import io.github.smiledetector.error.OptionException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Says how a {@link SmileDetector} works.
 *
 * <pre>{@code
 * DetectorOptions.DEFAULT.withModel(Path.of("my-model")).withThreshold(0.8)
 * }</pre>
 *
 * @param model folder of a model bundle; empty for the model that comes with the program
 * @param threshold smile probability from which on a face counts as smiling, 0 to 1; empty for the
 *     model's own
 * @param threads that the network may use for one picture, at least 1, or 0 for one a core
 */
public record DetectorOptions(Optional<Path> model, OptionalDouble threshold, int threads) {
  /** The model that comes with the program, its own threshold, a thread a core. */
  public static final DetectorOptions DEFAULT =
      new DetectorOptions(Optional.empty(), OptionalDouble.empty(), 0);

  /**
   * @throws OptionException if a value is out of its range
   */
  public DetectorOptions {
    Objects.requireNonNull(model, "model");
    if (threshold.isPresent() && !(threshold.getAsDouble() >= 0 && threshold.getAsDouble() <= 1)) {
      throw new OptionException(
          "the threshold is a smile probability, 0 to 1, not " + threshold.getAsDouble());
    }
    if (threads < 0) {
      throw new OptionException(
          "threads must be at least 1, or 0 for as many as there are cores, not " + threads);
    }
  }

  /** The same with a model of your own: the folder of its bundle. */
  public DetectorOptions withModel(Path folder) {
    return new DetectorOptions(Optional.of(folder), threshold, threads);
  }

  /**
   * The same with another threshold.
   *
   * @param probability 0 to 1
   * @throws OptionException if it is out of its range
   */
  public DetectorOptions withThreshold(double probability) {
    return new DetectorOptions(model, OptionalDouble.of(probability), threads);
  }

  /**
   * The same with another number of threads for the network.
   *
   * @param count at least 1, or 0 for one a core
   * @throws OptionException if it is negative
   */
  public DetectorOptions withThreads(int count) {
    return new DetectorOptions(model, threshold, count);
  }
}
