package io.github.smiledetector.train;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.train.data.LabelledPictures;
import io.github.smiledetector.train.data.Split;
import io.github.smiledetector.train.data.Splits;
import io.github.smiledetector.train.evaluate.HistoryFiles;
import io.github.smiledetector.train.evaluate.HistoryPlot;
import io.github.smiledetector.train.export.ProvenanceFile;
import io.github.smiledetector.train.export.SavedModels;
import io.github.smiledetector.train.fit.Stage;
import io.github.smiledetector.train.fit.TrainingListener;
import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.History;
import io.github.smiledetector.train.recipe.Provenance;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains smile classifiers by transfer learning, in the reference's two approaches, on pictures in
 * one folder a class.
 *
 * <pre>{@code
 * LabelledPictures pictures = PictureFolders.read(Path.of("smilesmiled"), ClassChoice.smiling("positives"));
 * Trainer trainer = new Trainer(pictures, TrainingRecipe.REFERENCE, Path.of("runs/first"));
 * TrainedModel frozen = trainer.frozen(StartingPoint.keras(weightsFile, 42));
 * TrainedModel unfrozen = trainer.unfrozen(frozen.folder());
 * }</pre>
 *
 * <p>A run is a folder: {@code split.json}; {@code history.csv}, {@code history.json} and {@code
 * history.png} over all stages; a SavedModel a stage in {@code frozen_model} and {@code
 * unfrozen_model}, each with its {@code provenance.json}. Not thread-safe.
 */
public final class Trainer {
  private static final String SPLIT = "split.json";

  private final LabelledPictures pictures;
  private final TrainingRecipe recipe;
  private final Path run;
  private final TrainingListener listener;
  private final Split split;

  /**
   * A trainer that nobody listens to.
   *
   * @param pictures what to learn from
   * @param recipe how
   * @param run folder for everything that comes out; made where it is missing
   */
  public Trainer(LabelledPictures pictures, TrainingRecipe recipe, Path run) {
    this(pictures, recipe, run, TrainingListener.NONE);
  }

  /**
   * @param pictures what to learn from
   * @param recipe how
   * @param run folder for everything that comes out; made where it is missing
   * @param listener hears of progress
   * @throws DataException if the pictures cannot be divided as the recipe says
   */
  public Trainer(
      LabelledPictures pictures, TrainingRecipe recipe, Path run, TrainingListener listener) {
    this.pictures = pictures;
    this.recipe = recipe;
    this.run = run;
    this.listener = listener;
    this.split = Splits.split(recipe.split(), pictures, recipe.validationShare(), recipe.seed());
  }

  /**
   * The frozen approach: only the dense layer learns.
   *
   * @param start backbone and fresh dense layer
   * @return the model, saved in the run's {@code frozen_model}
   * @throws io.github.smiledetector.error.SmileDetectorException if a picture cannot be read,
   *     training diverges or writing fails
   */
  public TrainedModel frozen(StartingPoint start) {
    return train(Approach.FROZEN, start);
  }

  /**
   * The unfrozen approach: the backbone learns from the recipe's limit on, at its reduced learning
   * rate.
   *
   * @param frozenModel a model that {@link #frozen} saved, in this run or in another
   * @return the model, saved in the run's {@code unfrozen_model}
   * @throws OptionException if that model was trained on these pictures but divided otherwise: its
   *     validation pictures would be known to it
   * @throws io.github.smiledetector.error.SmileDetectorException if a picture cannot be read,
   *     training diverges or writing fails
   */
  public TrainedModel unfrozen(Path frozenModel) {
    Provenance frozen = ProvenanceFile.read(frozenModel);
    if (frozen.data().fingerprint().equals(pictures.fingerprint())
        && !frozen.split().equals(division())) {
      throw new OptionException(
          frozenModel
              + " was trained on the same pictures with another split ("
              + frozen.split()
              + "; now "
              + division()
              + "), so it has seen some of the validation pictures. Use the same --split, --seed and --validation-share.");
    }
    return train(Approach.UNFROZEN, StartingPoint.model(frozenModel));
  }

  private TrainedModel train(Approach approach, StartingPoint start) {
    createRun();
    split.write(run.resolve(SPLIT));
    Stage.Outcome outcome = new Stage(approach, recipe, split, listener).run(start.weights());
    Provenance provenance =
        new Provenance(
            Provenance.FORMAT_VERSION,
            approach.label(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            RunningSoftware.describe(),
            new Provenance.Data(
                pictures.folder().toAbsolutePath().normalize().getFileName().toString(),
                pictures.fingerprint(),
                pictures.smilingClass(),
                pictures.otherClass(),
                pictures.smilingCount(),
                pictures.pictures().size() - pictures.smilingCount(),
                outcome.colour()),
            division(),
            recipe,
            start.origin(),
            outcome.history().epochs(),
            0.5);
    Path folder = run.resolve(approach.modelFolder());
    SavedModels.write(folder, outcome.weights(), recipe.imageSidePx());
    ProvenanceFile.write(folder, provenance);
    writeHistory(outcome.history());
    return new TrainedModel(folder, outcome.history(), provenance);
  }

  private Provenance.Division division() {
    return new Provenance.Division(
        split.kind().label(),
        split.seed(),
        split.validationShare(),
        split.training().size(),
        split.validation().size());
  }

  private void createRun() {
    try {
      Files.createDirectories(run);
    } catch (IOException e) {
      throw new DataException("the run's folder " + run + " cannot be made: " + e.getMessage(), e);
    }
  }

  /**
   * A run's history has at most one entry a stage, frozen first; a stage trained again replaces its
   * own.
   */
  private void writeHistory(History latest) {
    Path json = run.resolve(HistoryFiles.JSON);
    List<History> histories = new ArrayList<>();
    if (latest.approach() == Approach.UNFROZEN && Files.exists(json)) {
      HistoryFiles.read(json).stream()
          .filter(history -> history.approach() == Approach.FROZEN)
          .forEach(histories::add);
    }
    histories.add(latest);
    HistoryFiles.write(histories, run);
    HistoryPlot.write(histories, run.resolve(HistoryPlot.PNG));
  }
}
