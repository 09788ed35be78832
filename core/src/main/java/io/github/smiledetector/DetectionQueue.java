package io.github.smiledetector;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.error.SmileDetectorException;
import io.github.smiledetector.error.StoppedException;
import io.github.smiledetector.picture.DecodedPicture;
import io.github.smiledetector.picture.PictureSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Pictures of many callers, such as a server has them, on a fixed number of threads. So many are
 * taken on at the same time, and no more: who comes when it is full is told at once, so that those
 * inside are answered soon.
 *
 * <pre>{@code
 * try (DetectionQueue queue = new DetectionQueue(detector, 2, 8)) {
 *   Cancellation withinFiveSeconds = Cancellation.after(Duration.ofSeconds(5));
 *   Optional<CompletableFuture<PictureSmiles>> answer = queue.offer(source, withinFiveSeconds);
 *   System.out.println(answer.isPresent() ? answer.get().join() : "busy, come back later");
 * }
 * }</pre>
 *
 * <p>While pictures wait, a thread judges the faces of several together, but none waits for another
 * picture's reading and finding once it has waited for some milliseconds. A source that blocks in a
 * read holds up its thread and those faces: read what comes from a network before.
 *
 * <p>Thread-safe. Its threads are daemons; {@link #close} ends them.
 */
public final class DetectionQueue implements AutoCloseable {
  /** Less than a picture of a webcam takes to be read and searched. */
  private static final Duration GATHERING = Duration.ofMillis(4);

  private static final int MOST_WORKERS = 1024;

  private final SmileDetector detector;
  private final int workers;
  private final int capacity;
  private final long gatheringNanos;
  private final List<Thread> threads = new ArrayList<>();

  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Task> tasks = new ArrayDeque<>();

  /** Pictures that were taken from the tasks and are not answered. */
  private int working;

  private boolean closed;

  /**
   * Starts the threads.
   *
   * @param detector does the work; not closed with this, but later
   * @param workers threads, 1 to 1024; as many as there are cores are enough
   * @param capacity most pictures that are taken on and not answered, those that are worked on
   *     among them; at least one for each worker
   * @throws OptionException if a number is out of its range
   */
  public DetectionQueue(SmileDetector detector, int workers, int capacity) {
    this(detector, workers, capacity, GATHERING);
  }

  /**
   * @param gathering after which a gathered face waits for no further picture
   */
  DetectionQueue(SmileDetector detector, int workers, int capacity, Duration gathering) {
    if (workers < 1 || workers > MOST_WORKERS) {
      throw new OptionException(
          "a queue's workers must be 1 to " + MOST_WORKERS + ", not " + workers);
    }
    if (capacity < workers) {
      throw new OptionException(
          "a queue's capacity must be at least one for each worker, not " + capacity);
    }
    this.detector = Objects.requireNonNull(detector, "detector");
    this.workers = workers;
    this.capacity = capacity;
    this.gatheringNanos = gathering.toNanos();
    for (int i = 0; i < workers; i++) {
      Worker worker = new Worker();
      Thread thread = new Thread(worker::work, "smile-detector-queue-" + (i + 1));
      thread.setDaemon(true);
      threads.add(thread);
    }
    try {
      threads.forEach(Thread::start);
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  /**
   * Takes a picture on, if there is room.
   *
   * <p>The answer fails, with the exception itself, with a {@link PictureException} if it cannot be
   * read as a picture, a {@link StoppedException} if it was called off, a {@link
   * io.github.smiledetector.error.DeadlineException} if its time was over, a {@link ModelException}
   * if a network fails, or an {@link IllegalStateException} if the detector is closed. Cancelling
   * the answer calls the picture off as well. Stages of it that take long belong on threads of
   * their own ({@code thenApplyAsync}): others run on this queue's.
   *
   * @param source of the picture; kept until it is answered
   * @param cancellation looked at before reading, finding and judging
   * @return its faces, best first, once they are known; empty if this is full or closed
   */
  public Optional<CompletableFuture<PictureSmiles>> offer(
      PictureSource source, Cancellation cancellation) {
    return offerInTurn(List.of(source), cancellation).map(answers -> answers.get(0));
  }

  /**
   * Takes several pictures on in one place, if there is room: each waits anew once the one before
   * it is answered, and nobody gets in between.
   *
   * @param sources of the pictures, at least one; kept until they are answered
   * @param cancellation of all of them
   * @return an answer for each, as {@link #offer} gives it; empty if this is full or closed
   * @throws OptionException if there is no picture
   */
  public Optional<List<CompletableFuture<PictureSmiles>>> offerInTurn(
      List<PictureSource> sources, Cancellation cancellation) {
    Objects.requireNonNull(cancellation, "cancellation");
    if (sources.isEmpty()) {
      throw new OptionException("at least one picture is offered, not 0");
    }
    Task first = null;
    Deque<CompletableFuture<PictureSmiles>> answers = new ArrayDeque<>();
    for (int i = sources.size() - 1; i >= 0; i--) {
      first = new Task(sources.get(i), cancellation, new CompletableFuture<>(), first);
      answers.addFirst(first.answer());
    }
    if (!put(first)) {
      dropStopped();
      if (!put(first)) {
        return Optional.empty();
      }
    }
    return Optional.of(List.copyOf(answers));
  }

  /**
   * Whether as many pictures are taken on as may be, or this is closed: whoever has to fetch a
   * picture first can spare itself that. A moment later it may be otherwise.
   */
  public boolean isFull() {
    if (!hasNoRoom()) {
      return false;
    }
    dropStopped();
    return hasNoRoom();
  }

  private boolean hasNoRoom() {
    lock.lock();
    try {
      return closed || tasks.size() + working >= capacity;
    } finally {
      lock.unlock();
    }
  }

  private boolean put(Task task) {
    lock.lock();
    try {
      if (hasNoRoom()) {
        return false;
      }
      tasks.add(task);
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Pictures that nobody wants any more give up their places. */
  private void dropStopped() {
    List<Task> stopped = new ArrayList<>();
    lock.lock();
    try {
      int waiting = tasks.size();
      for (int i = 0; i < waiting; i++) {
        Task task = tasks.remove();
        while (task != null && task.stopped().isPresent()) {
          stopped.add(task);
          task = task.next();
        }
        if (task != null) {
          tasks.add(task);
        }
      }
    } finally {
      lock.unlock();
    }
    // Outside the lock: an answer's stages are not ours.
    stopped.forEach(
        task -> task.stopped().ifPresent(error -> task.answer().completeExceptionally(error)));
  }

  /** Pictures that wait for a worker. */
  public int waiting() {
    lock.lock();
    try {
      return Math.max(0, tasks.size() - free());
    } finally {
      lock.unlock();
    }
  }

  /** Pictures that are worked on; more than workers where some judge several together. */
  public int working() {
    lock.lock();
    try {
      return working + Math.min(tasks.size(), free());
    } finally {
      lock.unlock();
    }
  }

  /** Workers that have nothing to do or are about to take a task. */
  private int free() {
    return Math.max(0, workers - working);
  }

  /**
   * Takes no more pictures on, and waits until those that were are answered; a second call waits as
   * well. Not for the queue's own threads. The detector stays open.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (Pipeline.joinAll(threads)) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next task, when there is one; empty if there will be none any more. */
  private Optional<Task> await() {
    lock.lock();
    try {
      while (tasks.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      return take();
    } finally {
      lock.unlock();
    }
  }

  /** A task that would have to wait otherwise. */
  private Optional<Task> takeWaiting() {
    lock.lock();
    try {
      return tasks.size() > free() ? take() : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private Optional<Task> take() {
    Optional<Task> task = Optional.ofNullable(tasks.poll());
    working += task.isPresent() ? 1 : 0;
    return task;
  }

  /** To be told before the answer is: who has it and offers the next picture finds room. */
  private void leave(Task task) {
    lock.lock();
    try {
      working--;
      if (task.next() != null) {
        tasks.add(task.next());
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * @param next that has this one's place afterwards; null if there is none
   */
  private record Task(
      PictureSource source,
      Cancellation cancellation,
      CompletableFuture<PictureSmiles> answer,
      Task next) {
    void check() {
      cancellation.check();
      if (answer.isDone()) {
        throw new StoppedException("stopped: nobody waits for the answer any more");
      }
    }

    Optional<StoppedException> stopped() {
      try {
        check();
        return Optional.empty();
      } catch (StoppedException e) {
        return Optional.of(e);
      }
    }
  }

  /** One thread's share: a batch of its own, so threads need not wait for one another. */
  private final class Worker {
    private final Judging judging = detector.newJudging();

    /** Whose faces are in the batch, by the picture's number. */
    private final Map<Long, Task> gathered = new HashMap<>();

    private long count;
    private long sinceNanos;

    void work() {
      for (Optional<Task> first = await(); first.isPresent(); first = await()) {
        // Where an answer's stage left one behind: it would break off the next read.
        Thread.interrupted();
        find(first.get());
        while (mayGather()) {
          Optional<Task> next = takeWaiting();
          if (next.isEmpty()) {
            break;
          }
          find(next.get());
        }
        judge();
      }
    }

    private boolean mayGather() {
      return !gathered.isEmpty()
          && System.nanoTime() - sinceNanos < gatheringNanos
          && judging.pendingPixels() <= Pipeline.MAX_KEPT_PIXELS;
    }

    private void find(Task task) {
      PendingPicture picture;
      try {
        task.check();
        DecodedPicture decoded = detector.read(task.source());
        task.check();
        picture = detector.sought(count++, task.source(), decoded);
        task.check();
      } catch (Throwable e) {
        fail(task, e);
        return;
      }
      if (gathered.isEmpty()) {
        sinceNanos = System.nanoTime();
      }
      gathered.put(picture.number(), task);
      try {
        judging.add(picture, detector.smallestJudgedPx(picture.picture()));
        judging.handOver(this::answer);
      } catch (PictureException e) {
        gathered.remove(picture.number());
        fail(task, e);
      } catch (Throwable e) {
        failGathered(e);
      }
    }

    private void judge() {
      try {
        gathered.values().removeIf(this::failIfStopped);
        if (!gathered.isEmpty()) {
          judging.judge();
          judging.handOver(this::answer);
        }
        judging.clear();
      } catch (Throwable e) {
        failGathered(e);
      }
    }

    private void answer(PendingPicture picture) {
      // None if it was called off while it waited for others.
      Task task = gathered.get(picture.number());
      if (task != null) {
        PictureSmiles smiles = detector.smiles(picture);
        gathered.remove(picture.number());
        leave(task);
        task.answer().complete(smiles);
      }
    }

    private boolean failIfStopped(Task task) {
      Optional<StoppedException> stopped = task.stopped();
      stopped.ifPresent(error -> fail(task, error));
      return stopped.isPresent();
    }

    /** What the batch failed with, nobody's picture is known to have caused. */
    private void failGathered(Throwable error) {
      List<Task> failed = List.copyOf(gathered.values());
      gathered.clear();
      judging.clear();
      failed.forEach(task -> fail(task, error));
    }

    private void fail(Task task, Throwable error) {
      leave(task);
      task.answer()
          .completeExceptionally(
              error instanceof SmileDetectorException
                  ? error
                  : detector.fault(task.source(), error));
    }
  }
}
