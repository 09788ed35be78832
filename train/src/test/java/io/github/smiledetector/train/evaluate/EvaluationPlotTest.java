package io.github.smiledetector.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvaluationPlotTest {
  private static Evaluation evaluation() {
    Answers answers = new Answers();
    Random random = new Random(2);
    for (int i = 0; i < 60; i++) {
      answers.add(
          i % 2 == 0, Math.min(0.99, (i % 2 == 0 ? 0.3 : 0.01) + 0.6 * random.nextDouble()));
    }
    return answers.evaluation();
  }

  @ParameterizedTest
  @EnumSource
  void drawsTheModelsCurve(EvaluationPlot plot) {
    BufferedImage image = plot.draw(Map.of("model", evaluation()));
    assertThat(image.getWidth()).isEqualTo(1200);
    assertThat(image.getHeight()).isEqualTo(1000);
    assertThat(pixels(image, PlotStyle.COLORS.get(0).getRGB())).isGreaterThan(500);
  }

  @Test
  void drawsBothClassesScores() {
    BufferedImage image = EvaluationPlot.SCORES.draw(Map.of("model", evaluation()));
    assertThat(pixels(image, PlotStyle.COLORS.get(4).getRGB())).isGreaterThan(500);
  }

  @ParameterizedTest
  @EnumSource
  void drawsAModelWhoseAnswersAreAllTheSame(EvaluationPlot plot) {
    Evaluation same = Answers.of(new double[] {0.5}, new double[] {0.5}).evaluation();
    assertThat(plot.draw(Map.of("model", same)).getWidth()).isEqualTo(1200);
  }

  private static long pixels(BufferedImage image, int rgb) {
    int[] all = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return Arrays.stream(all).filter(pixel -> pixel == rgb).count();
  }
}
