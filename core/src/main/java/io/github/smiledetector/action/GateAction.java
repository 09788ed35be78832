package io.github.smiledetector.action;

import java.util.concurrent.CompletableFuture;

/**
 * Something that happens when a gate opens.
 *
 * <p>Implementations are thread-safe, and {@link #act} returns at once: whatever takes time happens
 * elsewhere. They fail closed: an event that cannot be acted on now is not kept for later.
 */
public interface GateAction extends AutoCloseable {
  /** What kind of action this is, in a word, for logs and metrics. */
  String name();

  /**
   * Sets the action off.
   *
   * @return how it will have ended. Ends in time by itself and does not fail; cancelling it has no
   *     effect on the action
   */
  CompletableFuture<ActionOutcome> act(GateEvent event);

  /**
   * Refuses what comes from now on and returns when what is under way has ended. An interrupt cuts
   * that short; the thread stays interrupted.
   */
  @Override
  void close();
}
