package io.github.smiledetector.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.EpochResult;
import io.github.smiledetector.train.recipe.History;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryPlotTest {
  private static final int TRAINING = 0x0072B2;
  private static final int VALIDATION = 0xD55E00;
  private static final int MARK = 0x666666;

  @TempDir private Path folder;

  @Test
  void drawsBothCurvesInBothPanels() {
    BufferedImage plot = HistoryPlot.draw(List.of(stage(Approach.FROZEN, 5)));
    int middle = plot.getHeight() / 2;
    assertThat(pixels(plot, TRAINING, 0, middle)).isGreaterThan(1000);
    assertThat(pixels(plot, VALIDATION, 0, middle)).isGreaterThan(1000);
    assertThat(pixels(plot, TRAINING, middle, 2 * middle)).isGreaterThan(1000);
    assertThat(pixels(plot, VALIDATION, middle, 2 * middle)).isGreaterThan(1000);
  }

  @Test
  void drawsHigherAccuracyHigher() {
    BufferedImage plot = HistoryPlot.draw(List.of(stage(Approach.FROZEN, 1)));
    int middle = plot.getHeight() / 2;
    // One epoch, one marker a curve; the legend, right of the plot, is left out.
    assertThat(meanRow(plot, VALIDATION, 0, middle))
        .isLessThan(meanRow(plot, TRAINING, 0, middle) - 10);
    assertThat(meanRow(plot, VALIDATION, middle, 2 * middle))
        .isGreaterThan(meanRow(plot, TRAINING, middle, 2 * middle) + 10);
  }

  @Test
  void marksWhereFineTuningStarts() {
    History frozen = stage(Approach.FROZEN, 2);
    BufferedImage one = HistoryPlot.draw(List.of(frozen));
    BufferedImage both = HistoryPlot.draw(List.of(frozen, stage(Approach.UNFROZEN, 2)));
    assertThat(uprightDashes(one)).isEmpty();
    List<Integer> dashes = uprightDashes(both);
    assertThat(dashes).isNotEmpty();
    // Two epochs on either side: the line stands in the middle of the plot.
    int left = firstColumn(both);
    int right = lastColumn(both);
    assertThat(dashes).allSatisfy(x -> assertThat(x).isBetween(left, right));
    assertThat(dashes.get(0)).isBetween((left + right) / 2 - 6, (left + right) / 2 + 6);
  }

  @Test
  void showsOnlyTheFiniteFiguresOfATrainingThatDiverged() {
    EpochResult good = new EpochResult(1, 1, 0.6, 0.7, 0.7, 0.5, 0.72, 0.72);
    double nan = Double.NaN;
    EpochResult lost = new EpochResult(2, 1, nan, 0.5, 0.5, Double.POSITIVE_INFINITY, 0.5, 0.5);
    BufferedImage plot =
        HistoryPlot.draw(List.of(new History(Approach.FROZEN, List.of(good, lost))));
    int middle = plot.getHeight() / 2;
    assertThat(pixels(plot, TRAINING, middle, 2 * middle)).isGreaterThan(100);

    EpochResult nothing = new EpochResult(1, 1, nan, nan, nan, nan, nan, nan);
    History empty = new History(Approach.FROZEN, List.of(nothing));
    assertThat(HistoryPlot.draw(List.of(empty)).getWidth()).isEqualTo(plot.getWidth());
  }

  @Test
  void writesAPngWholeIntoAFolderItMakes() throws IOException {
    Path png = folder.resolve("run").resolve(HistoryPlot.PNG);
    List<History> histories = List.of(stage(Approach.FROZEN, 5), stage(Approach.UNFROZEN, 100));
    HistoryPlot.write(histories, png);
    HistoryPlot.write(histories, png);
    BufferedImage read = ImageIO.read(png.toFile());
    assertThat(read.getWidth()).isEqualTo(1920);
    assertThat(read.getHeight()).isEqualTo(1680);
    try (Stream<Path> files = Files.list(folder.resolve("run"))) {
      assertThat(files).containsExactly(png);
    }
  }

  @Test
  void refusesAHistoryWithoutEpochs() {
    Path png = folder.resolve("history.png");
    for (List<History> empty :
        List.<List<History>>of(List.of(), List.of(new History(Approach.FROZEN, List.of())))) {
      assertThatThrownBy(() -> HistoryPlot.write(empty, png))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("no epoch to plot");
    }
    assertThat(png).doesNotExist();
  }

  private static History stage(Approach approach, int epochs) {
    return new History(
        approach,
        IntStream.rangeClosed(1, epochs)
            .mapToObj(
                epoch -> {
                  double error = 0.3 / epoch;
                  return new EpochResult(
                      epoch, 60, 2 * error, 1 - error, 1 - error, error, 1 - error / 2, 0.7);
                })
            .toList());
  }

  private static boolean has(BufferedImage plot, int x, int y, int color) {
    return (plot.getRGB(x, y) & 0xFFFFFF) == color;
  }

  private static long pixels(BufferedImage plot, int color, int fromRow, int toRow) {
    return IntStream.range(fromRow, toRow)
        .mapToLong(
            y -> IntStream.range(0, plot.getWidth()).filter(x -> has(plot, x, y, color)).count())
        .sum();
  }

  /** The middle row of a colour between the plot's frame. */
  private static double meanRow(BufferedImage plot, int color, int fromRow, int toRow) {
    int right = lastColumn(plot);
    return IntStream.range(fromRow, toRow)
        .flatMap(y -> IntStream.range(0, right).filter(x -> has(plot, x, y, color)).map(x -> y))
        .average()
        .orElseThrow();
  }

  /** Columns inside the frame in which a tenth of all pixels or more are of the mark's colour. */
  private static List<Integer> uprightDashes(BufferedImage plot) {
    return IntStream.range(firstColumn(plot) + 10, lastColumn(plot) - 10)
        .filter(x -> count(plot, x) >= plot.getHeight() / 10)
        .boxed()
        .toList();
  }

  private static int firstColumn(BufferedImage plot) {
    return IntStream.range(0, plot.getWidth())
        .filter(x -> count(plot, x) > plot.getHeight() / 2)
        .findFirst()
        .orElseThrow();
  }

  private static int lastColumn(BufferedImage plot) {
    return IntStream.range(0, plot.getWidth())
        .filter(x -> count(plot, x) > plot.getHeight() / 2)
        .max()
        .orElseThrow();
  }

  private static long count(BufferedImage plot, int x) {
    return IntStream.range(0, plot.getHeight()).filter(y -> has(plot, x, y, MARK)).count();
  }
}
