package io.github.smiledetector.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.track.GateState.Phase;
import io.github.smiledetector.track.GateState.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmileGateTest {
  private static final GateOptions OPTIONS = GateOptions.DEFAULT;

  private final SmileGate gate = new SmileGate(OPTIONS, "entrance");

  @Test
  void goesFromWaitingOverHoldingToOpenAndBack() {
    assertState(gate.next(frame(0)), Phase.WAITING, Reason.NO_FACE, 0);
    assertState(gate.next(frame(200, face(1, 0.1))), Phase.WAITING, Reason.NOT_SMILING, 0);
    assertState(gate.next(frame(400, face(1, 0.9))), Phase.HOLDING, Reason.SMILING, 0);
    assertState(gate.next(frame(800, face(1, 0.8))), Phase.HOLDING, Reason.SMILING, 0.4);
    assertState(gate.next(frame(1200, face(1, 0.8))), Phase.HOLDING, Reason.SMILING, 0.8);
    GateState open = gate.next(frame(1400, face(1, 0.9)));
    assertState(open, Phase.OPEN, Reason.HELD, 1);
    assertThat(open.opening()).hasValue(new Opening("entrance-1", Duration.ofMillis(1400), 1));
    assertState(gate.next(frame(1600, face(1, 0.9))), Phase.COOLDOWN, Reason.COOLING_DOWN, 0);
    assertState(gate.next(frame(6399, face(1, 0.9))), Phase.COOLDOWN, Reason.COOLING_DOWN, 0);
    assertState(
        gate.next(frame(6400, face(1, 0.66))), Phase.WAITING_FOR_END, Reason.SMILE_NOT_ENDED, 0);
    assertState(gate.next(frame(6600, face(1, 0.6))), Phase.WAITING, Reason.NOT_SMILING, 0);
    assertThat(smile(gate, 6800, 1000).opening().orElseThrow().id()).isEqualTo("entrance-2");
  }

  @Test
  void aSmileThatEndsDuringTheCooldownLetsTheNextOneOpenAfterIt() {
    smile(gate, 0, 1000);
    gate.next(frame(1200, face(1, 0.1)));
    assertThat(smile(gate, 1400, 4600).phase()).isEqualTo(Phase.HOLDING);
    assertThat(smile(gate, 6200, 800).opening()).hasValueSatisfying(this::atSevenSeconds);
  }

  private void atSevenSeconds(Opening opening) {
    assertThat(opening.time()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void timeBetweenTheProbabilityAndTheHysteresisDoesNotCountButEndsNothing() {
    smile(gate, 0, 600);
    assertState(gate.next(frame(800, face(1, 0.66))), Phase.HOLDING, Reason.WAVERING, 0.6);
    assertState(gate.next(frame(1000, face(1, 0.9))), Phase.HOLDING, Reason.SMILING, 0.6);
    assertState(gate.next(frame(1200, face(1, 0.9))), Phase.HOLDING, Reason.SMILING, 0.8);
    assertState(gate.next(frame(1400, face(1, 0.64))), Phase.WAITING, Reason.NOT_SMILING, 0);
  }

  @Test
  void survivesAMomentWithoutTheFaceThatDoesNotCount() {
    smile(gate, 0, 600);
    assertState(gate.next(frame(800, unseen(1))), Phase.HOLDING, Reason.NOT_SEEN, 0.6);
    assertState(gate.next(frame(1000, unjudged(1))), Phase.HOLDING, Reason.NOT_JUDGED, 0.6);
    assertState(gate.next(frame(1100, face(1, 0.9))), Phase.HOLDING, Reason.SMILING, 0.6);
  }

  @Test
  void aLongerGapEndsTheHoldWhetherFramesOrTheFaceAreMissing() {
    smile(gate, 0, 800);
    assertState(gate.next(frame(1301, face(1, 0.9))), Phase.HOLDING, Reason.GAP, 0);
    smile(gate, 1500, 600);
    gate.next(frame(2300, unseen(1)));
    gate.next(frame(2500, unseen(1)));
    assertState(gate.next(frame(2700, unseen(1))), Phase.WAITING, Reason.GAP, 0);
    assertState(gate.next(frame(2800, unseen(1))), Phase.WAITING, Reason.NOT_SEEN, 0);
  }

  @Test
  void aFrameBackInTimeEndsTheHoldAndOpensNothing() {
    smile(gate, 0, 800);
    assertState(gate.next(frame(400, face(1, 0.9))), Phase.WAITING, Reason.TIME_NOT_LATER, 0);
    assertState(gate.next(frame(800, face(1, 0.9))), Phase.WAITING, Reason.TIME_NOT_LATER, 0);
    assertState(gate.next(frame(1000, face(1, 0.9))), Phase.HOLDING, Reason.SMILING, 0);
  }

  @Test
  void aFrameThatIsKnownTooLateEndsTheHoldAndOpensNothing() {
    smile(gate, 0, 800);
    assertState(gate.skip(frame(1000, face(1, 0.9))), Phase.WAITING, Reason.GAP, 0);
    assertState(gate.next(frame(1100, face(1, 0.9))), Phase.HOLDING, Reason.SMILING, 0);
    assertThat(smile(gate, 1300, 800).opening()).isPresent();
    assertState(gate.skip(frame(2300, face(1, 0.1))), Phase.COOLDOWN, Reason.COOLING_DOWN, 0);
  }

  @Test
  void opensForNoSmileThatItFindsWhereItBeginsByWaitingForItsEnd() {
    SmileGate next = SmileGate.waitingForEnd(OPTIONS, "next");
    assertState(smile(next, 0, 20_000), Phase.WAITING_FOR_END, Reason.SMILE_NOT_ENDED, 0);
    assertState(
        next.next(frame(20_200, unjudged(1))), Phase.WAITING_FOR_END, Reason.SMILE_NOT_ENDED, 0);
    assertState(next.next(frame(20_400, face(1, 0.6))), Phase.WAITING, Reason.NOT_SMILING, 0);
    assertThat(smile(next, 20_600, 1000).opening().orElseThrow().id()).isEqualTo("next-1");
  }

  @Test
  void anotherFaceStartsItsOwnHold() {
    smile(gate, 0, 800);
    assertState(gate.next(frame(1000, face(2, 0.9))), Phase.HOLDING, Reason.OTHER_FACE, 0);
    assertState(gate.next(frame(1200, face(2, 0.9))), Phase.HOLDING, Reason.SMILING, 0.2);
  }

  @Test
  void onlyTheNearestCountsUntilAnotherIsClearlyNearer() {
    assertThat(gate.next(frame(0, face(1, 0.1, 100), face(2, 0.9, 50))).track()).hasValue(1);
    // Not by a hair's breadth.
    assertThat(gate.next(frame(200, face(1, 0.1, 100), face(2, 0.9, 104))).track()).hasValue(1);
    assertState(
        gate.next(frame(400, face(1, 0.1, 100), face(2, 0.9, 110))),
        Phase.HOLDING,
        Reason.SMILING,
        0);
    assertState(
        gate.next(frame(600, face(1, 0.1, 200), face(2, 0.9, 110))),
        Phase.WAITING,
        Reason.OTHER_FACE,
        0);
  }

  @Test
  void anybodyMayOpenWhereAnyoneCounts() {
    SmileGate any = new SmileGate(OPTIONS.withWhoCounts(WhoCounts.ANY), "any");
    for (int i = 0; i < 5; i++) {
      any.next(frame(i * 200, face(1, 0.1, 100), face(2, 0.9, 50)));
    }
    GateState state = any.next(frame(1000, face(1, 0.1, 100), face(2, 0.9, 50)));
    assertThat(state.opening().orElseThrow().track()).isEqualTo(2);
  }

  @Test
  void everybodyHasToHoldASmileWhereAllCount() {
    SmileGate all = new SmileGate(OPTIONS.withWhoCounts(WhoCounts.ALL), "all");
    for (int i = 0; i < 8; i++) {
      GateState state = all.next(frame(i * 200, face(1, 0.9, 100), face(2, i < 3 ? 0.1 : 0.9, 50)));
      assertThat(state.phase()).isEqualTo(i < 3 ? Phase.WAITING : Phase.HOLDING);
      assertThat(state.track()).hasValue(2);
    }
    assertThat(all.next(frame(1600, face(1, 0.7, 100), face(2, 0.9, 50))).phase())
        .isEqualTo(Phase.HOLDING);
    assertThat(all.next(frame(1800, face(1, 0.9, 100), face(2, 0.9, 50))).opening())
        .hasValueSatisfying(opening -> assertThat(opening.track()).isEqualTo(1));
  }

  @Test
  void aFaceHasToBeNeutralBeforeWhereThatIsAskedFor() {
    SmileGate careful = new SmileGate(OPTIONS.withNeutralFirst(Duration.ofMillis(300)), "careful");
    assertState(smile(careful, 0, 3000), Phase.WAITING, Reason.NOT_NEUTRAL_BEFORE, 0);
    careful.next(frame(3200, face(1, 0.1)));
    // Half smiling is not clearly not smiling.
    careful.next(frame(3400, face(1, 0.4)));
    careful.next(frame(3600, face(1, 0.1)));
    assertThat(smile(careful, 3800, 2000).reason()).isEqualTo(Reason.NOT_NEUTRAL_BEFORE);
    careful.next(frame(6000, face(1, 0.1)));
    careful.next(frame(6400, face(1, 0.1)));
    assertThat(smile(careful, 6600, 1000).phase()).isEqualTo(Phase.OPEN);
  }

  @Test
  void aSmileThatLeavesHasEndedOnlyOnceNobodySmiles() {
    SmileGate quick = new SmileGate(OPTIONS.withCooldown(Duration.ZERO), "quick");
    smile(quick, 0, 1000);
    assertThat(quick.next(frame(1200, face(2, 0.9))).reason()).isEqualTo(Reason.SMILE_NOT_ENDED);
    assertThat(quick.next(frame(1400, unseen(2))).reason()).isEqualTo(Reason.SMILE_NOT_ENDED);
    assertThat(quick.next(frame(1600)).reason()).isEqualTo(Reason.NO_FACE);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 15, 30})
  void opensOnceForAHeldSmileThatATrackerFollows(int fps) {
    List<Opening> openings = throughTracker(fps, 2, 4, true);
    assertThat(openings).hasSize(1);
    // The hold, and how long the smoothed smile takes to 0.8 of 0.95.
    assertThat(openings.get(0).time().toMillis() / 1000.0).isCloseTo(3.55, within(0.25));
  }

  @ParameterizedTest
  @CsvSource({"5, 0.9, true", "15, 0.9, true", "30, 0.9, true", "5, 4, false", "30, 4, false"})
  void doesNotOpenForAShortSmileOrAcrossCuts(int fps, double smileSeconds, boolean still) {
    assertThat(throughTracker(fps, 2, smileSeconds, still)).isEmpty();
  }

  @Test
  void refusesOptionsThatMakeNoSense() {
    assertThatThrownBy(() -> OPTIONS.withProbability(0.8, 0.8))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("0.8");
    assertThatThrownBy(() -> OPTIONS.withProbability(Double.NaN, 0))
        .isInstanceOf(OptionException.class);
    assertThatThrownBy(() -> OPTIONS.withHold(Duration.ZERO)).isInstanceOf(OptionException.class);
    assertThatThrownBy(() -> OPTIONS.withCooldown(Duration.ofMillis(-1)))
        .isInstanceOf(OptionException.class);
    assertThatThrownBy(() -> OPTIONS.withLargestGap(Duration.ofMinutes(2)))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("PT1M");
    assertThatThrownBy(() -> frame(0, face(1, 0.5), face(1, 0.5)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The openings by a face that smiles for a time; if it is not still, it jumps every 0.8 s. */
  private static List<Opening> throughTracker(
      int fps, double smilesAt, double smileSeconds, boolean still) {
    FaceTracker tracker = new FaceTracker(TrackerOptions.DEFAULT);
    SmileGate gate = new SmileGate(OPTIONS, "page");
    List<Opening> openings = new ArrayList<>();
    for (int i = 0; i < 15 * fps; i++) {
      double at = (double) i / fps;
      boolean smiles = at >= smilesAt && at < smilesAt + smileSeconds;
      double x = still ? 5 * Math.sin(at) : (int) (at / 0.8) % 2 * 500;
      FaceObservation face =
          new FaceObservation(
              new Box(x, 0, 100, 100), 0.95, OptionalDouble.of(smiles ? 0.95 : 0.05));
      Duration time = Duration.ofNanos(Math.round(at * 1e9));
      gate.next(tracker.next(time, List.of(face))).opening().ifPresent(openings::add);
    }
    return openings;
  }

  private static GateState smile(SmileGate gate, int fromMillis, int millis) {
    GateState state = null;
    for (int i = 0; i <= millis; i += 200) {
      state = gate.next(frame(fromMillis + i, face(1, 0.9)));
    }
    return state;
  }

  private static void assertState(GateState state, Phase phase, Reason reason, double progress) {
    assertThat(state.phase()).isEqualTo(phase);
    assertThat(state.reason()).isEqualTo(reason);
    assertThat(state.progress()).isCloseTo(progress, within(1e-9));
  }

  private static TrackedFrame frame(int millis, Track... tracks) {
    return new TrackedFrame(
        Duration.ofMillis(millis), TrackedFrame.Outcome.FOLLOWED, List.of(tracks));
  }

  private static Track face(long id, double probability) {
    return face(id, probability, 100);
  }

  private static Track face(long id, double probability, double sidePx) {
    return track(id, sidePx, OptionalInt.of(0), OptionalDouble.of(probability));
  }

  private static Track unseen(long id) {
    return track(id, 100, OptionalInt.empty(), OptionalDouble.empty());
  }

  private static Track unjudged(long id) {
    return track(id, 100, OptionalInt.of(0), OptionalDouble.empty());
  }

  private static Track track(
      long id, double sidePx, OptionalInt observation, OptionalDouble probability) {
    Box box = new Box(0, 0, sidePx, sidePx);
    return new Track(id, box, Duration.ZERO, Duration.ZERO, observation, probability);
  }
}
