package io.github.smiledetector.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.DetectorOptions;
import io.github.smiledetector.classifier.Precision;
import io.github.smiledetector.face.YuNetFaceFinder;
import io.github.smiledetector.fetch.Progress;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.train.data.GroupSplit;
import io.github.smiledetector.train.data.LabelColumn;
import io.github.smiledetector.train.data.LabelTable;
import io.github.smiledetector.train.data.LabelledPictures;
import io.github.smiledetector.train.data.LabelledTables;
import io.github.smiledetector.train.evaluate.Evaluation;
import io.github.smiledetector.train.evaluate.FaceChoice;
import io.github.smiledetector.train.evaluate.Metric;
import io.github.smiledetector.train.evaluate.PhotoJudge;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds the model inside the jar to what it is said to reach on the photos of LFW's persons that it
 * has never seen, the finder included.
 */
class EmbeddedModelTest {
  @TempDir private Path folder;

  @Test
  void saysWhereItComesFrom() {
    assertThat(ModelBundle.embedded().description().provenance())
        .containsKeys("software", "data", "split", "recipe", "start", "epochs", "calibrations");
    assertThat(ModelBundle.embedded().description().meanings()).containsOnlyKeys("smile", "broad");
  }

  /** Held out as train/embedded-model does, which names rows, seed and share. */
  @BeforeEach
  void takeThePhotosOfPersonsHeldOut() throws IOException {
    if (System.getenv("SMILE_SHARED") == null) {
      return;
    }
    Path data = Path.of(System.getenv("SMILE_SHARED"), "data");
    LabelTable all = LabelTable.read(data.resolve("lfw-smile-labels.csv"));
    LabelTable heldOut =
        GroupSplit.of(all, new GroupSplit.Rule("person", 42, false, List.of()), 0.1).heldOut();
    // The rows that the model was never shown: of other rows these figures would mean nothing.
    assertThat(heldOut.rows()).hasSize(1324);
    try (ZipFile zip = new ZipFile(data.resolve("lfw-deepfunneled.zip").toFile())) {
      for (LabelTable.Row row : heldOut.rows()) {
        Path photo = folder.resolve(row.cell(LabelTable.FILE));
        Files.createDirectories(photo.getParent());
        ZipEntry entry =
            Optional.ofNullable(zip.getEntry(row.cell(LabelTable.FILE)))
                .orElseGet(() -> zip.getEntry("lfw-deepfunneled/" + row.cell(LabelTable.FILE)));
        try (InputStream in = zip.getInputStream(entry)) {
          Files.copy(in, photo);
        }
      }
    }
    new LabelTable(folder.resolve("labels.csv"), heldOut.columns(), heldOut.rows()).write();
  }

  private Evaluation evaluate(String label, DetectorOptions options) {
    LabelledPictures pictures =
        LabelledTables.read(List.of(folder.resolve("labels.csv")), LabelColumn.parse(label));
    try (PhotoJudge judge = new PhotoJudge(options, FaceChoice.CENTRAL)) {
      Evaluation evaluation =
          Evaluation.of(
              judge.judge(pictures.pictures(), Progress.NONE), judge.reading(), List.of());
      System.out.printf(
          "%s, %s: %d photos, accuracy %s, AUC %s%n",
          label,
          options.precision(),
          pictures.pictures().size(),
          evaluation.metric(Metric.ACCURACY),
          evaluation.metric(Metric.AUC));
      return evaluation;
    }
  }

  private static DetectorOptions yunet() {
    Path model =
        Path.of(System.getenv("SMILE_SHARED"), "models", "face_detection_yunet_2026may.onnx");
    return DetectorOptions.DEFAULT.withFinder(() -> YuNetFaceFinder.open(model));
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "SMILE_SHARED", matches = ".+")
  void isRightOnPersonsItHasNeverSeen() {
    Evaluation evaluation = evaluate("emotion=happiness", yunet());
    assertThat(evaluation.metric(Metric.ACCURACY).value()).isGreaterThan(0.93);
    assertThat(evaluation.metric(Metric.AUC).value()).isGreaterThan(0.98);
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "SMILE_SHARED", matches = ".+")
  void isRightInEightBitsToo() {
    Evaluation full = evaluate("emotion=happiness", yunet().withPrecision(Precision.FP32));
    Evaluation quantized = evaluate("emotion=happiness", yunet().withPrecision(Precision.INT8));
    assertThat(quantized.metric(Metric.ACCURACY).value())
        .isGreaterThan(full.metric(Metric.ACCURACY).value() - 0.004);
    assertThat(quantized.metric(Metric.AUC).value())
        .isGreaterThan(full.metric(Metric.AUC).value() - 0.002);
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "SMILE_SHARED", matches = ".+")
  void losesLittleWithTheFinderThatIsInside() {
    Evaluation evaluation = evaluate("emotion=happiness", DetectorOptions.DEFAULT);
    assertThat(evaluation.metric(Metric.AUC).value()).isGreaterThan(0.98);
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "SMILE_SHARED", matches = ".+")
  void knowsBroadSmilesAsSmilesmiledLabelsThem() {
    Evaluation evaluation = evaluate("smilesmiled_smile", yunet().withMeaning("broad"));
    assertThat(evaluation.metric(Metric.AUC).value()).isGreaterThan(0.96);
    assertThat(evaluation.metric(Metric.ACCURACY).value()).isGreaterThan(0.91);
  }
}
