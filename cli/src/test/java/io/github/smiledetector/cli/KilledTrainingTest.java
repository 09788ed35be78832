package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.train.checkpoint.Checkpoint;
import io.github.smiledetector.train.checkpoint.Checkpoints;
import io.github.smiledetector.train.checkpoint.StageIdentity;
import io.github.smiledetector.train.evaluate.HistoryFiles;
import io.github.smiledetector.train.export.ProvenanceFile;
import io.github.smiledetector.train.export.SavedModels;
import io.github.smiledetector.train.files.WholeFolder;
import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.EpochResult;
import io.github.smiledetector.train.recipe.History;
import io.github.smiledetector.train.recipe.TrainingPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills real trainings with SIGKILL, at moments drawn at random and at those that are hard to hit
 * at random, and goes on with them. After every kill each checkpoint is readable, and whatever has
 * its final name is whole; what comes out in the end is what comes out of an undisturbed run, bit
 * for bit.
 */
@Tag("edge")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no SIGKILL")
class KilledTrainingTest {
  private static final int EACH = 40;
  private static final int TRAINING_PICTURES = 64;
  private static final int CHECKPOINTS_KEPT = 2;

  /** Moments to kill at. */
  private enum Aim {
    AT_RANDOM,
    WHILE_STARTING,
    WHILE_WRITING_A_CHECKPOINT,
    WHILE_WRITING_A_MODEL,
    AFTER_A_MODEL
  }

  /** Every kind within five, the random ones more often after that. */
  private static final List<Aim> AIMS =
      List.of(
          Aim.WHILE_STARTING,
          Aim.WHILE_WRITING_A_CHECKPOINT,
          Aim.AT_RANDOM,
          Aim.WHILE_WRITING_A_MODEL,
          Aim.AFTER_A_MODEL,
          Aim.AT_RANDOM,
          Aim.AT_RANDOM);

  @TempDir private Path folder;
  private final Map<String, Integer> hits = new TreeMap<>();
  private Path faces;
  private Path undisturbed;
  private Path run;
  private Random random;
  private long undisturbedMillis;
  private int finished;

  @Test
  void goesOnAfterFiveKillsAsIfUndisturbed() throws Exception {
    killAndGoOn(5);
  }

  /** How to run it stands in docs/bad-inputs.md. */
  @Test
  @Tag("slow")
  void goesOnAfterAHundredKillsAsIfUndisturbed() throws Exception {
    killAndGoOn(100);
  }

  private void killAndGoOn(int kills) throws Exception {
    long seed = Long.getLong("kills.seed", System.nanoTime());
    random = new Random(seed);
    faces = DrawnFaces.draw(folder.resolve("faces"), EACH);
    undisturbed = folder.resolve("undisturbed");
    long begin = System.nanoTime();
    try (SmileProcess process = start(undisturbed)) {
      assertThat(process.exitCode()).as(process.err()).isZero();
    }
    undisturbedMillis = Duration.ofNanos(System.nanoTime() - begin).toMillis();

    run = folder.resolve("run");
    int killed = 0;
    for (int attempt = 0; killed < kills; attempt++) {
      Aim aim = AIMS.get(attempt % AIMS.size());
      try (SmileProcess process = start(run)) {
        Instant started = Instant.now();
        if (killed(process, aim)) {
          killed++;
          hits.merge(whereItWas(process.err(), started), 1, Integer::sum);
          assertNothingIsBroken(String.format("kill %d, %s, seed %d", killed, aim, seed));
        } else {
          requireSameOutcome(process);
        }
      }
    }
    try (SmileProcess process = start(run)) {
      requireSameOutcome(process);
    }
    System.out.printf(
        "%d kills (seed %d): %s; %d runs got through, all as the undisturbed one of %.1f s%n",
        killed, seed, hits, finished, undisturbedMillis / 1e3);
  }

  private SmileProcess start(Path out) throws IOException {
    return SmileProcess.start(
        folder.resolve("logs"),
        "train",
        faces,
        "--smiling",
        DrawnFaces.SMILING,
        "--weights",
        "none",
        "--image-size",
        32,
        "--batch-size",
        8,
        "--epochs",
        2,
        "--limit",
        "Conv_1",
        "--train-dense",
        "--deterministic",
        "--checkpoint-every",
        0.2,
        "--resume",
        "--out",
        out);
  }

  /** Waits for the moment and kills, unless the process has got through before. */
  private boolean killed(SmileProcess process, Aim aim) throws Exception {
    long modelsBefore = models();
    long waitMillis =
        switch (aim) {
          case AT_RANDOM -> random.nextLong(undisturbedMillis);
          case WHILE_STARTING -> random.nextLong(undisturbedMillis / 4);
          case WHILE_WRITING_A_CHECKPOINT -> random.nextLong(4);
          case WHILE_WRITING_A_MODEL -> random.nextLong(200);
          case AFTER_A_MODEL -> random.nextLong(random.nextBoolean() ? 20 : 400);
        };
    while (process.alive()
        && !switch (aim) {
          case AT_RANDOM, WHILE_STARTING -> true;
          case WHILE_WRITING_A_CHECKPOINT -> unfinished(run.resolve("checkpoints"), "");
          case WHILE_WRITING_A_MODEL -> unfinished(run, "_model");
          case AFTER_A_MODEL -> models() > modelsBefore;
        }) {
      Thread.sleep(1);
    }
    long end = System.nanoTime() + Duration.ofMillis(waitMillis).toNanos();
    while (process.alive() && System.nanoTime() < end) {
      Thread.sleep(1);
    }
    process.kill();
    return process.exitCode() != 0;
  }

  private static boolean unfinished(Path in, String what) throws IOException {
    return list(in).stream()
        .anyMatch(file -> file.getFileName().toString().endsWith(what + ".unfinished"));
  }

  private long models() {
    return Stream.of(Approach.values())
        .filter(approach -> Files.exists(run.resolve(approach.modelFolder())))
        .count();
  }

  private static List<Path> list(Path in) throws IOException {
    if (!Files.isDirectory(in)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(in)) {
      return files.toList();
    }
  }

  /** What the process was doing, from what it said and left. */
  private String whereItWas(String said, Instant started) throws IOException {
    if (unfinished(run.resolve("checkpoints"), "")) {
      return "writing a checkpoint";
    }
    if (unfinished(run, "_model")) {
      return "writing a model";
    }
    if (unfinished(run, "")) {
      return "writing another file";
    }
    boolean stageStarted = said.contains("2 epochs of");
    if (!stageStarted && !said.contains("done already")) {
      return "start-up";
    }
    String lastStage = said.contains("unfrozen: 2 epochs of") ? "unfrozen" : "frozen";
    if (Files.exists(run.resolve(lastStage + "_model"))) {
      return "after a model";
    }
    Optional<Path> newest =
        list(run.resolve("checkpoints")).stream()
            .filter(file -> file.getFileName().toString().startsWith(lastStage))
            .max(Path::compareTo);
    if (newest.isEmpty() || Files.getLastModifiedTime(newest.get()).toInstant().isBefore(started)) {
      return "building the network or first steps";
    }
    return read(newest.get()).position().pictures() == TRAINING_PICTURES ? "validation" : "steps";
  }

  private void assertNothingIsBroken(String when) throws IOException {
    for (Approach approach : Approach.values()) {
      List<Path> checkpoints =
          list(run.resolve("checkpoints")).stream()
              .filter(file -> file.getFileName().toString().startsWith(approach.label()))
              .toList();
      assertThat(checkpoints).as(when).hasSizeLessThanOrEqualTo(CHECKPOINTS_KEPT);
      for (Path checkpoint : checkpoints) {
        assertThat(read(checkpoint).identity().approach()).as(when).isEqualTo(approach);
      }
      Path model = run.resolve(approach.modelFolder());
      if (Files.exists(model)) {
        assertSameModel(when, approach);
      }
    }
    if (Files.exists(run.resolve(HistoryFiles.JSON))) {
      assertThat(HistoryFiles.read(run.resolve(HistoryFiles.JSON))).as(when).isNotEmpty();
    }
  }

  /** Reads a checkpoint by itself, apart from the run, which must stay as the kill has left it. */
  private Checkpoint<StageIdentity, TrainingPosition> read(Path file) throws IOException {
    Path alone = Files.createTempDirectory(folder, "alone");
    Path copy = Files.createDirectories(alone.resolve("checkpoints")).resolve(file.getFileName());
    Files.copy(file, copy);
    String name = file.getFileName().toString();
    Approach approach = name.startsWith("frozen") ? Approach.FROZEN : Approach.UNFROZEN;
    Checkpoints.Found<StageIdentity, TrainingPosition> found =
        Checkpoints.of(alone, approach).newest().orElseThrow();
    assertThat(found.damaged()).isEmpty();
    Files.delete(copy);
    return found.checkpoint();
  }

  private void requireSameOutcome(SmileProcess process) throws Exception {
    assertThat(process.exitCode()).as(process.err()).isZero();
    for (Approach approach : Approach.values()) {
      assertSameModel("finished", approach);
    }
    assertThat(figures(run)).isEqualTo(figures(undisturbed));
    assertThat(run.resolve("history.csv")).isNotEmptyFile();
    assertThat(run.resolve("history.png")).isNotEmptyFile();
    assertThat(run.resolve("split.json")).hasSameBinaryContentAs(undisturbed.resolve("split.json"));
    try (Stream<Path> left = Files.walk(run)) {
      assertThat(left.map(file -> run.relativize(file).toString()))
          .noneMatch(name -> name.contains("unfinished") || name.contains("checkpoints"));
    }
    finished++;
    delete(run);
  }

  private void assertSameModel(String when, Approach approach) {
    Path model = run.resolve(approach.modelFolder());
    Path expected = undisturbed.resolve(approach.modelFolder());
    assertThat(model.resolve(SavedModels.VARIABLES_DATA))
        .as(when)
        .hasSameBinaryContentAs(expected.resolve(SavedModels.VARIABLES_DATA));
    assertThat(model.resolve("saved_model.pb"))
        .as(when)
        .hasSize(expected.resolve("saved_model.pb").toFile().length());
    assertThat(withoutSeconds(ProvenanceFile.read(model).epochs()))
        .as(when)
        .isEqualTo(withoutSeconds(ProvenanceFile.read(expected).epochs()));
  }

  private static List<History> figures(Path of) {
    return HistoryFiles.read(of.resolve(HistoryFiles.JSON)).stream()
        .map(history -> new History(history.approach(), withoutSeconds(history.epochs())))
        .toList();
  }

  private static List<EpochResult> withoutSeconds(List<EpochResult> epochs) {
    return epochs.stream()
        .map(
            each ->
                new EpochResult(
                    each.epoch(),
                    0,
                    each.loss(),
                    each.accuracy(),
                    each.accuracyAtHalfLogit(),
                    each.validationLoss(),
                    each.validationAccuracy(),
                    each.validationAccuracyAtHalfLogit()))
        .toList();
  }

  private static void delete(Path folder) throws IOException {
    WholeFolder.delete(folder);
  }
}
