package io.github.smiledetector.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void oneCycleRisesOverAFifthAndFallsToZero() {
    assertThat(Schedule.ONE_CYCLE.factor(0)).isZero();
    assertThat(Schedule.ONE_CYCLE.factor(0.1)).isCloseTo(0.5, within(1e-12));
    assertThat(Schedule.ONE_CYCLE.factor(0.2)).isEqualTo(1);
    assertThat(Schedule.ONE_CYCLE.factor(0.6)).isCloseTo(0.5, within(1e-12));
    assertThat(Schedule.ONE_CYCLE.factor(1)).isCloseTo(0, within(1e-12));
  }

  @Test
  void cosineFallsFromOneToZero() {
    assertThat(Schedule.COSINE.factor(0)).isEqualTo(1);
    assertThat(Schedule.COSINE.factor(0.5)).isCloseTo(0.5, within(1e-12));
    assertThat(Schedule.COSINE.factor(1)).isCloseTo(0, within(1e-12));
  }
}
