package io.github.smiledetector.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ComparisonTest {
  @Test
  void testsAsMcNemarDid() {
    // 2 * (1 + 10 + 45) / 1024, 2 / 32, no difference at all.
    assertThat(Comparison.mcNemar(2, 8)).isCloseTo(112 / 1024.0, within(1e-12));
    assertThat(Comparison.mcNemar(8, 2)).isCloseTo(112 / 1024.0, within(1e-12));
    assertThat(Comparison.mcNemar(5, 0)).isCloseTo(2 / 32.0, within(1e-12));
    assertThat(Comparison.mcNemar(4, 4)).isEqualTo(1);
    assertThat(Comparison.mcNemar(0, 0)).isEqualTo(1);
  }

  @Test
  void drawsTheSamePicturesForBoth() {
    Answers first = new Answers();
    Answers other = new Answers();
    for (int i = 0; i < 200; i++) {
      boolean smiling = i % 2 == 0;
      double probability = (i % 5 == 0) == smiling ? 0.3 : 0.8;
      first.add(smiling, i < 10 ? (smiling ? 0.9 : 0.1) : probability);
      other.add(smiling, probability);
    }
    Evaluation better = first.evaluation();
    Evaluation worse = other.evaluation();
    Comparison comparison = Comparison.of(better, worse);
    assertThat(comparison.pictures()).isEqualTo(200);
    assertThat(comparison.onlyOtherRight()).isZero();
    assertThat(comparison.onlyFirstRight()).isPositive();
    assertThat(comparison.accuracy().value())
        .isCloseTo(
            better.metric(Metric.ACCURACY).value() - worse.metric(Metric.ACCURACY).value(),
            within(1e-12));
    // The first is never worse in any draw: unpaired intervals would overlap.
    assertThat(comparison.accuracy().low()).isNotNegative();
    assertThat(better.metric(Metric.ACCURACY).low())
        .isLessThan(worse.metric(Metric.ACCURACY).high());
  }
}
