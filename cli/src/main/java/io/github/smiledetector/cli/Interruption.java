package io.github.smiledetector.cli;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;

/**
 * Lets long work end in order when the process is told to end (Ctrl-C, SIGTERM): the work is asked
 * to stop, and the process waits until it has, then ends with the code that belongs to the signal.
 *
 * <p>A shutdown hook would be too late: ONNX Runtime has one of its own, which takes away what the
 * work still computes with, and hooks run side by side.
 */
final class Interruption {
  private static final long PATIENCE_SECONDS = 120;
  private static final int CODE_OF_SIGNALS = 128;
  private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

  private Interruption() {}

  /**
   * Does the work.
   *
   * @param work what is done, with everything that a user is to read about its end
   * @param stop asks the work to stop; called on another thread
   * @return what the work returns; does not return once the process is told to end
   */
  static int during(IntSupplier work, Runnable stop) {
    CountDownLatch over = new CountDownLatch(1);
    AtomicBoolean told = new AtomicBoolean();
    List<Runnable> forget =
        Signals.hear(
            SIGNALS,
            number -> {
              told.set(true);
              stop.run();
              await(over);
              Runtime.getRuntime().exit(CODE_OF_SIGNALS + number);
            });
    try {
      return work.getAsInt();
    } finally {
      over.countDown();
      forget.forEach(Runnable::run);
      if (told.get()) {
        awaitEnd();
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

  /** The code is the signal's, not the work's. */
  private static void awaitEnd() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
