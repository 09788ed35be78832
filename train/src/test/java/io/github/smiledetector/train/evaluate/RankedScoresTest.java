package io.github.smiledetector.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RankedScoresTest {
  private static final Offset<Double> TINY = within(1e-12);

  /** The example of scikit-learn's documentation: AUC 0.75, average precision 0.83. */
  private static final Answers KNOWN =
      Answers.of(new double[] {0.35, 0.8}, new double[] {0.1, 0.4});

  @Test
  void knowsTheAreaUnderTheRocCurve() {
    assertThat(KNOWN.figure(Metric.AUC)).isEqualTo(0.75);
    assertThat(Answers.of(new double[] {0.9}, new double[] {0.1}).figure(Metric.AUC)).isEqualTo(1);
  }

  @Test
  void countsEqualScoresHalf() {
    // Pairs: 0.6 against 0.6 half, 0.6 against 0.2 won, 0.3 against 0.6 lost, against 0.2 won.
    assertThat(Answers.of(new double[] {0.6, 0.3}, new double[] {0.6, 0.2}).figure(Metric.AUC))
        .isEqualTo(2.5 / 4);
    assertThat(Answers.of(new double[] {0.5}, new double[] {0.5}).figure(Metric.AUC))
        .isEqualTo(0.5);
  }

  @Test
  void averagesPrecisionOverTheStepsOfSensitivity() {
    assertThat(KNOWN.figure(Metric.AVERAGE_PRECISION)).isCloseTo((1 + 2.0 / 3) / 2, TINY);
    // Both at once: one step with a precision of a half.
    assertThat(Answers.of(new double[] {0.7}, new double[] {0.7}).figure(Metric.AVERAGE_PRECISION))
        .isEqualTo(0.5);
  }

  @Test
  void countsAnswersAtTheThreshold() {
    Answers answers = Answers.of(new double[] {0.9, 0.5, 0.4}, new double[] {0.6, 0.1, 0.2, 0.3});
    assertThat(answers.figure(Metric.ACCURACY)).isEqualTo(5.0 / 7);
    assertThat(answers.figure(Metric.SENSITIVITY)).isEqualTo(2.0 / 3);
    assertThat(answers.figure(Metric.SPECIFICITY)).isEqualTo(0.75);
    assertThat(answers.figure(Metric.BALANCED_ACCURACY)).isCloseTo((2.0 / 3 + 0.75) / 2, TINY);
    assertThat(answers.figure(Metric.F1)).isCloseTo(4.0 / 6, TINY);
    assertThat(answers.figure(Metric.BEST_ACCURACY)).isEqualTo(6.0 / 7);
    assertThat(answers.scores().bestThreshold()).isCloseTo(0.4, TINY);
  }

  @Test
  void measuresTheDistanceOfProbabilities() {
    Answers answers = Answers.of(new double[] {0.8}, new double[] {0.4});
    assertThat(answers.figure(Metric.LOG_LOSS))
        .isCloseTo(-(Math.log(0.8) + Math.log(0.6)) / 2, TINY);
    assertThat(answers.figure(Metric.BRIER)).isCloseTo((0.04 + 0.16) / 2, TINY);
  }

  @Test
  void measuresCalibrationInFifteenBinsOfEquallyMany() {
    Answers answers = new Answers();
    double expected = 0;
    for (int bin = 0; bin < 15; bin++) {
      // Two to a bin, one of them smiling.
      double low = (2 * bin + 1) / 32.0;
      double high = (2 * bin + 2) / 32.0;
      answers.add(true, low).add(false, high);
      expected += Math.abs(1 - low - high) / 30;
    }
    assertThat(answers.figure(Metric.ECE)).isCloseTo(expected, TINY);
    List<CalibrationBin> bins = answers.scores().bins();
    assertThat(bins).hasSize(15).allMatch(bin -> bin.pictures() == 2 && bin.smiling() == 0.5);
    assertThat(bins.get(0).lowest()).isCloseTo(1 / 32.0, TINY);
    assertThat(bins.get(14).highest()).isCloseTo(30 / 32.0, TINY);
  }

  @Test
  void keepsEqualScoresInOneBin() {
    Answers answers = new Answers();
    for (int i = 0; i < 40; i++) {
      answers.add(i % 4 == 0, 0.25);
    }
    assertThat(answers.figure(Metric.ECE)).isCloseTo(0, TINY);
    assertThat(answers.scores().bins()).hasSize(1);
  }

  @Test
  void countsAPictureAsOftenAsItWasDrawn() {
    Random random = new Random(3);
    Answers once = new Answers();
    Answers repeated = new Answers();
    int[] counts = new int[60];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = random.nextInt(4);
      boolean smiling = random.nextBoolean();
      double probability = i % 10 == 9 ? Double.NaN : (1 + random.nextInt(20)) / 22.0;
      once.add(smiling, probability);
      for (int copy = 0; copy < counts[i]; copy++) {
        repeated.add(smiling, probability);
      }
    }
    RankedScores all = repeated.scores();
    for (boolean missedAreErrors : new boolean[] {true, false}) {
      Map<Metric, Double> expected = all.figures(all.once(), missedAreErrors);
      assertThat(expected.values()).doesNotContain(Double.NaN);
      once.scores()
          .figures(counts, missedAreErrors)
          .forEach((metric, value) -> assertThat(value).isCloseTo(expected.get(metric), TINY));
    }
  }

  @Test
  void takesAMissedFaceForAWrongAnswerWhereAnswersAreCounted() {
    Answers answers =
        Answers.of(new double[] {0.9, Double.NaN}, new double[] {0.1, 0.2, Double.NaN});
    assertThat(answers.figure(Metric.ACCURACY)).isEqualTo(0.6);
    assertThat(answers.figure(Metric.BEST_ACCURACY)).isEqualTo(0.6);
    assertThat(answers.figure(Metric.SENSITIVITY)).isEqualTo(0.5);
    assertThat(answers.figure(Metric.SPECIFICITY)).isEqualTo(2.0 / 3);
    assertThat(answers.figure(Metric.AUC)).isEqualTo(1);
    RankedScores scores = answers.scores();
    assertThat(scores.figures(scores.once(), false).get(Metric.ACCURACY)).isEqualTo(1);
  }

  @Test
  void hasNoAreaWhereOneClassIsMissing() {
    Answers smiles = Answers.of(new double[] {0.2, 0.7}, new double[0]);
    RankedScores scores = smiles.scores();
    Map<Metric, Double> figures = scores.figures(scores.once(), true);
    assertThat(figures.get(Metric.AUC)).isNaN();
    assertThat(figures.get(Metric.ACCURACY)).isEqualTo(0.5);
    assertThat(figures.get(Metric.SPECIFICITY)).isNaN();
  }
}
