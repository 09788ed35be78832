package io.github.smiledetector.inference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** What all networks of the process share in ONNX Runtime; made when the first one is loaded. */
final class Environment {
  /** Address space only: what is not used is never touched. */
  private static final long STACK_BYTES = 1L << 30;

  private static OrtEnvironment shared;

  private Environment() {}

  /** Made once; ONNX Runtime keeps it until the process ends. */
  static synchronized OrtEnvironment shared() {
    if (shared == null) {
      shared = onDeepStack();
    }
    return shared;
  }

  /**
   * For its telemetry ONNX Runtime searches the process's command line with regular expressions
   * that recurse once a character or so, some 250 bytes of stack each: 4,000 characters, a class
   * path or a few dozen file names, overflow the stack of a Java thread, which ends the process
   * without a word.
   */
  private static OrtEnvironment onDeepStack() {
    OnnxNatives.useCache();
    // What it would warn about goes to standard error, past whoever reads our messages.
    FutureTask<OrtEnvironment> made =
        new FutureTask<>(
            () -> OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR));
    Thread thread = new Thread(null, made, "ONNX Runtime start", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return made.get();
        } catch (InterruptedException e) {
          interrupted = true; // it cannot be broken off and does not take long
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("ONNX Runtime does not start: " + e.getCause(), e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
