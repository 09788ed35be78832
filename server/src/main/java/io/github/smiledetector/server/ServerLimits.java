package io.github.smiledetector.server;

import io.github.smiledetector.error.OptionException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How much a server takes from its clients.
 *
 * @param maxBodyBytes largest request body, 1 to a billion
 * @param maxBodiesBytes most bytes of bodies in memory at the same time, from their arrival to
 *     their answer, at least {@code maxBodyBytes}; further ones are refused
 * @param maxBatchPictures most pictures of one request, 1 to 1000
 * @param picturesPerWorker most pictures that are taken on and not answered for each worker, the
 *     one that it works on among them, 1 to 1000; further ones are refused at once. How long those
 *     inside take at most follows from it
 * @param bodyPatience longest time for a body to arrive, and for an answer to be taken, which gets
 *     a second more for each 4 KiB; above 0
 * @param deadline longest time from the body's arrival to the answer, above 0
 * @param maxConnections most connections at the same time, 1 and more
 * @param maxStreams most streams at the same time, 0 and more
 * @param maxFrameBytes largest picture of a stream, 1 to a billion
 * @param streamIdle how long a stream may be silent, and how long its client may leave a message
 *     unread, above 0
 * @param drain how long a server that stops waits for answers under way, 0 and more
 */
public record ServerLimits(
    int maxBodyBytes,
    int maxBodiesBytes,
    int maxBatchPictures,
    int picturesPerWorker,
    Duration bodyPatience,
    Duration deadline,
    int maxConnections,
    int maxStreams,
    int maxFrameBytes,
    Duration streamIdle,
    Duration drain) {
  /** What {@code smile serve} starts with. */
  public static final ServerLimits DEFAULT =
      new ServerLimits(
          10 << 20,
          64 << 20,
          16,
          4,
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          4_000,
          32,
          1 << 20,
          Duration.ofSeconds(30),
          Duration.ofSeconds(10));

  private static final int MOST_BYTES = 1_000_000_000;

  /**
   * @throws OptionException if a value is out of its range
   */
  public ServerLimits {
    require(maxBodyBytes, 1, MOST_BYTES, "the largest body, in bytes,");
    require(maxBodiesBytes, maxBodyBytes, MOST_BYTES, "the bytes of all bodies");
    require(maxBatchPictures, 1, 1_000, "the most pictures of a request");
    require(picturesPerWorker, 1, 1_000, "the most pictures for each worker");
    require(maxConnections, 1, Integer.MAX_VALUE, "the most connections");
    require(maxStreams, 0, Integer.MAX_VALUE, "the most streams");
    require(maxFrameBytes, 1, MOST_BYTES, "the largest picture of a stream, in bytes,");
    requirePositive(bodyPatience, "the time for a body");
    requirePositive(deadline, "the deadline of an answer");
    requirePositive(streamIdle, "the time that a stream may be silent");
    if (drain.isNegative()) {
      throw new OptionException("the time for the last answers is not negative, not " + drain);
    }
  }

  private static void require(long value, long least, long most, String what) {
    if (value < least || value > most) {
      throw new OptionException(what + " must be " + least + " to " + most + ", not " + value);
    }
  }

  private static void requirePositive(Duration time, String what) {
    if (time.isNegative() || time.isZero()) {
      throw new OptionException(what + " must be above 0, not " + time);
    }
  }

  /** The same with another longest time to an answer. */
  public ServerLimits withDeadline(Duration time) {
    return changed(draft -> draft.deadline = time);
  }

  /** The same with another longest time for a body to arrive. */
  public ServerLimits withBodyPatience(Duration time) {
    return changed(draft -> draft.bodyPatience = time);
  }

  /** The same with other limits to bodies. */
  public ServerLimits withBodies(int largestBytes, int allBytes) {
    return changed(
        draft -> {
          draft.maxBodyBytes = largestBytes;
          draft.maxBodiesBytes = allBytes;
        });
  }

  /** The same with another number of connections. */
  public ServerLimits withMaxConnections(int most) {
    return changed(draft -> draft.maxConnections = most);
  }

  /** The same with another time that a stream may be silent. */
  public ServerLimits withStreamIdle(Duration time) {
    return changed(draft -> draft.streamIdle = time);
  }

  private ServerLimits changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.limits();
  }

  /** The same values, open to change: the one place that names them all for the copies above. */
  private static final class Draft {
    private int maxBodyBytes;
    private int maxBodiesBytes;
    private int maxBatchPictures;
    private int picturesPerWorker;
    private Duration bodyPatience;
    private Duration deadline;
    private int maxConnections;
    private int maxStreams;
    private int maxFrameBytes;
    private Duration streamIdle;
    private Duration drain;

    Draft(ServerLimits limits) {
      maxBodyBytes = limits.maxBodyBytes;
      maxBodiesBytes = limits.maxBodiesBytes;
      maxBatchPictures = limits.maxBatchPictures;
      picturesPerWorker = limits.picturesPerWorker;
      bodyPatience = limits.bodyPatience;
      deadline = limits.deadline;
      maxConnections = limits.maxConnections;
      maxStreams = limits.maxStreams;
      maxFrameBytes = limits.maxFrameBytes;
      streamIdle = limits.streamIdle;
      drain = limits.drain;
    }

    ServerLimits limits() {
      return new ServerLimits(
          maxBodyBytes,
          maxBodiesBytes,
          maxBatchPictures,
          picturesPerWorker,
          bodyPatience,
          deadline,
          maxConnections,
          maxStreams,
          maxFrameBytes,
          streamIdle,
          drain);
    }
  }
}
