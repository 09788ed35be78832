package io.github.smiledetector.fetch;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often a download is tried and how long it waits in between: twice as long after each failure,
 * less a random part of up to a half, so that many who failed together do not come back together.
 *
 * @param attempts how many at most, the first included
 * @param firstDelay after the first failure
 * @param longestDelay what doubling stops at
 * @param longestRetryAfter how much of a server's own Retry-After is honoured
 */
record RetryPolicy(
    int attempts, Duration firstDelay, Duration longestDelay, Duration longestRetryAfter) {
  static final RetryPolicy DEFAULT =
      new RetryPolicy(5, Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofSeconds(60));

  /**
   * How long to wait before the next attempt.
   *
   * @param failures how many attempts failed so far, from 1
   * @param retryAfter what the server asked for, if it did
   */
  Duration delay(int failures, Optional<Duration> retryAfter) {
    long doubled = firstDelay.toMillis() << Math.min(failures - 1, 20);
    long longest = Math.min(doubled, longestDelay.toMillis());
    Duration own =
        Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
    Duration asked = shorter(retryAfter.orElse(Duration.ZERO), longestRetryAfter);
    return own.compareTo(asked) > 0 ? own : asked;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
