package io.github.smiledetector.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.geometry.Box;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaceTrackerTest {
  private final FaceTracker tracker = new FaceTracker(TrackerOptions.DEFAULT);

  @Test
  void showsASureFaceAtOnceAndAnotherOnTheSecondLook() {
    assertThat(next(0, face(0, 0, 100, 0.95), face(300, 0, 100, 0.7)).tracks())
        .extracting(Track::id)
        .containsExactly(1L);
    List<Track> tracks = next(0.1, face(300, 0, 100, 0.7), face(0, 0, 100, 0.95)).tracks();
    assertThat(tracks).extracting(Track::id).containsExactly(1L, 2L);
    assertThat(tracks)
        .extracting(Track::observation)
        .containsExactly(OptionalInt.of(1), OptionalInt.of(0));
    assertThat(tracks).extracting(Track::firstSeen).containsOnly(Duration.ZERO);
    assertThat(tracks).extracting(Track::lastSeen).containsOnly(Duration.ofMillis(100));
  }

  @Test
  void forgetsAFaceThatIsNotSeenASecondTime() {
    next(0, face(0, 0, 100, 0.7));
    next(0.1);
    assertThat(next(0.2, face(0, 0, 100, 0.7)).tracks()).isEmpty();
  }

  @Test
  void goesOnWithAWeakFaceButDoesNotStartWithOne() {
    next(0, face(0, 0, 100, 0.95), face(300, 0, 100, 0.3));
    TrackedFrame frame = next(0.1, face(2, 0, 100, 0.3), face(300, 0, 100, 0.3));
    assertThat(frame.tracks()).extracting(Track::id).containsExactly(1L);
    assertThat(frame.tracks().get(0).seen()).isTrue();
    assertThat(next(0.2, face(2, 0, 100, 0.05)).tracks().get(0).seen()).isFalse();
  }

  @Test
  void takesAConfidentFaceBeforeAWeakOneThatOverlapsMore() {
    next(0, face(0, 0, 100, 0.95));
    TrackedFrame frame = next(0.1, face(0, 0, 100, 0.3), face(30, 0, 100, 0.8));
    assertThat(frame.tracks().get(0).observation()).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource({"5, 150", "15, 250", "30, 250", "30, 400"})
  void keepsTwoPersonsWhoCrossApart(int fps, double pxPerSecond) {
    double seconds = 800 / pxPerSecond;
    Map<Long, Set<String>> seen = new HashMap<>();
    for (int i = 0; i <= seconds * fps; i++) {
      double at = (double) i / fps;
      double left = at * pxPerSecond;
      double right = 800 - at * pxPerSecond;
      List<FaceObservation> faces = new ArrayList<>(List.of(face(left, 100, 100, 0.95)));
      // Who is behind is not found while largely covered.
      if (Math.abs(left - right) > 50) {
        faces.add(face(right, 110, 90, 0.95));
      }
      for (Track track : next(at, faces.toArray(FaceObservation[]::new)).tracks()) {
        track
            .observation()
            .ifPresent(
                place ->
                    seen.computeIfAbsent(track.id(), id -> new TreeSet<>())
                        .add(place == 0 ? "rightwards" : "leftwards"));
      }
    }
    assertThat(seen).isEqualTo(Map.of(1L, Set.of("rightwards"), 2L, Set.of("leftwards")));
  }

  @ParameterizedTest
  @CsvSource({"5, 0.8, true", "30, 0.8, true", "5, 1.2, false", "30, 1.2, false", "1, 3, false"})
  void bridgesAGapUpToTheTimeAFaceIsKept(int fps, double gapSeconds, boolean same) {
    for (int i = 0; i <= fps; i++) {
      next((double) i / fps, face(100, 100, 100, 0.95));
    }
    for (int i = 1; (double) i / fps < gapSeconds; i++) {
      TrackedFrame frame = next(1 + (double) i / fps);
      assertThat(frame.tracks())
          .noneMatch(track -> track.seen() || track.probability().isPresent());
      assertThat(frame.tracks()).hasSize((double) i / fps <= 1 ? 1 : 0);
    }
    TrackedFrame frame = next(1 + gapSeconds, face(105, 100, 100, 0.95));
    assertThat(frame.tracks()).extracting(Track::id).containsExactly(same ? 1L : 2L);
    assertThat(frame.tracks().get(0).firstSeen())
        .isEqualTo(same ? Duration.ZERO : seconds(1 + gapSeconds));
  }

  @Test
  void findsAWalkerAgainWhereTheWalkLeads() {
    for (int i = 0; i <= 20; i++) {
      next(i / 20.0, face(200 * i / 20.0, 0, 100, 0.95));
    }
    for (int i = 1; i < 8; i++) {
      next(1 + i / 20.0);
    }
    // 80 px on, which with the box where it was is an overlap of 0.11.
    assertThat(next(1.4, face(280, 0, 100, 0.95)).tracks())
        .extracting(Track::id)
        .containsExactly(1L);
  }

  @Test
  void endsAllTracksAtACut() {
    next(0, face(0, 0, 100, 0.95), face(300, 0, 100, 0.95));
    TrackedFrame cut = next(0.1, face(150, 300, 100, 0.95));
    assertThat(cut.outcome()).isEqualTo(TrackedFrame.Outcome.CUT);
    assertThat(cut.tracks()).extracting(Track::id).containsExactly(3L);
    // Cut back within the time that a face is kept: those of before do not come to life again.
    TrackedFrame back = next(0.2, face(0, 0, 100, 0.95), face(300, 0, 100, 0.95));
    assertThat(back.tracks()).extracting(Track::id).containsExactly(4L, 5L);
  }

  @Test
  void takesSomebodyWhoComesWhileAnotherIsHiddenForNoCut() {
    next(0, face(0, 0, 100, 0.95));
    next(0.1);
    TrackedFrame frame = next(0.2, face(300, 0, 100, 0.95));
    assertThat(frame.outcome()).isEqualTo(TrackedFrame.Outcome.FOLLOWED);
    assertThat(frame.tracks()).extracting(Track::id).containsExactly(1L, 2L);
  }

  @Test
  void followsThoseWhoEnterAndLeave() {
    next(0, face(0, 0, 100, 0.95));
    assertThat(next(0.1, face(0, 0, 100, 0.95), face(300, 0, 100, 0.95)).tracks())
        .extracting(Track::id)
        .containsExactly(1L, 2L);
    for (int i = 2; i <= 11; i++) {
      assertThat(next(i / 10.0, face(300, 0, 100, 0.95)).tracks())
          .extracting(Track::seen)
          .containsExactly(false, true);
    }
    assertThat(next(1.2, face(300, 0, 100, 0.95)).tracks())
        .extracting(Track::id)
        .containsExactly(2L);
  }

  @ParameterizedTest
  @CsvSource({"5, 100, 15", "30, 100, 15", "5, 24, 6", "30, 24, 6"})
  void keepsAFaceThatJitters(int fps, double sidePx, double jitterPx) {
    SplittableRandom random = new SplittableRandom(7);
    double seenJitter = 0;
    double shownJitter = 0;
    for (int i = 0; i < 20 * fps; i++) {
      double offX = random.nextDouble(-jitterPx, jitterPx);
      double offY = random.nextDouble(-jitterPx, jitterPx);
      TrackedFrame frame = next((double) i / fps, face(200 + offX, 200 + offY, sidePx, 0.95));
      assertThat(frame.tracks()).extracting(Track::id).containsExactly(1L);
      seenJitter += Math.abs(offX);
      shownJitter += Math.abs(frame.tracks().get(0).box().x() - 200);
    }
    if (fps == 30) {
      assertThat(shownJitter).isLessThan(0.8 * seenJitter);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 15, 30})
  void staysWithAWalkerWithoutLaggingBehind(int fps) {
    Track last = null;
    for (int i = 0; i <= 3 * fps; i++) {
      List<Track> tracks = next((double) i / fps, face(200.0 * i / fps, 0, 100, 0.95)).tracks();
      assertThat(tracks).extracting(Track::id).containsExactly(1L);
      last = tracks.get(0);
    }
    assertThat(last.box().x()).isCloseTo(600, within(1.0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.05, 0})
  void ignoresAFrameThatIsNotLater(double seconds) {
    next(0, face(0, 0, 100, 0.95));
    TrackedFrame before = next(0.1, face(0, 0, 100, 0.95));
    TrackedFrame ignored = next(seconds, face(500, 0, 100, 0.95));
    assertThat(ignored.outcome()).isEqualTo(TrackedFrame.Outcome.TIME_NOT_LATER);
    assertThat(ignored.tracks()).hasSize(1);
    assertThat(ignored.tracks().get(0).seen()).isFalse();
    assertThat(ignored.tracks().get(0).box()).isEqualTo(before.tracks().get(0).box());
    TrackedFrame after = next(0.2, face(0, 0, 100, 0.95));
    assertThat(after.outcome()).isEqualTo(TrackedFrame.Outcome.FOLLOWED);
    assertThat(after.tracks()).extracting(Track::id).containsExactly(1L);
  }

  @Test
  void smoothsAlikeAtEveryFrameRate() {
    DoubleUnaryOperator smile = at -> at < 1 ? 0.1 : at < 2 ? 0.1 + 0.85 * (at - 1) : 0.95;
    Map<Integer, Map<Double, Double>> curves = new HashMap<>();
    for (int fps : new int[] {5, 15, 30}) {
      FaceTracker each = new FaceTracker(TrackerOptions.DEFAULT);
      Map<Double, Double> curve = new HashMap<>();
      for (int i = 0; i <= 4 * fps; i++) {
        double at = (double) i / fps;
        curve.put(at, probability(each, at, OptionalDouble.of(smile.applyAsDouble(at))));
      }
      curves.put(fps, curve);
    }
    for (int i = 0; i <= 20; i++) {
      double at = i / 5.0;
      assertThat(curves.get(5).get(at)).isCloseTo(curves.get(30).get(at), within(0.01));
      assertThat(curves.get(15).get(at)).isCloseTo(curves.get(30).get(at), within(0.01));
    }
    assertThat(curves.get(30).get(2.0)).isBetween(0.7, 0.8);
    assertThat(curves.get(30).get(4.0)).isCloseTo(0.95, within(0.001));
  }

  @Test
  void comesThroughBySixtyThreePercentAfterTheTimeConstant() {
    for (int i = 0; i <= 100; i++) {
      probability(tracker, i / 1000.0, OptionalDouble.of(0));
    }
    double last = 0;
    for (int i = 101; i <= 350; i++) {
      last = probability(tracker, i / 1000.0, OptionalDouble.of(1));
    }
    assertThat(last).isCloseTo(1 - Math.exp(-1), within(0.002));
  }

  @Test
  void oneMistakenFrameWeighsItsShareOfTimeOnly() {
    for (int i = 0; i <= 30; i++) {
      probability(tracker, i / 30.0, OptionalDouble.of(0.000001));
    }
    assertThat(probability(tracker, 31 / 30.0, OptionalDouble.of(0.999999))).isLessThan(0.15);
  }

  @Test
  void hasNoProbabilityWhereNothingWasJudgedAndStartsAnewAfterALongGap() {
    probability(tracker, 0, OptionalDouble.of(1));
    assertThat(next(0.1, face(0, 0, 100, 0.95)).tracks().get(0).probability()).isEmpty();
    probability(tracker, 0.2, OptionalDouble.of(1));
    assertThat(next(0.3).tracks().get(0).probability()).isEmpty();
    for (int i = 4; i < 50; i++) {
      next(i / 10.0, face(0, 0, 100, 0.95));
    }
    assertThat(probability(tracker, 5, OptionalDouble.of(0))).isCloseTo(0, within(0.06));
  }

  @Test
  void passesProbabilitiesOnAsTheyAreWithoutSmoothing() {
    TrackerOptions rough = new TrackerOptions(0.5, 0.1, 0.9, Duration.ofSeconds(1), Duration.ZERO);
    FaceTracker each = new FaceTracker(rough);
    for (int i = 0; i < 10; i++) {
      assertThat(probability(each, i, OptionalDouble.of(i / 10.0))).isEqualTo(i / 10.0);
    }
  }

  @Test
  void neverUsesAnIdAgainWhateverComes() {
    for (long seed = 0; seed < 500; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      FaceTracker each = new FaceTracker(TrackerOptions.DEFAULT);
      Set<Long> gone = new HashSet<>();
      Set<Long> before = new HashSet<>();
      double at = 0;
      for (int i = 0; i < 100; i++) {
        at = Math.max(0, at + random.nextDouble(-0.02, 0.4));
        List<FaceObservation> faces = new ArrayList<>();
        for (int k = random.nextInt(5); k > 0; k--) {
          faces.add(
              face(
                  random.nextInt(3) * 60 + random.nextDouble(20),
                  0,
                  random.nextDouble(10, 100),
                  random.nextDouble()));
        }
        TrackedFrame frame = each.next(seconds(at), faces);
        Set<Long> now = new HashSet<>(frame.tracks().stream().map(Track::id).toList());
        assertThat(now).as("seed %d, frame %d", seed, i).allMatch(id -> !gone.contains(id));
        List<Integer> claimed =
            frame.tracks().stream()
                .filter(Track::seen)
                .map(t -> t.observation().getAsInt())
                .toList();
        assertThat(claimed).as("seed %d, frame %d", seed, i).doesNotHaveDuplicates();
        before.stream().filter(id -> !now.contains(id)).forEach(gone::add);
        before.addAll(now);
      }
    }
  }

  @Test
  void refusesOptionsAndTimesThatMakeNoSense() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new TrackerOptions(0.5, 0.6, 0.9, second, second))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("0.6");
    assertThatThrownBy(() -> new TrackerOptions(0.5, 0.1, 0.9, second.negated(), second))
        .isInstanceOf(OptionException.class);
    assertThatThrownBy(() -> next(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tracker.next(Duration.ofSeconds(Long.MAX_VALUE), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> face(1e300, 0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> face(0, 0, 1, 1.1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static double probability(FaceTracker each, double at, OptionalDouble probability) {
    FaceObservation face = new FaceObservation(new Box(0, 0, 100, 100), 0.95, probability);
    return each.next(seconds(at), List.of(face)).tracks().get(0).probability().getAsDouble();
  }

  private TrackedFrame next(double at, FaceObservation... faces) {
    return tracker.next(seconds(at), List.of(faces));
  }

  private static Duration seconds(double at) {
    return Duration.ofNanos(Math.round(at * 1e9));
  }

  private static FaceObservation face(double x, double y, double sidePx, double score) {
    return new FaceObservation(new Box(x, y, sidePx, sidePx), score, OptionalDouble.empty());
  }
}
