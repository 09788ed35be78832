package io.github.smiledetector.train.fit;

import io.github.smiledetector.inference.Network;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Has batches made on threads of its own, a few ahead of the thread that takes them, in direct
 * buffers that are used over and over: memory does not depend on how many there are. What is random
 * in a member of a batch depends on the seed and on its place alone, never on the threads. One pass
 * at a time.
 *
 * @param <T> tools of a thread
 */
final class PreparedBatches<T extends PreparedBatches.Tools> implements AutoCloseable {
  private final int batchSize;
  private final int ahead;
  private final ExecutorService workers;
  private final ThreadLocal<T> tools;
  private final Queue<T> allTools = new ConcurrentLinkedQueue<>();
  private final Deque<FloatBuffer> free = new ArrayDeque<>();
  private int bufferSize;

  /** What one thread works with, kept from batch to batch. */
  interface Tools extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Makes a batch, on any thread.
   *
   * @param <T> tools of a thread
   * @param <B> the batch
   */
  interface Maker<T, B> {
    /**
     * Makes one.
     *
     * @param first place of its first member
     * @param randoms one a member
     * @param buffer for its values, cleared; nobody else's until the batch has been taken
     * @param tools of the thread that asks
     */
    B make(int first, List<SplittableRandom> randoms, FloatBuffer buffer, T tools);
  }

  private record UnderWay<B>(Future<B> batch, FloatBuffer buffer) {}

  /**
   * @param batchSize members of a batch; the last of a pass may have fewer
   * @param tools makes those of another thread
   */
  PreparedBatches(int batchSize, Supplier<T> tools) {
    this.batchSize = batchSize;
    int threads = Runtime.getRuntime().availableProcessors();
    this.ahead = threads + 2;
    this.tools =
        ThreadLocal.withInitial(
            () -> {
              T made = tools.get();
              allTools.add(made);
              return made;
            });
    this.workers =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "pictures");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Goes through places once, in order.
   *
   * @param from the first place; the batches are what they would be had the pass begun at 0
   * @param end the place after the last
   * @param valuesEach numbers a member has in the buffer
   * @param seed what is random is drawn from
   * @param maker makes the batches
   * @param consumer called on this thread, batch after batch; a batch's buffer is used again after
   *     it
   * @throws RuntimeException what the maker throws
   */
  <B> void pass(
      int from, int end, int valuesEach, long seed, Maker<T, B> maker, Consumer<B> consumer) {
    provideBuffers(Math.multiplyExact(valuesEach, batchSize));
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < from; i++) {
      random.split();
    }
    Deque<UnderWay<B>> underWay = new ArrayDeque<>();
    int next = from;
    try {
      while (next < end || !underWay.isEmpty()) {
        while (next < end && !free.isEmpty()) {
          int first = next;
          next = Math.min(end, first + batchSize);
          List<SplittableRandom> randoms = new ArrayList<>(next - first);
          for (int i = first; i < next; i++) {
            randoms.add(random.split());
          }
          FloatBuffer buffer = free.remove().clear();
          underWay.add(
              new UnderWay<>(
                  workers.submit(() -> maker.make(first, randoms, buffer, tools.get())), buffer));
        }
        UnderWay<B> oldest = underWay.remove();
        consumer.accept(await(oldest.batch()));
        free.add(oldest.buffer());
      }
    } catch (RuntimeException | Error e) {
      // The buffers of batches under way are lost with them; this object is of no more use.
      underWay.forEach(each -> each.batch().cancel(true));
      throw e;
    }
  }

  private void provideBuffers(int size) {
    if (size > bufferSize) {
      free.clear();
      for (int i = 0; i < ahead; i++) {
        free.add(Network.buffer(size));
      }
      bufferSize = size;
    }
  }

  private static <B> B await(Future<B> batch) {
    try {
      return batch.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading pictures", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Ends the threads, waits until none of them makes anything any more, and closes their tools. */
  @Override
  public void close() {
    workers.shutdownNow();
    boolean interrupted = false;
    while (!workers.isTerminated()) {
      try {
        workers.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    allTools.forEach(Tools::close);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
