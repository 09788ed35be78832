package io.github.smiledetector.train;

import io.github.smiledetector.fetch.Sha256;
import io.github.smiledetector.train.export.ProvenanceFile;
import io.github.smiledetector.train.export.SavedModels;
import io.github.smiledetector.train.network.KerasWeights;
import io.github.smiledetector.train.network.Weights;
import io.github.smiledetector.train.recipe.Provenance;
import java.nio.file.Path;

/**
 * Weights to start a training from, and where they come from.
 *
 * @param weights all parameters
 * @param origin for the provenance
 */
public record StartingPoint(Weights weights, Provenance.Start origin) {
  /**
   * A backbone from a Keras HDF5 file under a fresh dense layer.
   *
   * @param file such as {@code mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_160_no_top.h5}
   * @param seed of the dense layer
   * @throws io.github.smiledetector.error.ModelException if it is no such file
   */
  public static StartingPoint keras(Path file, long seed) {
    Weights weights = Weights.initial(seed).with(KerasWeights.read(file));
    return new StartingPoint(
        weights, new Provenance.Start("keras-weights", name(file), Sha256.of(file), null));
  }

  /**
   * Random weights everywhere.
   *
   * @param seed equal seeds give equal weights
   */
  public static StartingPoint random(long seed) {
    return new StartingPoint(
        Weights.initial(seed), new Provenance.Start("random", "seed " + seed, "", null));
  }

  /**
   * A model that a stage saved.
   *
   * @param folder such as {@code frozen_model}
   * @throws io.github.smiledetector.error.ModelException if it holds no such model
   */
  public static StartingPoint model(Path folder) {
    Weights weights = SavedModels.read(folder).weights();
    return new StartingPoint(
        weights,
        new Provenance.Start(
            "model",
            name(folder),
            Sha256.of(folder.resolve(SavedModels.VARIABLES_DATA)),
            ProvenanceFile.read(folder).start()));
  }

  private static String name(Path path) {
    return path.toAbsolutePath().normalize().getFileName().toString();
  }
}
