package io.github.smiledetector.fetch;

import java.time.Duration;

/**
 * How long a download waits for the other side. There is no limit on the whole: a large file on a
 * slow line may take its time as long as bytes come.
 *
 * @param connect until a connection stands
 * @param answer from sending the request, redirects included, until the answer's head is there
 * @param stall between two pieces of the body
 */
record TimeLimits(Duration connect, Duration answer, Duration stall) {
  static final TimeLimits DEFAULT =
      new TimeLimits(Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofSeconds(30));
}
