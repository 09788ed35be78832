package io.github.smiledetector;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Results on their way from the threads that make them to the one that takes them. Thread-safe.
 *
 * <p>It does not limit how many there are; permits do.
 */
final class Results<R> {
  private static final long LOOK_UP_MILLIS = 50;

  private final ResultOrder order;

  /** By the picture's number, or by how many came before it. */
  private final Map<Long, R> ready = new HashMap<>();

  private long put;
  private long taken;
  private long total = Long.MAX_VALUE;
  private Throwable failure;

  Results(ResultOrder order) {
    this.order = order;
  }

  synchronized void put(long number, R result) {
    ready.put(order == ResultOrder.AS_GIVEN ? number : put, result);
    put++;
    notifyAll();
  }

  /** There will be no more than this. */
  synchronized void end(long count) {
    total = count;
    notifyAll();
  }

  /** The work has failed: the first failure is what the taker gets. */
  synchronized void fail(Throwable error) {
    if (failure == null) {
      failure = error;
    }
    notifyAll();
  }

  /**
   * Waits for the next result.
   *
   * @return empty after the last
   */
  synchronized Optional<R> take(Cancellation cancellation) throws InterruptedException {
    while (true) {
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof RuntimeException exception) {
        throw exception;
      }
      cancellation.check();
      R next = ready.remove(taken);
      if (next != null) {
        taken++;
        return Optional.of(next);
      }
      if (taken == total) {
        return Optional.empty();
      }
      wait(LOOK_UP_MILLIS);
    }
  }
}
