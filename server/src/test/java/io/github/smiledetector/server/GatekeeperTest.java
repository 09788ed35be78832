package io.github.smiledetector.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.DetectionQueue;
import io.github.smiledetector.DetectorOptions;
import io.github.smiledetector.FaceSmile;
import io.github.smiledetector.PictureSmiles;
import io.github.smiledetector.SmileDetector;
import io.github.smiledetector.action.ActionOutcome;
import io.github.smiledetector.action.GateAction;
import io.github.smiledetector.action.GateEvent;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.picture.Orientation;
import io.github.smiledetector.track.FaceObservation;
import io.github.smiledetector.track.FaceTracker;
import io.github.smiledetector.track.GateOptions;
import io.github.smiledetector.track.GateState;
import io.github.smiledetector.track.Opening;
import io.github.smiledetector.track.TrackerOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatekeeperTest {
  private static final PictureSmiles SMILE =
      new PictureSmiles(
          200,
          200,
          Orientation.UPRIGHT,
          List.of(
              new FaceSmile(
                  new Box(50, 50, 100, 100),
                  0.9,
                  Optional.empty(),
                  OptionalDouble.of(0.9),
                  true,
                  Optional.empty())));

  private final SmileDetector detector =
      SmileDetector.open(DetectorOptions.DEFAULT.withFinder(WatchedFinder::new));
  private final DetectionQueue queue = new DetectionQueue(detector, 1, 2);
  private final Metrics metrics = new Metrics(queue);
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
  private final AtomicInteger acts = new AtomicInteger();
  private final AtomicReference<GateEvent> told = new AtomicReference<>();

  @AfterEach
  void close() {
    queue.close();
    detector.close();
  }

  private Gatekeeper keeper(GateAction... actions) {
    return keeper(Optional.empty(), actions);
  }

  private Gatekeeper keeper(Optional<String> name, GateAction... actions) {
    return new Gatekeeper(
        GateOptions.DEFAULT.withCooldown(Duration.ofNanos(10)),
        name,
        List.of(actions),
        metrics,
        new EventLog(new PrintStream(log, true, StandardCharsets.UTF_8)),
        clock::get);
  }

  @Test
  void letsOneGateOpenWithinTheCooldownOfAll() {
    try (Gatekeeper keeper = keeper(new Counting())) {
      assertThat(keeper.admit("a", open(), Duration.ZERO).phase()).isEqualTo(GateState.Phase.OPEN);
      clock.addAndGet(9);
      assertThat(keeper.admit("b", open(), Duration.ZERO).phase())
          .isEqualTo(GateState.Phase.COOLDOWN);
      clock.addAndGet(1);
      assertThat(keeper.admit("b", open(), Duration.ZERO).phase()).isEqualTo(GateState.Phase.OPEN);
    }
    assertThat(acts).hasValue(2);
    assertThat(metrics.text()).contains("smile_gate_openings_total 2.0");
  }

  @Test
  void tellsActionsTheNameThatItWasGivenOrOneOfItsOwn() {
    try (Gatekeeper keeper = keeper(Optional.of("entrance"), new Counting())) {
      keeper.admit("a", open(), Duration.ZERO);
    }
    assertThat(told.get().gate()).isEqualTo("entrance");
    try (Gatekeeper keeper = keeper(new Counting())) {
      keeper.admit("a", open(), Duration.ZERO);
    }
    assertThat(told.get().gate()).matches("gate-[0-9a-f]{10}");
  }

  @Test
  void leavesGatesApartWhereNothingHappens() {
    try (Gatekeeper keeper = keeper()) {
      assertThat(keeper.admit("a", open(), Duration.ZERO).phase()).isEqualTo(GateState.Phase.OPEN);
      assertThat(keeper.admit("b", open(), Duration.ZERO).phase()).isEqualTo(GateState.Phase.OPEN);
    }
  }

  @Test
  void beginsAGateAfterAnOpeningWithTheEndOfTheSmileThatItFinds() {
    try (Gatekeeper keeper = keeper(new Counting())) {
      assertThat(phaseOfANewGate(keeper)).isEqualTo(GateState.Phase.HOLDING);
      keeper.admit("a", open(), Duration.ZERO);
      assertThat(phaseOfANewGate(keeper)).isEqualTo(GateState.Phase.WAITING_FOR_END);
    }
    try (Gatekeeper keeper = keeper()) {
      keeper.admit("a", open(), Duration.ZERO);
      assertThat(phaseOfANewGate(keeper)).isEqualTo(GateState.Phase.HOLDING);
    }
  }

  @Test
  void takesAConnectionForNewUntilItsFirstFrame() {
    try (Gatekeeper keeper = keeper(new Counting())) {
      Onlooker reserve = new Onlooker(keeper, keeper.options(), "b", 0.5);
      keeper.admit("a", open(), Duration.ZERO);
      assertThat(reserve.look(1, Duration.ofSeconds(1), Duration.ZERO, SMILE, List.of()).get(1))
          .containsEntry("phase", "waiting-for-end");
    }
  }

  private static GateState.Phase phaseOfANewGate(Gatekeeper keeper) {
    FaceTracker tracker = new FaceTracker(TrackerOptions.DEFAULT);
    List<FaceObservation> smile =
        List.of(new FaceObservation(new Box(0, 0, 100, 100), 0.9, OptionalDouble.of(0.9)));
    return keeper.gate(keeper.options()).next(tracker.next(Duration.ofSeconds(1), smile)).phase();
  }

  @Test
  void doesNotOpenForAFrameThatIsOldWhenItIsLookedAt() {
    try (Gatekeeper keeper = keeper(new Counting())) {
      assertThat(afterAHold(keeper, Duration.ofMillis(1_001)))
          .containsEntry("phase", "waiting")
          .containsEntry("reason", "gap");
      assertThat(acts).hasValue(0);
      assertThat(afterAHold(keeper, Duration.ofMillis(900))).containsEntry("phase", "open");
      assertThat(acts).hasValue(1);
      assertThat(Duration.between(told.get().time(), Instant.now()))
          .isBetween(Duration.ofMillis(900), Duration.ofSeconds(30));
    }
  }

  /** What a gate says of the frame that completes the hold, if that is so old. */
  private static Map<String, Object> afterAHold(Gatekeeper keeper, Duration age) {
    Onlooker onlooker = new Onlooker(keeper, keeper.options(), "a", 0.5);
    for (int millis = 0; millis < 1000; millis += 250) {
      onlooker.look(millis, Duration.ofMillis(millis), Duration.ZERO, SMILE, List.of());
    }
    return onlooker.look(1000, Duration.ofSeconds(1), age, SMILE, List.of()).get(1);
  }

  @Test
  void countsAnActionThatFailsAndOpensAllTheSame() {
    GateAction failing =
        new Counting() {
          @Override
          public CompletableFuture<ActionOutcome> act(GateEvent event) {
            throw new IllegalStateException("broken");
          }
        };
    try (Gatekeeper keeper = keeper(failing)) {
      assertThat(keeper.admit("a", open(), Duration.ZERO).phase()).isEqualTo(GateState.Phase.OPEN);
    }
    assertThat(metrics.text())
        .contains("smile_actions_total{name=\"counting\",outcome=\"failed\"} 1.0");
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("\"outcome\":\"failed\"");
  }

  private static GateState open() {
    return new GateState(
        Duration.ofSeconds(1),
        GateState.Phase.OPEN,
        GateState.Reason.HELD,
        1,
        OptionalLong.of(1),
        Optional.of(new Opening("gate-1", Duration.ofSeconds(1), 1)));
  }

  private class Counting implements GateAction {
    @Override
    public String name() {
      return "counting";
    }

    @Override
    public CompletableFuture<ActionOutcome> act(GateEvent event) {
      acts.incrementAndGet();
      told.set(event);
      return CompletableFuture.completedFuture(
          new ActionOutcome(ActionOutcome.Result.DONE, "counted"));
    }

    @Override
    public void close() {}
  }
}
