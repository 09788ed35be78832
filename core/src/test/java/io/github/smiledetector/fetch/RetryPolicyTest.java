package io.github.smiledetector.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private static final RetryPolicy POLICY =
      new RetryPolicy(9, Duration.ofMillis(100), Duration.ofMillis(1000), Duration.ofSeconds(60));

  @RepeatedTest(20)
  void doublesTheDelayUpToALimit() {
    assertThat(delayMillis(1)).isBetween(50L, 100L);
    assertThat(delayMillis(2)).isBetween(100L, 200L);
    assertThat(delayMillis(3)).isBetween(200L, 400L);
    assertThat(delayMillis(5)).isBetween(500L, 1000L);
    assertThat(delayMillis(1000)).isBetween(500L, 1000L);
  }

  @Test
  void doesNotLetAllComeBackAtOnce() {
    Set<Long> delays =
        IntStream.range(0, 100).mapToObj(i -> delayMillis(5)).collect(Collectors.toSet());
    assertThat(delays).hasSizeGreaterThan(10);
  }

  @Test
  void honoursWhatTheServerAsksFor() {
    assertThat(POLICY.delay(1, Optional.of(Duration.ofSeconds(7))))
        .isEqualTo(Duration.ofSeconds(7));
    assertThat(POLICY.delay(1, Optional.of(Duration.ofHours(1)))).isEqualTo(Duration.ofSeconds(60));
    assertThat(POLICY.delay(1, Optional.of(Duration.ofSeconds(-5))).toMillis())
        .isBetween(50L, 100L);
  }

  private static long delayMillis(int failures) {
    return POLICY.delay(failures, Optional.empty()).toMillis();
  }
}
