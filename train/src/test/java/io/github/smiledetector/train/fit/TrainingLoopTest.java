package io.github.smiledetector.train.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.StoppedException;
import io.github.smiledetector.train.checkpoint.Checkpoint;
import io.github.smiledetector.train.checkpoint.Checkpoints;
import io.github.smiledetector.train.network.LearningState;
import io.github.smiledetector.train.recipe.FinderEpoch;
import io.github.smiledetector.train.recipe.FinderPosition;
import io.github.smiledetector.train.recipe.RunOptions;
import io.github.smiledetector.train.recipe.Schedule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop alone, with a learner that has one number. */
class TrainingLoopTest {
  private static final RunOptions OPTIONS =
      new RunOptions(true, false, false, Duration.ofSeconds(45));

  @TempDir private Path run;
  private Checkpoints<String, FinderPosition> checkpoints;
  private final List<String> heard = new ArrayList<>();
  private final List<Long> seeds = new ArrayList<>();
  private final List<Double> rates = new ArrayList<>();
  private int stopAfter = Integer.MAX_VALUE;

  @BeforeEach
  void open() {
    checkpoints = new Checkpoints<>(run, "counting", String.class, FinderPosition.class);
  }

  /** Adds rate and seed of each step up; validates in two batches. */
  private class Counting implements Learner<FinderPosition, FinderEpoch> {
    private float sum;
    private long steps;
    private long brokenStep;

    Counting(LearningState state) {
      sum = state.values().containsKey("sum") ? state.values().get("sum")[0] : 0;
      steps = state.steps();
    }

    @Override
    public Plan plan() {
      return new Plan("counting", "numbers", 5, 2, 1, Schedule.COSINE, 3, 0);
    }

    @Override
    public String rateInWords() {
      return "1 or so";
    }

    @Override
    public LearningState state() {
      Map<String, float[]> values = Map.of("sum", new float[] {sum});
      return new LearningState(values, Map.of(), Map.of(), Map.of(), steps);
    }

    @Override
    public void train(TrainingLoop<?, FinderPosition, FinderEpoch>.Epoch epoch) {
      while (epoch.position().scenes() < 5) {
        int count = Math.min(2, 5 - epoch.position().scenes());
        sum += (float) (epoch.rate() * (1 + (epoch.seed() & 15)));
        steps++;
        seeds.add(epoch.seed());
        rates.add(epoch.rate());
        double loss = steps == brokenStep ? Double.NaN : 1;
        heard.add("epoch " + epoch.position().epoch() + " from " + epoch.position().scenes());
        epoch.stepDone(epoch.position().plus(count, loss, 0, 0, 0));
      }
    }

    @Override
    public FinderEpoch judge(TrainingLoop<?, FinderPosition, FinderEpoch>.Epoch epoch) {
      FinderPosition trained = epoch.position();
      for (int batch = 0; batch < 2; batch++) {
        heard.add("validation " + trained.epoch());
        epoch.judgedMore();
      }
      double loss = trained.lossSum() / trained.scenes();
      return new FinderEpoch(
          trained.epoch(), epoch.seconds(), loss, 0, 0, 0, validationLoss(), sum, 0);
    }

    double validationLoss() {
      return 1;
    }
  }

  private FinderPosition train(Counting learner, FinderPosition from) {
    return new TrainingLoop<>(
            learner,
            "me",
            checkpoints,
            OPTIONS,
            () -> heard.size() >= stopAfter,
            new LoopListener() {})
        .run(from, result -> heard.add("over " + result.epoch()));
  }

  private FinderPosition goOn() {
    stopAfter = Integer.MAX_VALUE;
    Checkpoint<String, FinderPosition> there = checkpoints.newest().orElseThrow().checkpoint();
    return train(new Counting(there.state()), there.position());
  }

  private static List<Double> sums(FinderPosition end) {
    return end.epochs().stream().map(FinderEpoch::validationRecall).toList();
  }

  @Test
  void takesEveryStepOnceAndKeepsACheckpointAfterEachEpoch() {
    FinderPosition end = train(new Counting(LearningState.NEW), FinderPosition.START);
    assertThat(heard)
        .containsExactly(
            "epoch 1 from 0",
            "epoch 1 from 2",
            "epoch 1 from 4",
            "validation 1",
            "validation 1",
            "over 1",
            "epoch 2 from 0",
            "epoch 2 from 2",
            "epoch 2 from 4",
            "validation 2",
            "validation 2",
            "over 2");
    assertThat(end.epochs()).extracting(FinderEpoch::loss).containsExactly(1.0, 1.0);
    Checkpoint<String, FinderPosition> last = checkpoints.newest().orElseThrow().checkpoint();
    assertThat(last.identity()).isEqualTo("me");
    assertThat(last.position()).isEqualTo(end);
    assertThat(last.state().steps()).isEqualTo(6);
  }

  @Test
  void anEpochHasOneSeedAndTheRateFollowsTheWholeTraining() {
    train(new Counting(LearningState.NEW), FinderPosition.START);
    assertThat(Set.copyOf(seeds)).hasSize(2);
    assertThat(Set.copyOf(seeds.subList(0, 3))).hasSize(1);
    assertThat(rates).isSortedAccordingTo(Comparator.reverseOrder()).doesNotHaveDuplicates();
    assertThat(rates.get(0)).isEqualTo(1);
    assertThat(rates.get(4)).isEqualTo(Schedule.COSINE.factor(0.7));
  }

  @Test
  void stoppedAnywhereItGoesOnToTheSameEnd() {
    List<Double> undisturbed = sums(train(new Counting(LearningState.NEW), FinderPosition.START));
    List<String> whole = List.copyOf(heard);
    for (int place = 1; place < whole.size(); place++) {
      checkpoints.delete();
      heard.clear();
      stopAfter = place;
      assertThatThrownBy(() -> train(new Counting(LearningState.NEW), FinderPosition.START))
          .as("after %s", whole.get(place - 1))
          .isInstanceOf(StoppedException.class)
          .hasMessageMatching(
              "stopped in epoch [12] of 2 of the counting, after [245] of 5 numbers; nothing is lost: .*");
      assertThat(sums(goOn())).isEqualTo(undisturbed);
    }
  }

  @Test
  void stoppedInAValidationItRepeatsThatAlone() {
    stopAfter = 4;
    assertThatThrownBy(() -> train(new Counting(LearningState.NEW), FinderPosition.START))
        .isInstanceOf(StoppedException.class)
        .hasMessageContaining("after 5 of 5 numbers");
    heard.clear();
    goOn();
    assertThat(heard.subList(0, 4))
        .containsExactly("validation 1", "validation 1", "over 1", "epoch 2 from 0");
  }

  @Test
  void aLossThatIsNoLongerANumberEndsItAndKeepsTheLastCheckpoint() {
    Counting learner = new Counting(LearningState.NEW);
    learner.brokenStep = 5;
    assertThatThrownBy(() -> train(learner, FinderPosition.START))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("the training loss became NaN in epoch 2 after 2 numbers")
        .hasMessageContaining("Try a smaller learning rate (counting: 1 or so)")
        .hasMessageContaining("The last good checkpoint is kept: " + run);
    assertThat(checkpoints.newest().orElseThrow().checkpoint().position().epochs()).hasSize(1);
  }

  @Test
  void neitherAValidationLossNorANumberLearntMayBeInfinite() {
    Counting judged =
        new Counting(LearningState.NEW) {
          @Override
          double validationLoss() {
            return Double.POSITIVE_INFINITY;
          }
        };
    assertThatThrownBy(() -> train(judged, FinderPosition.START))
        .hasMessageContaining("the validation loss became Infinity in epoch 1 after 5 numbers")
        .hasMessageContaining("There was no checkpoint yet");
    Counting learnt = new Counting(LearningState.NEW);
    learnt.sum = Float.NaN;
    assertThatThrownBy(() -> train(learnt, FinderPosition.START))
        .hasMessageContaining("a weight or its gradient is no longer a number");
    assertThat(checkpoints.newestFile()).isEmpty();
  }
}
