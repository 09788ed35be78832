package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.geometry.BoxCrop;
import io.github.smiledetector.geometry.LandmarkCrop;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.train.export.ProvenanceFile;
import io.github.smiledetector.train.recipe.Provenance;
import io.github.smiledetector.train.recipe.SplitKind;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of the README: train on a folder of one's own, export, detect with the outcome. */
class TrainingCommandsTest {
  @TempDir private static Path folder;
  private static Path faces;

  @BeforeAll
  static void drawPictures() throws IOException {
    faces = DrawnFaces.draw(folder.resolve("faces"), 10);
  }

  private static Ran run(Object... arguments) {
    return Ran.of(arguments);
  }

  private static Ran train(Path out, Object... more) {
    List<Object> words = new ArrayList<>(List.of("train", faces, "--smiling", "grin"));
    words.addAll(List.of("--weights", "none", "--image-size", 32, "--batch-size", 8, "--out", out));
    words.addAll(List.of(more));
    return Ran.of(words.toArray());
  }

  @Test
  void trainsExportsAndDetectsWithTheOutcome() {
    Path run = folder.resolve("run");
    Ran trained = train(run, "--epochs", 1, "--limit", "block_16_expand", "--train-dense");
    assertThat(trained.err())
        .contains("10 smiling (grin), 10 not (glum)")
        .contains("epoch 1/1")
        .contains("validation accuracy");
    assertThat(trained.exitCode()).isZero();
    assertThat(trained.out().strip()).isEqualTo(run.toString());

    Path bundle = folder.resolve("mine.smile");
    Ran exported =
        run(
            "export",
            run.resolve("unfrozen_model"),
            "--out",
            bundle,
            "--threshold",
            0.3,
            "--check",
            faces,
            "--smiling",
            "grin");
    assertThat(exported.err())
        .contains("TensorFlow and ONNX Runtime agree")
        .containsPattern("\\d validation pictures");
    assertThat(exported.exitCode()).isZero();
    assertThat(ModelBundle.read(bundle).description().crops())
        .containsEntry("haar", new BoxCrop(1, 0, 0))
        .containsEntry("landmarks", new LandmarkCrop(2.6, 0.28));

    Ran detected =
        run("detect", "--model", bundle, "--json", ProjectFolder.file("samples/grace_hopper.jpg"));
    assertThat(detected.exitCode()).isZero();
    assertThat(detected.out()).contains("\"probability\":");

    Ran overwritten = run("export", run.resolve("unfrozen_model"), "--out", faces);
    assertThat(overwritten.exitCode()).isEqualTo(ExitCode.BAD_MODEL);
    assertThat(faces.resolve("grin/0.png")).exists();
  }

  /** The way from photos: tables, unsure labels, a second label, 8 bits, meanings. */
  @Test
  void trainsOnTablesExportsInEightBitsAndCalibrates() throws IOException {
    StringBuilder rows = new StringBuilder("file,smile,broad,person\n");
    for (int i = 0; i < 10; i++) {
      rows.append("faces/grin/%d.png,0.9,%s,person %d\n".formatted(i, i % 2 == 0 ? "1" : "", i));
      rows.append("faces/glum/%d.png,0.1,0,person %d\n".formatted(i, i));
    }
    Path table = Files.writeString(folder.resolve("own.csv"), rows);
    Path more = Files.writeString(folder.resolve("more.csv"), rows);
    Path run = folder.resolve("general");
    List<Object> words = new ArrayList<>(List.of("train", table, more, "--recipe", "general"));
    words.addAll(List.of("--broad", "broad", "--table-weights", "1,0.5", "--epochs", 1));
    words.addAll(List.of("--limit", "block_16_expand", "--batch-size", 8, "--weights", "none"));
    words.addAll(List.of("--image-size", 32, "--out", run));
    Ran trained = run(words.toArray());
    assertThat(trained.err()).contains("40 pictures").contains("epoch 1/1");
    assertThat(trained.exitCode()).isZero();
    Provenance provenance = ProvenanceFile.read(run.resolve("unfrozen_model"));
    assertThat(provenance.split().kind()).isEqualTo("by_person");
    assertThat(provenance.recipe().margin()).isEqualTo(TrainingRecipe.GENERAL.margin());
    assertThat(provenance.data().name()).isEqualTo("own+more");

    Path bundle = folder.resolve("raw.smile");
    Ran exported =
        run("export", run.resolve("unfrozen_model"), "--out", bundle, "--eight-bit", table);
    assertThat(exported.err()).contains("8 bits:").contains("on 20 pictures");
    assertThat(exported.exitCode()).isZero();
    assertThat(ModelBundle.read(bundle).eightBit()).isPresent();

    Path calibrated = folder.resolve("calibrated.smile");
    Ran fitted =
        run(
            "calibrate",
            bundle,
            table,
            "--meaning",
            "broad",
            "--label",
            "broad",
            "--out",
            calibrated);
    assertThat(fitted.exitCode()).isZero();
    assertThat(ModelBundle.read(calibrated).description().meanings())
        .containsOnlyKeys("smile", "broad");
    // Two of ten persons, of whom the table has two pictures each.
    assertThat(run("evaluate", calibrated, table, "--validation-of", run, "--json").out())
        .containsPattern("\"pictures\" ?: ?4\\b");
    assertThat(run("train", faces, "--smiling", "grin", "--broad", "x").exitCode())
        .isEqualTo(ExitCode.WRONG_USE);
    assertThat(run("train", table, "--table-weights", "1,2").err())
        .contains("each of the 1 tables");
  }

  @Test
  void saysWhatIsWrongWithAnOption() {
    assertThat(
            run("train", faces, "--smiling", "grin", "--image-size", 31, "--weights", "none").err())
        .contains("at least 32");
    assertThat(run("train", faces, "--smiling", "grin", "--image-size", 31).exitCode())
        .isEqualTo(ExitCode.WRONG_USE);
    assertThat(run("train", faces).exitCode()).isEqualTo(ExitCode.BAD_DATA);
    assertThat(run("train", faces).err()).contains("grin").contains("glum").contains("--smiling");
    assertThat(
            run("train", faces, "--smiling", "grin", "--no-augment", "--rotation", 0.1).exitCode())
        .isEqualTo(ExitCode.WRONG_USE);
    assertThat(
            run("train", faces, "--smiling", "grin", "--weights", folder.resolve("no.h5"))
                .exitCode())
        .isEqualTo(ExitCode.BAD_MODEL);
    assertThat(run("export", folder, "--out", folder.resolve("b")).exitCode())
        .isEqualTo(ExitCode.BAD_MODEL);
    assertThat(run("summary", "--approach", "unfrozen", "--limit", "no_such_layer").exitCode())
        .isEqualTo(ExitCode.WRONG_USE);
  }

  @Test
  void theQuickRecipeTrainsEverythingAtOnce() {
    Path run = folder.resolve("quick");
    Ran trained = train(run, "--recipe", "quick");
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    assertThat(run.resolve("frozen_model")).doesNotExist();
    Provenance provenance = ProvenanceFile.read(run.resolve("unfrozen_model"));
    assertThat(provenance.recipe())
        .isEqualTo(
            TrainingRecipe.QUICK
                .withImageSidePx(32)
                .withBatchSize(8)
                .withSplit(SplitKind.STRATIFIED));
    assertThat(provenance.start().kind()).isEqualTo("random");
  }

  @Test
  void measuresEachPartOfATraining() {
    Ran measured =
        run(
            "bench",
            faces,
            "--smiling",
            "grin",
            "--image-size",
            32,
            "--batch-size",
            8,
            "--seconds",
            0.05,
            "--profile");
    assertThat(measured.exitCode()).as(measured.err()).isZero();
    assertThat(measured.out())
        .containsPattern("forwardOnnxRuntime +[1-9]")
        .containsPattern("preparing +[1-9]")
        .containsPattern("trunk +[1-9]")
        .containsPattern("learning +[1-9]")
        .containsPattern("frozenStep +[1-9]")
        .containsPattern("unfrozenStep +[1-9]")
        .containsPattern("[0-9.]+ %  \\S*MatMul");
    Ran asJson =
        run(
            "bench",
            faces,
            "--smiling",
            "grin",
            "--image-size",
            32,
            "--batch-size",
            8,
            "--seconds",
            0.05,
            "--limit",
            0,
            "--json");
    assertThat(asJson.out()).contains("\"unfrozenStep\":").doesNotContain("trunk");
  }

  @Test
  void summaryShowsTheEightLayers() {
    Ran summary = run("summary");
    assertThat(summary.exitCode()).isZero();
    assertThat(summary.out()).contains("2,257,984").containsPattern("Trainable parameters: +1,281");
  }
}
