package io.github.smiledetector.action;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.action.ActionOutcome.Result;
import io.github.smiledetector.track.Opening;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ActionsTest {
  private static final GateEvent EVENT =
      GateEvent.of("entrance", new Opening("entrance-1", Duration.ofSeconds(3), 7));

  private final List<String> heard = new CopyOnWriteArrayList<>();

  /** An action that ends as it is told. */
  private final class Told implements GateAction {
    private final String name;
    private final Supplier<CompletableFuture<ActionOutcome>> ending;

    Told(String name, Supplier<CompletableFuture<ActionOutcome>> ending) {
      this.name = name;
      this.ending = ending;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public CompletableFuture<ActionOutcome> act(GateEvent event) {
      return ending.get();
    }

    @Override
    public void close() {
      heard.add(name + " closed");
    }
  }

  private void hear(GateEvent event, String action, ActionOutcome outcome, Duration took) {
    assertThat(event).isSameAs(EVENT);
    assertThat(took).isBetween(Duration.ZERO, Duration.ofMinutes(1));
    heard.add(action + " " + outcome.result().label());
  }

  @Test
  void setsAllOffAlthoughOneFailsAndAnotherIsSlow() throws Exception {
    CompletableFuture<ActionOutcome> slow = new CompletableFuture<>();
    Actions actions =
        new Actions(
            List.of(
                new Told("slow", () -> slow),
                new Told(
                    "thrower",
                    () -> {
                      throw new IllegalStateException("broken");
                    }),
                new Told(
                    "starved",
                    () -> {
                      throw new OutOfMemoryError("unable to create native thread");
                    }),
                new Told(
                    "failing",
                    () -> CompletableFuture.failedFuture(new IllegalStateException("broken"))),
                new Told("good", () -> done())),
            this::hear);
    assertThat(actions.names()).containsExactly("slow", "thrower", "starved", "failing", "good");
    CompletableFuture<List<ActionOutcome>> outcomes = actions.act(EVENT);
    assertThat(heard)
        .containsExactly("thrower failed", "starved failed", "failing failed", "good done");
    assertThat(outcomes).isNotDone();
    slow.complete(ActionOutcome.tooLate("late"));
    assertThat(outcomes.get(10, SECONDS))
        .extracting(ActionOutcome::result)
        .containsExactly(Result.TOO_LATE, Result.FAILED, Result.FAILED, Result.FAILED, Result.DONE);
    assertThat(heard).endsWith("slow too-late");
    actions.close();
    assertThat(heard)
        .endsWith(
            "slow closed", "thrower closed", "starved closed", "failing closed", "good closed");
  }

  @Test
  void keepsTheOutcomeWhateverTheListenerDoes() throws Exception {
    try (Actions actions =
        new Actions(
            List.of(new Told("good", ActionsTest::done)),
            (event, action, outcome, took) -> {
              throw new IllegalStateException("deaf");
            })) {
      assertThat(actions.act(EVENT).get(10, SECONDS))
          .containsExactly(ActionOutcome.done("as told"));
    }
  }

  private static CompletableFuture<ActionOutcome> done() {
    return CompletableFuture.completedFuture(ActionOutcome.done("as told"));
  }
}
