package io.github.smiledetector.train.recipe;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one point of a sweep came to: done if it has a model, failed if it has a reason, else still
 * to come.
 *
 * @param values the varied options by name, in the order they were given
 * @param folder the point's run
 * @param stage the stage that the point is judged by, its last
 * @param trainableParameters how many numbers that stage learns
 * @param model where the stage's model comes from, with every epoch's figures
 * @param frozen the same of the frozen stage before, where the point has one
 * @param failure why there is no model
 */
public record SweepResult(
    Map<String, String> values,
    Path folder,
    Approach stage,
    long trainableParameters,
    Optional<Provenance> model,
    Optional<Provenance> frozen,
    Optional<String> failure) {
  /** Copies the map, which keeps its order. */
  public SweepResult {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** The stage's epoch of the highest validation accuracy; empty without a model. */
  public Optional<EpochResult> best() {
    return model.flatMap(done -> new History(stage, done.epochs()).best());
  }

  /** A copy with the model that the stage left, and no failure. */
  public SweepResult withModel(Provenance model) {
    return new SweepResult(
        values, folder, stage, trainableParameters, Optional.of(model), frozen, Optional.empty());
  }

  /** A copy with the frozen stage before. */
  public SweepResult withFrozen(Provenance frozen) {
    return new SweepResult(
        values, folder, stage, trainableParameters, model, Optional.of(frozen), failure);
  }

  /** A copy without a model and with the reason why. */
  public SweepResult withFailure(String failure) {
    return new SweepResult(
        values, folder, stage, trainableParameters, Optional.empty(), frozen, Optional.of(failure));
  }
}
