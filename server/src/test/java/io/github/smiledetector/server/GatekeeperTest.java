package io.github.smiledetector.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.DetectionQueue;
import io.github.smiledetector.DetectorOptions;
import io.github.smiledetector.SmileDetector;
import io.github.smiledetector.action.ActionOutcome;
import io.github.smiledetector.action.GateAction;
import io.github.smiledetector.action.GateEvent;
import io.github.smiledetector.track.GateOptions;
import io.github.smiledetector.track.GateState;
import io.github.smiledetector.track.Opening;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatekeeperTest {
  private final SmileDetector detector =
      SmileDetector.open(DetectorOptions.DEFAULT.withFinder(WatchedFinder::new));
  private final DetectionQueue queue = new DetectionQueue(detector, 1, 1);
  private final Metrics metrics = new Metrics(queue);
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
  private final AtomicInteger acts = new AtomicInteger();

  @AfterEach
  void close() {
    queue.close();
    detector.close();
  }

  private Gatekeeper keeper(GateAction... actions) {
    return new Gatekeeper(
        GateOptions.DEFAULT.withCooldown(Duration.ofNanos(10)),
        List.of(actions),
        metrics,
        new EventLog(new PrintStream(log, true, StandardCharsets.UTF_8)),
        clock::get);
  }

  @Test
  void letsOneGateOpenWithinTheCooldownOfAll() {
    try (Gatekeeper keeper = keeper(new Counting())) {
      assertThat(keeper.admit("a", open()).phase()).isEqualTo(GateState.Phase.OPEN);
      clock.addAndGet(9);
      assertThat(keeper.admit("b", open()).phase()).isEqualTo(GateState.Phase.COOLDOWN);
      clock.addAndGet(1);
      assertThat(keeper.admit("b", open()).phase()).isEqualTo(GateState.Phase.OPEN);
    }
    assertThat(acts).hasValue(2);
    assertThat(metrics.text()).contains("smile_gate_openings_total 2.0");
  }

  @Test
  void leavesGatesApartWhereNothingHappens() {
    try (Gatekeeper keeper = keeper()) {
      assertThat(keeper.admit("a", open()).phase()).isEqualTo(GateState.Phase.OPEN);
      assertThat(keeper.admit("b", open()).phase()).isEqualTo(GateState.Phase.OPEN);
    }
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
      assertThat(keeper.admit("a", open()).phase()).isEqualTo(GateState.Phase.OPEN);
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
      return CompletableFuture.completedFuture(
          new ActionOutcome(ActionOutcome.Result.DONE, "counted"));
    }

    @Override
    public void close() {}
  }
}
