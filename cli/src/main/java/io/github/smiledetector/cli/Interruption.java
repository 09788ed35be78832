package io.github.smiledetector.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Lets long work end in order when the process is told to end (Ctrl-C, SIGTERM): the work is asked
 * to stop, and the process waits until it has, then ends with the code that belongs to the signal.
 */
final class Interruption {
  private static final long PATIENCE_SECONDS = 120;

  private Interruption() {}

  /**
   * Does the work.
   *
   * @param work what is done, with everything that a user is to read about its end
   * @param stop asks the work to stop; called on another thread
   * @return what the work returns
   */
  static int during(IntSupplier work, Runnable stop) {
    CountDownLatch over = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              stop.run();
              await(over);
            },
            "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.getAsInt();
    } finally {
      over.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The process is ending, which is what the hook waits for.
      }
    }
  }

  private static void await(CountDownLatch over) {
    try {
      if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("the work did not stop within " + PATIENCE_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
