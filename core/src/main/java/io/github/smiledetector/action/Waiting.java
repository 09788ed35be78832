package io.github.smiledetector.action;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** How closing waits for what is under way. */
final class Waiting {
  private Waiting() {}

  /**
   * Returns when the work has ended, or the thread is interrupted; it stays so.
   *
   * @param hurry what is to be done when nobody waits any more
   */
  static void untilEnd(CompletableFuture<?> work, Runnable hurry) {
    try {
      work.get();
    } catch (InterruptedException e) {
      hurry.run();
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      // It has ended, and who asked for it hears how.
    }
  }
}
