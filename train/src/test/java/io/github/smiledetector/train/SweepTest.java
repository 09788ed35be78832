package io.github.smiledetector.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.error.StoppedException;
import io.github.smiledetector.train.data.ClassChoice;
import io.github.smiledetector.train.data.LabelledPictures;
import io.github.smiledetector.train.data.PictureFolders;
import io.github.smiledetector.train.evaluate.SweepPlot;
import io.github.smiledetector.train.evaluate.SweepTable;
import io.github.smiledetector.train.fit.TrainingListener;
import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.RunOptions;
import io.github.smiledetector.train.recipe.SplitKind;
import io.github.smiledetector.train.recipe.SweepResult;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps for real, on few drawn faces. */
class SweepTest {
  private static final TrainingRecipe RECIPE =
      TrainingRecipe.REFERENCE
          .withEpochs(1)
          .withBatchSize(8)
          .withImageSidePx(32)
          .withSplit(SplitKind.STRATIFIED);

  private static final Set<Approach> BOTH = EnumSet.allOf(Approach.class);
  private static final Set<Approach> FROZEN = Set.of(Approach.FROZEN);

  @TempDir private static Path folder;
  private static LabelledPictures faces;

  /** Writes down what it hears. */
  private static final class Heard implements SweepListener, TrainingListener {
    private final List<String> words = new ArrayList<>();

    @Override
    public TrainingListener pointStarted(int number, int points, Sweep.Point point) {
      words.add(number + "/" + points + " " + point.label());
      return this;
    }

    @Override
    public void stageStarted(Approach approach, int epochs, int training, int validation) {
      words.add("trains " + approach.label());
    }

    @Override
    public void alreadyDone(Approach approach, Path model) {
      words.add("has " + approach.label());
    }
  }

  @BeforeAll
  static void drawFaces() throws IOException {
    faces =
        PictureFolders.read(
            MadeFaces.draw(folder.resolve("faces"), 10), ClassChoice.smiling("smiling"));
  }

  private static Sweep.Point point(
      String name, Object value, TrainingRecipe recipe, Set<Approach> stages) {
    return new Sweep.Point(
        Map.of(name, value.toString()), recipe, stages, "", () -> StartingPoint.random(42));
  }

  private static Sweep.Point limit(String limit) {
    return point("limit", limit, RECIPE.withLimit(limit), BOTH);
  }

  private static Sweep.Point rate(double rate) {
    return point("learning-rate", rate, RECIPE.withLearningRate(rate), FROZEN);
  }

  private static List<SweepResult> sweep(
      Path sweep, SweepListener listener, Sweep.Point... points) {
    return new Sweep(faces, List.of(points), sweep, RunOptions.DEFAULT, listener).run();
  }

  @Test
  void trainsASharedFrozenStageOnceAndTakesOverWhatIsThere() throws IOException {
    Path sweep = folder.resolve("limits");
    Heard first = new Heard();
    List<SweepResult> results = sweep(sweep, first, limit("150"), limit("152"));
    assertThat(first.words)
        .containsExactly(
            "1/2 limit=150",
            "trains frozen",
            "trains unfrozen",
            "2/2 limit=152",
            "trains unfrozen");
    assertThat(results).allSatisfy(result -> assertThat(result.failure()).isEmpty());
    assertThat(results).allSatisfy(result -> assertThat(result.frozen()).isPresent());
    assertThat(results.get(0).trainableParameters())
        .isGreaterThan(results.get(1).trainableParameters());
    try (Stream<Path> frozen = Files.list(sweep.resolve("frozen"))) {
      assertThat(frozen)
          .containsExactly(
              sweep.resolve("frozen/epochs=1,batch-size=8,image-side-px=32,split=stratified"));
    }
    assertThat(sweep.resolve("limit=150/unfrozen_model/saved_model.pb")).exists();
    assertThat(sweep.resolve(SweepTable.MARKDOWN)).content().contains("2 of 2 points done");
    assertThat(sweep.resolve(SweepPlot.PNG)).isNotEmptyFile();

    // More values: what is there is taken over.
    Heard second = new Heard();
    List<SweepResult> more = sweep(sweep, second, limit("152"), limit("151"), limit("150"));
    assertThat(second.words)
        .containsExactly(
            "1/3 limit=152",
            "has frozen",
            "has unfrozen",
            "2/3 limit=151",
            "trains unfrozen",
            "3/3 limit=150",
            "has unfrozen");
    assertThat(more.get(0)).isEqualTo(results.get(1));
    assertThat(more.get(2)).isEqualTo(results.get(0));
    assertThat(sweep.resolve(SweepTable.CSV)).content().hasLineCount(4);
  }

  @Test
  void aPointThatFailsDoesNotStopTheOthers() {
    Path sweep = folder.resolve("rates");
    List<SweepResult> results = sweep(sweep, SweepListener.NONE, rate(1e39), rate(0.001));
    assertThat(results.get(0).failure()).get().asString().contains("diverged");
    assertThat(results.get(0).model()).isEmpty();
    assertThat(results.get(1).model()).isPresent();
    assertThat(sweep.resolve(SweepTable.MARKDOWN))
        .content()
        .contains("1 of 2 points done, 1 failed")
        .contains("* learning-rate=1.0E39 failed: ");
  }

  @Test
  void keepsRowsOfPointsToComeWhenItIsStoppedAndRunAgain() {
    Path sweep = folder.resolve("stopped");
    sweep(sweep, SweepListener.NONE, rate(0.1), rate(0.2));
    Sweep[] again = new Sweep[1];
    again[0] =
        new Sweep(
            faces,
            List.of(rate(0.1), rate(0.3), rate(0.2)),
            sweep,
            RunOptions.DEFAULT,
            new SweepListener() {
              @Override
              public TrainingListener pointStarted(int number, int points, Sweep.Point point) {
                return TrainingListener.NONE;
              }

              @Override
              public void pointFinished(SweepResult result) {
                again[0].stop();
              }
            });
    assertThatThrownBy(again[0]::run)
        .isInstanceOf(StoppedException.class)
        .hasMessageContaining("before point 2 of 3");
    assertThat(sweep.resolve(SweepTable.CSV))
        .content()
        .containsPattern("(?m)^0.1,frozen,done,")
        .containsPattern("(?m)^0.3,frozen,to come,")
        .containsPattern("(?m)^0.2,frozen,done,");
  }

  @Test
  void stopsWithinAStageThatGoesOnAsNoOther() {
    Path sweep = folder.resolve("within");
    Sweep[] sweeps = new Sweep[1];
    TrainingListener stopping =
        new TrainingListener() {
          @Override
          public void trained(int epoch, int pictures, double loss, double accuracy) {
            sweeps[0].stop();
          }
        };
    sweeps[0] =
        new Sweep(
            faces,
            List.of(rate(0.1)),
            sweep,
            RunOptions.DEFAULT,
            (number, points, point) -> stopping);
    assertThatThrownBy(sweeps[0]::run)
        .isInstanceOf(StoppedException.class)
        .hasMessageContaining("after 8 of 16 pictures");
    Sweep.Point other =
        point("learning-rate", 0.1, RECIPE.withLearningRate(0.1).withDropout(0.5), FROZEN);
    assertThatThrownBy(() -> sweep(sweep, SweepListener.NONE, other))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("dropout 0.2 there, 0.5 now");
  }

  @Test
  void refusesPointsThatAreTheSameTraining() {
    Sweep.Point eleven = point("limit", 11, RECIPE.withLimit("11"), FROZEN);
    Sweep.Point twelve = point("limit", 12, RECIPE.withLimit("12"), FROZEN);
    Path sweep = folder.resolve("same");
    assertThatThrownBy(() -> sweep(sweep, SweepListener.NONE, eleven, twelve))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("limit=11 and limit=12 are one and the same training")
        .hasMessageContaining("unfrozen stage only");
    assertThat(sweep).doesNotExist();
  }

  @Test
  void refusesALimitThatIsNoLayerOrLeavesNothingToLearnBeforeAnythingIsTrained() {
    Path sweep = folder.resolve("limit");
    assertThatThrownBy(() -> sweep(sweep, SweepListener.NONE, limit("0"), limit("nowhere")))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("nowhere");
    assertThatThrownBy(() -> sweep(sweep, SweepListener.NONE, limit("0"), limit("154")))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("nothing would learn");
    assertThat(sweep).doesNotExist();
  }
}
