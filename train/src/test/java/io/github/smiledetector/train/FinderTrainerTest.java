package io.github.smiledetector.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.error.StoppedException;
import io.github.smiledetector.face.CompactFaceFinder;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.fetch.Sha256;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.train.data.FaceLabels;
import io.github.smiledetector.train.fit.FinderListener;
import io.github.smiledetector.train.fit.FinderPhotos;
import io.github.smiledetector.train.fit.UnreadablePicture;
import io.github.smiledetector.train.recipe.FinderEpoch;
import io.github.smiledetector.train.recipe.FinderPosition;
import io.github.smiledetector.train.recipe.FinderProvenance;
import io.github.smiledetector.train.recipe.FinderRecipe;
import io.github.smiledetector.train.recipe.RecordValues;
import io.github.smiledetector.train.recipe.RunOptions;
import io.github.smiledetector.train.recipe.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains a face finder for real, on drawn faces. */
class FinderTrainerTest {
  private static final FinderRecipe RECIPE =
      new FinderRecipe(2, 32, 8, 64, 0.002, Schedule.ONE_CYCLE, 0.9, 3, 0.2, 10);

  private static final RunOptions NEW = new RunOptions(false, false, true, Duration.ofSeconds(45));
  private static final RunOptions RESUMED =
      new RunOptions(true, false, true, Duration.ofSeconds(45));

  @TempDir private static Path folder;
  private static Path labels;
  private static Path run;
  private static FinderProvenance trained;

  @BeforeAll
  static void trainOnce() throws IOException {
    labels = MarkedScribbles.draw(folder.resolve("photos"), 20);
    run = folder.resolve("run");
    trained = trainer(run, RECIPE, NEW, FinderListener.NONE).train();
  }

  private static FinderTrainer trainer(
      Path run, FinderRecipe recipe, RunOptions options, FinderListener listener) {
    return new FinderTrainer(List.of(labels), List.of(), recipe, run, options, listener);
  }

  @Test
  void leavesTheFinderItsHistoryAndWhereItComesFrom() throws IOException {
    assertThat(trained.epochs()).hasSize(2);
    assertThat(trained.split().kind()).isEqualTo("by_person");
    assertThat(trained.split().validation()).isEqualTo(4);
    assertThat(trained.data().faces()).isEqualTo(20);
    assertThat(trained.sha256()).isEqualTo(Sha256.of(run.resolve("finder.onnx")));
    assertThat(Files.readAllLines(run.resolve("history.csv")))
        .hasSize(3)
        .first()
        .asString()
        .startsWith("epoch,seconds,loss,scoreLoss,boxLoss,landmarksLoss,validationLoss");
    try (Stream<Path> files = Files.list(run)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              ".lock",
              "finder.onnx",
              "history.csv",
              "history.json",
              "history.png",
              "provenance.json",
              "split.json");
    }
    // So short a training is sure of nothing, but says something.
    try (FaceFinder finder = CompactFaceFinder.open(run.resolve("finder.onnx"), 0)) {
      assertThat(finder.find(PictureReader.read(folder.resolve("photos/0.png")), 20))
          .isNotEmpty()
          .allMatch(face -> face.landmarks().isPresent());
    }
  }

  @Test
  void theLossFalls() {
    FinderEpoch first = trained.epochs().get(0);
    assertThat(trained.epochs().get(1).loss()).isLessThan(first.loss());
    assertThat(first.loss())
        .isGreaterThan(first.scoreLoss())
        .isGreaterThan(first.boxLoss())
        .isGreaterThan(first.landmarksLoss());
  }

  @Test
  @Tag("slow")
  void aTrainingThatWasStoppedComesToTheSameBits() throws IOException {
    Path stopped = folder.resolve("stopped");
    List<FinderTrainer> trainers = new ArrayList<>();
    FinderListener stopping =
        new FinderListener() {
          @Override
          public void trained(int epoch, int scenes, double loss) {
            if (epoch == 2 && scenes == 16) {
              trainers.get(0).stop();
            }
          }
        };
    trainers.add(trainer(stopped, RECIPE, NEW, stopping));
    assertThatThrownBy(() -> trainers.get(0).train())
        .isInstanceOf(StoppedException.class)
        .hasMessageContaining("stopped in epoch 2 of 2 of the finder's training, after 16 of 32 ")
        .hasMessageContaining("scenes; nothing is lost: " + stopped);
    assertThat(stopped.resolve("finder.onnx")).doesNotExist();

    List<Integer> resumed = new ArrayList<>();
    FinderListener hearing =
        new FinderListener() {
          @Override
          public void resumed(FinderPosition position, Path checkpoint) {
            resumed.add(position.scenes());
          }
        };
    FinderProvenance end = trainer(stopped, RECIPE, RESUMED, hearing).train();
    assertThat(resumed).containsExactly(16);
    assertThat(figures(end)).isEqualTo(figures(trained));
    assertThat(stopped.resolve("finder.onnx")).hasSameBinaryContentAs(run.resolve("finder.onnx"));
    assertThat(stopped.resolve("checkpoints")).doesNotExist();
  }

  private static List<Map<String, Object>> figures(FinderProvenance provenance) {
    return provenance.epochs().stream()
        .map(
            epoch -> {
              Map<String, Object> values = new HashMap<>(RecordValues.of(epoch));
              values.remove("seconds");
              return values;
            })
        .toList();
  }

  @Test
  void aFinishedTrainingIsDoneAndOtherOptionsAreAnotherOne() throws IOException {
    assertThatThrownBy(() -> trainer(run, RECIPE, NEW, FinderListener.NONE).train())
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("already holds a finished training")
        .hasMessageContaining("--resume");
    List<Path> done = new ArrayList<>();
    FinderListener listener =
        new FinderListener() {
          @Override
          public void alreadyDone(Path finder) {
            done.add(finder);
          }
        };
    assertThat(trainer(run, RECIPE, RESUMED, listener).train()).isEqualTo(trained);
    assertThat(done).containsExactly(run.resolve("finder.onnx"));
    Path list = Files.writeString(run.resolve("unreadable.csv"), "of the training that is there");
    FinderRecipe other = new FinderRecipe(2, 32, 8, 96, 0.001, Schedule.ONE_CYCLE, 0.9, 3, 0.2, 10);
    assertThatThrownBy(() -> trainer(run, other, RESUMED, FinderListener.NONE).train())
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("image side px 64 there, 96 now")
        .hasMessageContaining("learning rate 0.002 there, 0.001 now");
    assertThat(list).hasContent("of the training that is there");
    Files.delete(list);
  }

  @Test
  void leavesTheRunOfASmileClassifierAlone() throws IOException {
    for (String there :
        List.of("unfrozen_model/saved_model.pb", "checkpoints/frozen-step-7.safetensors")) {
      Path smiles = Files.createTempDirectory(folder, "smiles");
      Files.createDirectories(smiles.resolve(there).getParent());
      Files.writeString(smiles.resolve(there), "it");
      for (RunOptions options : List.of(NEW, RESUMED)) {
        assertThatThrownBy(() -> trainer(smiles, RECIPE, options, FinderListener.NONE).train())
            .isInstanceOf(OptionException.class)
            .hasMessageContaining("holds the training of a smile classifier")
            .hasMessageContaining("name another folder");
      }
      try (Stream<Path> files = Files.list(smiles)) {
        assertThat(files).containsExactly(smiles.resolve(there).getParent());
      }
    }
  }

  @Test
  void photosThatAreMissingOrOfAnotherSizeAreLeftOutOrRefused() throws IOException {
    Path some = MarkedScribbles.draw(folder.resolve("some"), 8);
    Files.delete(some.resolveSibling("3.png"));
    Files.writeString(some, Files.readString(some).replaceFirst("\"width\":130", "\"width\":131"));
    FinderPhotos photos = FinderPhotos.read(FaceLabels.read(some), List.of(), FinderListener.NONE);
    assertThat(photos.marked()).hasSize(6);
    assertThat(photos.unreadable())
        .extracting(UnreadablePicture::name)
        .containsExactly("0.png", "3.png");
    assertThat(photos.unreadable().get(0).reason()).contains("its labels are of 131 x 130");
    assertThat(photos.unreadable().get(1).reason()).contains("no such file");

    RunOptions strict = new RunOptions(false, true, true, Duration.ofSeconds(45));
    Path never = folder.resolve("never");
    FinderTrainer refusing =
        new FinderTrainer(List.of(some), List.of(), RECIPE, never, strict, FinderListener.NONE);
    assertThatThrownBy(refusing::train)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("2 pictures cannot be read");
    assertThat(never).doesNotExist();
  }
}
