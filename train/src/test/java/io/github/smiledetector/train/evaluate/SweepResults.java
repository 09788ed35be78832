package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.EpochResult;
import io.github.smiledetector.train.recipe.Provenance;
import io.github.smiledetector.train.recipe.SweepResult;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes results of sweeps without training. */
final class SweepResults {
  private SweepResults() {}

  /** A point to come; names and values by turns. */
  static SweepResult point(String... namesAndValues) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new SweepResult(
        values,
        Path.of("runs", "sweep", String.join("-", namesAndValues)),
        Approach.UNFROZEN,
        1_862_721,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** A stage judged on 2,633 pictures, an epoch an accuracy; the epochs take 1, 2, 3 ... s. */
  static Provenance model(double... accuracies) {
    List<EpochResult> epochs = new ArrayList<>();
    for (double accuracy : accuracies) {
      int epoch = epochs.size() + 1;
      epochs.add(
          new EpochResult(epoch, epoch, 0.3, 0.9, 0.89, 1 - accuracy, accuracy, accuracy - 0.001));
    }
    return new Provenance(
        Provenance.FORMAT_VERSION,
        "unfrozen",
        "2024-01-01T00:00:00Z",
        new Provenance.Software("1", "unknown", "1", "17", "any", 2),
        new Provenance.Data("faces", "", "yes", "no", 10, 10, false, 0, 1),
        new Provenance.Division("reference", 42, 0.2, 10_532, 2_633),
        TrainingRecipe.REFERENCE,
        new Provenance.Start("random", "seed 42", "", null),
        epochs,
        0.5);
  }
}
