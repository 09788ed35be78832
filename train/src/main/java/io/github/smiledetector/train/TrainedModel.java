package io.github.smiledetector.train;

import io.github.smiledetector.train.recipe.History;
import io.github.smiledetector.train.recipe.Provenance;
import java.nio.file.Path;

/**
 * A model that a stage has saved.
 *
 * @param folder the SavedModel with its {@code provenance.json}
 * @param history the stage's epochs
 * @param provenance where the model comes from
 */
public record TrainedModel(Path folder, History history, Provenance provenance) {}
