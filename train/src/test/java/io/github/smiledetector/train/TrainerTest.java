package io.github.smiledetector.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.train.data.ClassChoice;
import io.github.smiledetector.train.data.LabelledPictures;
import io.github.smiledetector.train.data.PictureFolders;
import io.github.smiledetector.train.evaluate.HistoryFiles;
import io.github.smiledetector.train.export.SavedModels;
import io.github.smiledetector.train.network.FormulaWeights;
import io.github.smiledetector.train.network.Weights;
import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.Augmentation;
import io.github.smiledetector.train.recipe.Provenance;
import io.github.smiledetector.train.recipe.SplitKind;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains both approaches for real, on drawn faces. */
class TrainerTest {
  private static final TrainingRecipe RECIPE =
      TrainingRecipe.REFERENCE
          .withEpochs(2)
          .withBatchSize(16)
          .withImageSidePx(32)
          .withSplit(SplitKind.STRATIFIED)
          .withAugmentation(new Augmentation(true, 0.02));

  @TempDir private static Path folder;
  private static LabelledPictures faces;

  @BeforeAll
  static void drawFaces() throws IOException {
    faces =
        PictureFolders.read(
            MadeFaces.draw(folder.resolve("faces"), 40), ClassChoice.smiling("smiling"));
  }

  private static StartingPoint formula() {
    return new StartingPoint(
        FormulaWeights.withDense(), new Provenance.Start("random", "formula", ""));
  }

  @Test
  void leavesModelsHistoryAndPlotOfBothStages() {
    Path run = folder.resolve("both");
    Trainer trainer = new Trainer(faces, RECIPE, run);
    TrainedModel frozen = trainer.frozen(formula());
    TrainedModel unfrozen = trainer.unfrozen(frozen.folder());

    assertThat(run.resolve("frozen_model/saved_model.pb")).isNotEmptyFile();
    assertThat(run.resolve("unfrozen_model/saved_model.pb")).isNotEmptyFile();
    assertThat(run.resolve("history.png")).isNotEmptyFile();
    assertThat(run.resolve("history.csv")).isNotEmptyFile();
    assertThat(run.resolve("split.json")).isNotEmptyFile();
    assertThat(HistoryFiles.read(run.resolve("history.json")))
        .containsExactly(frozen.history(), unfrozen.history());
    assertThat(unfrozen.provenance().start().kind()).isEqualTo("model");
    assertThat(unfrozen.provenance().data().colour()).isFalse();
    assertThat(unfrozen.provenance().split().training()).isEqualTo(64);
    assertThat(unfrozen.provenance().epochs()).hasSize(2);
  }

  @Test
  void frozenMovesOnlyTheDenseLayerAndUnfrozenOnlyTheBackboneFromTheLimitOn() {
    Path run = folder.resolve("parts");
    Trainer trainer = new Trainer(faces, RECIPE, run);
    Weights start = formula().weights();
    Weights frozen = SavedModels.read(trainer.frozen(formula()).folder()).weights();
    Weights unfrozen =
        SavedModels.read(trainer.unfrozen(run.resolve(Approach.FROZEN.modelFolder())).folder())
            .weights();

    Weights.PARAMETERS.forEach(
        parameter -> {
          boolean dense = parameter.name().startsWith("dense/");
          assertThat(Arrays.equals(frozen.values(parameter), start.values(parameter)))
              .as("frozen keeps " + parameter.name())
              .isEqualTo(!dense);
        });
    assertThat(changed(frozen, unfrozen, "dense/kernel")).isFalse();
    assertThat(changed(frozen, unfrozen, "block_12_project/kernel")).isFalse();
    assertThat(changed(frozen, unfrozen, "block_13_expand_BN/gamma")).isFalse();
    assertThat(changed(frozen, unfrozen, "block_13_depthwise/depthwise_kernel")).isTrue();
    assertThat(changed(frozen, unfrozen, "Conv_1_bn/beta")).isTrue();
    assertThat(changed(frozen, unfrozen, "Conv_1_bn/moving_mean")).isFalse();
  }

  @Test
  void learnsToTellDrawnSmilesFromRandomWeightsWhenAllLayersLearn() {
    TrainingRecipe recipe =
        RECIPE
            .withEpochs(8)
            .withLimit("0")
            .withTrainDense(true)
            .withLearningRateFactor(1)
            .withAugmentation(Augmentation.NONE)
            .withDropout(0);
    Trainer trainer = new Trainer(faces, recipe, folder.resolve("learns"));
    TrainedModel frozen =
        new Trainer(faces, RECIPE.withEpochs(1), folder.resolve("learns"))
            .frozen(StartingPoint.random(3));
    TrainedModel unfrozen = trainer.unfrozen(frozen.folder());
    double first = unfrozen.history().epochs().get(0).loss();
    double last = unfrozen.history().epochs().get(7).loss();
    assertThat(last).isLessThan(0.5 * first);
    assertThat(unfrozen.history().epochs().get(7).accuracy()).isGreaterThan(0.9);
  }

  @Test
  void refusesAFrozenModelThatKnowsTheValidationPictures() {
    Path run = folder.resolve("leak");
    TrainedModel frozen = new Trainer(faces, RECIPE.withEpochs(1), run).frozen(formula());
    Trainer other = new Trainer(faces, RECIPE.withSeed(7), run);
    assertThatThrownBy(() -> other.unfrozen(frozen.folder()))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("--seed");
  }

  @Test
  void refusesAFolderWithoutAModel() {
    Trainer trainer = new Trainer(faces, RECIPE, folder.resolve("none"));
    assertThatThrownBy(() -> trainer.unfrozen(folder.resolve("faces")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("faces");
  }

  private static boolean changed(Weights before, Weights after, String name) {
    return Weights.PARAMETERS.stream()
        .filter(parameter -> parameter.name().equals(name))
        .anyMatch(parameter -> !Arrays.equals(before.values(parameter), after.values(parameter)));
  }
}
