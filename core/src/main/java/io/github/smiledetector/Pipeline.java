package io.github.smiledetector;

import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.error.StoppedException;
import io.github.smiledetector.picture.PictureSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Many pictures on several threads. One thread takes the sources, each of the others takes pictures
 * from their reading to their crops and judges the crops of several at once; the caller takes the
 * results. A picture needs a permit from the time its source is taken until its result is: whoever
 * is slow, the source, the work or the caller, the others wait and nothing piles up.
 *
 * @param <R> what the handler makes of each picture
 */
final class Pipeline<R> {
  /** Pixels that a thread keeps for the handler while it gathers faces, apart from the newest's. */
  static final long MAX_KEPT_PIXELS = 2_000_000;

  private static final long FEEDER_PATIENCE_MILLIS = 1_000;

  /** Tells a thread that there is nothing more to do. */
  private static final Task END = new Task(-1, PictureSource.of(new byte[0], ""));

  private final SmileDetector detector;
  private final Cancellation cancellation;
  private final OutcomeHandler<R> handler;
  private final Results<R> results;
  private final Semaphore permits;
  private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
  private final List<Thread> workers = new ArrayList<>();
  private Thread feeder;
  private volatile boolean stopped;

  Pipeline(
      SmileDetector detector,
      ResultOrder order,
      Cancellation cancellation,
      OutcomeHandler<R> handler) {
    this.detector = detector;
    this.cancellation = cancellation;
    this.handler = handler;
    this.results = new Results<>(order);
    // While a thread gathers one batch, as much may wait for its turn.
    this.permits = new Semaphore(2 * detector.threads() * Math.max(4, detector.batchSize()));
  }

  /** Starts the work. */
  Stream<R> run(Stream<? extends PictureSource> sources) {
    feeder = thread("smile-detector-sources", () -> feed(sources.iterator()));
    for (int i = 0; i < detector.threads(); i++) {
      workers.add(thread("smile-detector-" + (i + 1), () -> new Worker().work()));
    }
    try {
      feeder.start();
      workers.forEach(Thread::start);
    } catch (Throwable e) {
      stop();
      throw e;
    }
    return StreamSupport.stream(new Taking(), false).onClose(this::stop).onClose(sources::close);
  }

  private Thread thread(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (InterruptedException e) {
                results.fail(new StoppedException("stopped: it was closed"));
              } catch (Throwable e) {
                results.fail(e);
              }
            },
            name);
    thread.setDaemon(true);
    return thread;
  }

  private void feed(Iterator<? extends PictureSource> sources) throws InterruptedException {
    long count = 0;
    while (true) {
      permits.acquire();
      if (!sources.hasNext()) {
        break;
      }
      tasks.put(new Task(count++, sources.next()));
    }
    results.end(count);
    for (int i = 0; i < workers.size(); i++) {
      tasks.put(END);
    }
  }

  /**
   * Ends the work and waits until nothing of it needs the detector any more. A user's code may
   * swallow an interrupt, so the threads are told in two more ways.
   */
  private void stop() {
    stopped = true;
    feeder.interrupt();
    workers.forEach(Thread::interrupt);
    workers.forEach(worker -> tasks.add(END));
    boolean interrupted = joinAll(workers);
    try {
      // So that the sources are not closed while they are read, if they can be interrupted.
      feeder.join(FEEDER_PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits until all have ended, whatever comes between.
   *
   * @return whether this thread was interrupted meanwhile
   */
  static boolean joinAll(List<Thread> threads) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    return interrupted;
  }

  private record Task(long number, PictureSource source) {}

  /** What a thread does; only {@link #stop} interrupts it. */
  private interface Work {
    void run() throws InterruptedException;
  }

  /** One thread's share: a batch of its own, so threads need not wait for one another. */
  private final class Worker {
    private final Judging judging = detector.newJudging();

    void work() throws InterruptedException {
      while (true) {
        Task task = tasks.poll();
        if (task == null) {
          // Nothing is held back while there is nothing to do.
          judge();
          task = tasks.take();
        }
        if (task.equals(END)) {
          judge();
          return;
        }
        cancellation.check();
        requireGoingOn();
        take(task);
      }
    }

    private void judge() {
      judging.judge();
      judging.handOver(this::done);
    }

    private void take(Task task) throws InterruptedException {
      try {
        PendingPicture picture = detector.readAndSought(task.number(), task.source());
        judging.add(picture, detector.smallestJudgedPx(picture.picture()));
      } catch (PictureException e) {
        // A read that stop() broke off says nothing about the picture.
        requireGoingOn();
        put(
            task.number(),
            handler.handle(new PictureOutcome.Failed(task.source(), e), Optional.empty()));
        return;
      }
      judging.handOver(this::done);
      if (judging.pendingPixels() > MAX_KEPT_PIXELS) {
        judge();
      }
    }

    private void requireGoingOn() throws InterruptedException {
      if (stopped || Thread.currentThread().isInterrupted()) {
        throw new InterruptedException();
      }
    }

    private void done(PendingPicture picture) {
      put(
          picture.number(),
          handler.handle(detector.outcome(picture), Optional.of(picture.picture())));
    }

    private void put(long number, R result) {
      results.put(number, Objects.requireNonNull(result, "the handler's result"));
    }
  }

  /** The caller's side. */
  private final class Taking extends Spliterators.AbstractSpliterator<R> {
    Taking() {
      super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
    }

    @Override
    public boolean tryAdvance(Consumer<? super R> action) {
      Optional<R> next;
      try {
        next = results.take(cancellation);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoppedException("stopped: the thread that takes results was interrupted");
      }
      if (next.isEmpty()) {
        return false;
      }
      permits.release();
      action.accept(next.get());
      return true;
    }
  }
}
