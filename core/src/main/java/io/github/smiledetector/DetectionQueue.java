package io.github.smiledetector;

import io.github.smiledetector.picture.PictureSource;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Pictures of many callers on a fixed number of threads. Thread-safe. */
public final class DetectionQueue implements AutoCloseable {
  private final SmileDetector detector;
  private final ThreadPoolExecutor workers;

  /**
   * @param detector stays the caller's
   * @param workers pictures that are worked on at the same time
   * @param waiting most pictures that wait beyond those
   */
  public DetectionQueue(SmileDetector detector, int workers, int waiting) {
    this.detector = detector;
    this.workers =
        new ThreadPoolExecutor(
            workers, workers, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting));
  }

  /** Takes a picture, if there is room; empty if there is none. */
  public Optional<CompletableFuture<PictureSmiles>> offer(
      PictureSource source, Cancellation cancellation) {
    try {
      return Optional.of(
          CompletableFuture.supplyAsync(() -> detector.detect(source, cancellation), workers));
    } catch (RejectedExecutionException e) {
      return Optional.empty();
    }
  }

  /** Pictures that wait. */
  public int waiting() {
    return workers.getQueue().size();
  }

  /** Pictures that are worked on. */
  public int working() {
    return workers.getActiveCount();
  }

  @Override
  public void close() {
    workers.shutdown();
  }
}
