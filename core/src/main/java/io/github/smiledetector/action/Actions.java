package io.github.smiledetector.action;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * All that a gate sets off, and somebody who hears how it went. Thread-safe.
 *
 * <p>The actions do not wait for each other, and none of them hears of another's failure.
 */
public final class Actions implements AutoCloseable {
  private final List<GateAction> actions;
  private final Listener listener;
  private final Object lock = new Object();
  private CompletableFuture<?> underWay = completedFuture(null);

  /** Hears how actions end. */
  @FunctionalInterface
  public interface Listener {
    /**
     * An action has ended. Called from any thread, also from several at once; has to be quick. What
     * it throws is dropped.
     *
     * @param action its {@link GateAction#name()}
     * @param took from the opening until the action's end
     */
    void ended(GateEvent event, String action, ActionOutcome outcome, Duration took);
  }

  /**
   * @param actions what happens at each opening; closed with this
   * @param listener hears of each action's end
   */
  public Actions(List<? extends GateAction> actions, Listener listener) {
    this.actions = List.copyOf(actions);
    this.listener = Objects.requireNonNull(listener, "listener");
  }

  /** The names of the actions, in their order. */
  public List<String> names() {
    return actions.stream().map(GateAction::name).toList();
  }

  /**
   * Sets all actions off and returns at once.
   *
   * @return how they will have ended, in their order; does not fail
   */
  public CompletableFuture<List<ActionOutcome>> act(GateEvent event) {
    long startNanos = System.nanoTime();
    List<CompletableFuture<ActionOutcome>> outcomes =
        actions.stream().map(action -> act(action, event, startNanos)).toList();
    CompletableFuture<?> all =
        CompletableFuture.allOf(outcomes.toArray(CompletableFuture<?>[]::new));
    synchronized (lock) {
      underWay = CompletableFuture.allOf(underWay, all);
    }
    return all.thenApply(ended -> outcomes.stream().map(CompletableFuture::join).toList());
  }

  private CompletableFuture<ActionOutcome> act(
      GateAction action, GateEvent event, long startNanos) {
    return begin(action, event)
        .exceptionally(fault -> ActionOutcome.failed("a fault of the action: " + fault))
        .thenApply(
            outcome -> {
              tell(action, event, outcome, Duration.ofNanos(System.nanoTime() - startNanos));
              return outcome;
            });
  }

  private static CompletableFuture<ActionOutcome> begin(GateAction action, GateEvent event) {
    try {
      return action.act(event);
    } catch (RuntimeException | Error fault) {
      // An error too: the system may have no thread left for this one, and the others need none.
      return completedFuture(ActionOutcome.failed("a fault of the action: " + fault));
    }
  }

  private void tell(GateAction action, GateEvent event, ActionOutcome outcome, Duration took) {
    try {
      listener.ended(event, action.name(), outcome, took);
    } catch (RuntimeException dropped) {
      // One who listens must not change how an action ended.
    }
  }

  /**
   * Closes the actions. Returns when what is under way has ended and the listener has heard of it;
   * an interrupt cuts that short.
   */
  @Override
  public void close() {
    actions.forEach(GateAction::close);
    CompletableFuture<?> rest;
    synchronized (lock) {
      rest = underWay;
    }
    Waiting.untilEnd(rest, () -> {});
  }
}
