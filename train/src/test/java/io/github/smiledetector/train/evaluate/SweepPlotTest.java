package io.github.smiledetector.train.evaluate;

import static io.github.smiledetector.train.evaluate.SweepResults.model;
import static io.github.smiledetector.train.evaluate.SweepResults.point;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.train.recipe.SweepResult;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepPlotTest {
  private static final int FIRST = 0x0072B2;
  private static final int SECOND = 0xD55E00;
  private static final int THIRD = 0x009E73;

  @TempDir private Path folder;

  @Test
  void drawsACurveAPointByEpochWhereOneOptionIsVaried() throws IOException {
    Path png = folder.resolve("made").resolve(SweepPlot.PNG);
    SweepPlot.write(sizes(), png);
    BufferedImage plot = ImageIO.read(png.toFile());
    assertThat(plot.getWidth()).isEqualTo(1920);
    assertThat(plot.getHeight()).isEqualTo(1080);
    assertThat(pixels(plot, FIRST)).isGreaterThan(1000);
    assertThat(pixels(plot, SECOND)).isGreaterThan(1000);
    assertThat(pixels(plot, THIRD)).isZero();
  }

  @Test
  void drawsACurveACombinationOfTheOthersWhereSeveralAreVaried() {
    BufferedImage plot = SweepPlot.draw(limits());
    assertThat(pixels(plot, FIRST)).isGreaterThan(1000);
    assertThat(pixels(plot, SECOND)).isGreaterThan(1000);
    assertThat(pixels(plot, THIRD)).isZero();
    // The second curve is the higher one.
    assertThat(meanRow(plot, SECOND)).isLessThan(meanRow(plot, FIRST) - 20);
  }

  @Test
  void leavesOutPointsWithoutAModelAndRefusesToDrawNothing() {
    SweepResult failed = point("image-size", "96").withFailure("diverged");
    List<SweepResult> results = new ArrayList<>(sizes());
    results.add(failed);
    assertThat(pixels(SweepPlot.draw(results), THIRD)).isZero();
    assertThatThrownBy(() -> SweepPlot.draw(List.of(failed)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("nothing to plot");
  }

  @Test
  void drawsMoreCurvesThanThereAreColours() {
    List<SweepResult> results =
        IntStream.range(0, 16)
            .mapToObj(i -> point("seed", "" + i).withModel(model(0.9, 0.91 + i * 0.001)))
            .toList();
    assertThat(pixels(SweepPlot.draw(results), FIRST)).isGreaterThan(1000);
  }

  private static List<SweepResult> sizes() {
    return List.of(
        point("image-size", "64").withModel(model(0.9, 0.92, 0.93, 0.931, 0.934)),
        point("image-size", "160").withModel(model(0.91, 0.925, 0.941, 0.94, 0.94)));
  }

  private static List<SweepResult> limits() {
    List<SweepResult> results = new ArrayList<>();
    for (int limit : new int[] {0, 40, 80, 118, 140}) {
      double best = 0.945 - 0.0001 * limit;
      results.add(point("limit", "" + limit, "train-dense", "false").withModel(model(best)));
      results.add(point("limit", "" + limit, "train-dense", "true").withModel(model(best + 0.02)));
    }
    return results;
  }

  private static boolean has(BufferedImage plot, int x, int y, int color) {
    return (plot.getRGB(x, y) & 0xFFFFFF) == color;
  }

  private static long pixels(BufferedImage plot, int color) {
    return IntStream.range(0, plot.getHeight())
        .mapToLong(
            y -> IntStream.range(0, plot.getWidth()).filter(x -> has(plot, x, y, color)).count())
        .sum();
  }

  /** The middle row of a colour in the left two thirds, where there is no legend. */
  private static double meanRow(BufferedImage plot, int color) {
    return IntStream.range(0, plot.getHeight())
        .flatMap(
            y ->
                IntStream.range(0, plot.getWidth() * 2 / 3)
                    .filter(x -> has(plot, x, y, color))
                    .map(x -> y))
        .average()
        .orElseThrow();
  }
}
