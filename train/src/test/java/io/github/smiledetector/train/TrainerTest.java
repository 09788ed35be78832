package io.github.smiledetector.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.geometry.BoxCrop;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.train.data.ClassChoice;
import io.github.smiledetector.train.data.LabelledPictures;
import io.github.smiledetector.train.data.PictureFolders;
import io.github.smiledetector.train.evaluate.HistoryFiles;
import io.github.smiledetector.train.export.BundleExport;
import io.github.smiledetector.train.export.SavedModels;
import io.github.smiledetector.train.fit.TrainingListener;
import io.github.smiledetector.train.network.FormulaWeights;
import io.github.smiledetector.train.network.Weights;
import io.github.smiledetector.train.recipe.Augmentation;
import io.github.smiledetector.train.recipe.Provenance;
import io.github.smiledetector.train.recipe.RunOptions;
import io.github.smiledetector.train.recipe.SplitKind;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

  private static final StartingPoint START =
      new StartingPoint(
          FormulaWeights.withDense(), new Provenance.Start("random", "formula", "", null));

  @TempDir private static Path folder;
  private static LabelledPictures faces;
  private static Path run;
  private static TrainedModel frozen;
  private static TrainedModel unfrozen;

  @BeforeAll
  static void trainBothStages() throws IOException {
    faces =
        PictureFolders.read(
            MadeFaces.draw(folder.resolve("faces"), 40), ClassChoice.smiling("smiling"));
    run = folder.resolve("both");
    try (Trainer trainer = new Trainer(faces, RECIPE, run)) {
      frozen = trainer.frozen(START);
      unfrozen = trainer.unfrozen(frozen.folder());
    }
  }

  @Test
  void leavesModelsHistoryAndPlotOfBothStages() {
    assertThat(run.resolve("frozen_model/saved_model.pb")).isNotEmptyFile();
    assertThat(run.resolve("unfrozen_model/saved_model.pb")).isNotEmptyFile();
    assertThat(run.resolve("history.png")).isNotEmptyFile();
    assertThat(run.resolve("history.csv")).isNotEmptyFile();
    assertThat(run.resolve("split.json")).isNotEmptyFile();
    assertThat(HistoryFiles.read(run.resolve("history.json")))
        .containsExactly(frozen.history(), unfrozen.history());
    assertThat(unfrozen.provenance().start().kind()).isEqualTo("model");
    assertThat(unfrozen.provenance().start().base()).isEqualTo(frozen.provenance().start());
    assertThat(unfrozen.provenance().data().colour()).isFalse();
    assertThat(unfrozen.provenance().split().training()).isEqualTo(64);
    assertThat(unfrozen.provenance().epochs()).hasSize(2);
  }

  @Test
  void frozenMovesOnlyTheDenseLayerAndUnfrozenOnlyTheBackboneFromTheLimitOn() {
    Weights start = FormulaWeights.withDense();
    Weights afterFrozen = SavedModels.read(frozen.folder()).weights();
    Weights afterUnfrozen = SavedModels.read(unfrozen.folder()).weights();
    Weights.PARAMETERS.forEach(
        parameter ->
            assertThat(changed(start, afterFrozen, parameter.name()))
                .as(parameter.name())
                .isEqualTo(parameter.name().startsWith("dense/")));
    assertThat(changed(afterFrozen, afterUnfrozen, "dense/kernel")).isFalse();
    assertThat(changed(afterFrozen, afterUnfrozen, "block_12_project/kernel")).isFalse();
    assertThat(changed(afterFrozen, afterUnfrozen, "block_13_expand_BN/gamma")).isFalse();
    assertThat(changed(afterFrozen, afterUnfrozen, "block_13_depthwise/depthwise_kernel")).isTrue();
    assertThat(changed(afterFrozen, afterUnfrozen, "Conv_1_bn/beta")).isTrue();
    assertThat(changed(afterFrozen, afterUnfrozen, "Conv_1_bn/moving_mean")).isFalse();
  }

  @Test
  void exportsABundleThatAnswersAlike() {
    BundleExport export = new BundleExport(unfrozen.folder());
    ModelBundle bundle = export.bundle("drawn", Map.of("haar", new BoxCrop(1, 0, 0)), 0.4);
    assertThat(bundle.description().channels()).isEqualTo(1);
    assertThat(bundle.description().sidePx()).isEqualTo(32);
    assertThat(bundle.description().threshold()).isEqualTo(0.4);
    assertThat(bundle.description().provenance()).containsEntry("approach", "unfrozen");
    List<Picture> pictures =
        faces.pictures().stream().map(face -> PictureReader.read(face.file())).toList();
    assertThat(export.largestDifference(bundle, pictures)).isLessThan(1e-3);
    bundle.write(folder.resolve("bundle"));
    assertThat(ModelBundle.read(folder.resolve("bundle")).sha256()).isEqualTo(bundle.sha256());
  }

  @Test
  void exportsTheNetworkInEightBitsToo() {
    BundleExport export = new BundleExport(unfrozen.folder());
    ModelBundle bundle = export.bundle("drawn", Map.of("haar", new BoxCrop(1, 0, 0)), 0.4);
    BundleExport.EightBit both = export.withEightBit(bundle, faces.pictures());
    assertThat(both.bundle().eightBit().orElseThrow().length).isLessThan(bundle.onnx().length / 3);
    assertThat(both.agreement().pictures()).isEqualTo(faces.pictures().size());
    assertThat(both.agreement().meanDifference()).isLessThan(0.5);
    both.bundle().write(folder.resolve("bundle-8bit"));
    assertThat(ModelBundle.read(folder.resolve("bundle-8bit")).eightBit()).isPresent();
  }

  /** The history is written after the model has its name; a kill can come between the two. */
  @Test
  void completesAHistoryThatAKillCutOff() throws IOException {
    for (Path file : List.of(run.resolve("history.json"), run.resolve("history.png"))) {
      Files.delete(file);
    }
    RunOptions resuming = new RunOptions(true, false, false, Duration.ofSeconds(45));
    try (Trainer trainer = new Trainer(faces, RECIPE, run, resuming, TrainingListener.NONE)) {
      assertThat(trainer.frozen(START).history()).isEqualTo(frozen.history());
      assertThat(trainer.unfrozen(frozen.folder()).history()).isEqualTo(unfrozen.history());
    }
    assertThat(HistoryFiles.read(run.resolve("history.json")))
        .containsExactly(frozen.history(), unfrozen.history());
    assertThat(run.resolve("history.png")).isNotEmptyFile();
  }

  @Test
  void refusesAFrozenModelThatKnowsTheValidationPictures() {
    Trainer other = new Trainer(faces, RECIPE.withSeed(7), folder.resolve("other"));
    assertThatThrownBy(() -> other.unfrozen(frozen.folder()))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("--seed");
  }

  @Test
  void leavesTheRunOfAFaceFinderAlone() throws IOException {
    for (String there : List.of("finder.onnx", "checkpoints/finder-step-7.safetensors")) {
      Path finder = Files.createTempDirectory(folder, "finder");
      Files.createDirectories(finder.resolve(there).getParent());
      Files.writeString(finder.resolve(there), "it");
      for (boolean resume : new boolean[] {false, true}) {
        RunOptions options = new RunOptions(resume, false, false, Duration.ofSeconds(45));
        try (Trainer trainer = new Trainer(faces, RECIPE, finder, options, TrainingListener.NONE)) {
          assertThatThrownBy(() -> trainer.frozen(START))
              .isInstanceOf(OptionException.class)
              .hasMessageContaining("holds the training of a face finder")
              .hasMessageContaining("name another folder");
        }
      }
      assertThat(finder.resolve(there)).hasContent("it");
      assertThat(finder.resolve("split.json")).doesNotExist();
    }
  }

  @Test
  void keepsTheListOfWhatAnotherTrainingLeftOut() throws IOException {
    Path list = Files.writeString(run.resolve("unreadable.csv"), "of the training that is there");
    RunOptions resuming = new RunOptions(true, false, false, Duration.ofSeconds(45));
    try (Trainer other =
        new Trainer(faces, RECIPE.withEpochs(3), run, resuming, TrainingListener.NONE)) {
      assertThatThrownBy(() -> other.frozen(START))
          .isInstanceOf(OptionException.class)
          .hasMessageContaining("holds another frozen stage");
    }
    assertThat(list).hasContent("of the training that is there");
    Files.delete(list);
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
