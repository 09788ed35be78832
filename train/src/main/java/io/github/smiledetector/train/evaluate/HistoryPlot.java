package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.train.files.WholeFile;
import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.EpochResult;
import io.github.smiledetector.train.recipe.FinderEpoch;
import io.github.smiledetector.train.recipe.History;
import java.awt.BasicStroke;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws how a training went, as the reference does: accuracy above, cross entropy below, each over
 * the training and the validation part, epoch by epoch. Stages follow one another on one axis, with
 * a line where the next one starts.
 */
public final class HistoryPlot {
  /** The name that a run gives its plot. */
  public static final String PNG = "history.png";

  private static final int PANEL_HEIGHT_PX = 420;

  private HistoryPlot() {}

  /**
   * Draws the plot and writes it whole or not at all. Figures that are not finite (a training that
   * diverged) are left out of the curves.
   *
   * @param histories the stages in the order they were trained in, with at least one epoch together
   * @param png the file, 1920 x 1680 pixels; folders that are missing are made
   * @throws DataException if there is no epoch to draw or the file cannot be written
   */
  public static void write(List<History> histories, Path png) {
    WholeFile.writePng(png, draw(histories));
  }

  static BufferedImage draw(List<History> histories) {
    List<EpochResult> epochs =
        histories.stream().flatMap(history -> history.epochs().stream()).toList();
    if (epochs.isEmpty()) {
      throw new DataException("there is no epoch to plot: the history is empty");
    }
    return PlotStyle.image(
        2 * PANEL_HEIGHT_PX,
        graphics -> {
          accuracy(histories, epochs).paint(graphics, PlotStyle.WIDTH_PX, PANEL_HEIGHT_PX);
          graphics.translate(0, PANEL_HEIGHT_PX);
          crossEntropy(histories, epochs).paint(graphics, PlotStyle.WIDTH_PX, PANEL_HEIGHT_PX);
        });
  }

  /**
   * The same for a face finder: above what it finds of the validation scenes, in the middle the
   * loss, below its parts.
   *
   * @param epochs at least one
   * @param png the file, 1920 x 2520 pixels; folders that are missing are made
   * @throws DataException if the file cannot be written
   */
  public static void writeFinder(List<FinderEpoch> epochs, Path png) {
    double[] recall = values(epochs, FinderEpoch::validationRecall);
    double[] precision = values(epochs, FinderEpoch::validationAveragePrecision);
    XYChart found = panel("Found in the validation scenes", "Share", epochs.size(), 0, 1);
    addCurve(found, "recall at 1 false face a scene", recall, 1);
    addCurve(found, "average precision", precision, 2);

    double[] training = values(epochs, FinderEpoch::loss);
    double[] validation = values(epochs, FinderEpoch::validationLoss);
    XYChart loss =
        panel("Loss", "Per scene", epochs.size(), 0, above(finite(training, validation)));
    addCurves(loss, training, validation);

    double[] score = values(epochs, FinderEpoch::scoreLoss);
    double[] box = values(epochs, FinderEpoch::boxLoss);
    double[] landmarks = values(epochs, FinderEpoch::landmarksLoss);
    double highest = above(DoubleStream.concat(finite(score, box), finite(landmarks, landmarks)));
    XYChart parts = panel("Parts of the training loss", "Per scene", epochs.size(), 0, highest);
    addCurve(parts, "score", score, 0);
    addCurve(parts, "box", box, 1);
    addCurve(parts, "landmarks", landmarks, 2);
    List<XYChart> panels = List.of(found, loss, parts);
    WholeFile.writePng(
        png,
        PlotStyle.image(
            panels.size() * PANEL_HEIGHT_PX,
            graphics ->
                panels.forEach(
                    each -> {
                      each.paint(graphics, PlotStyle.WIDTH_PX, PANEL_HEIGHT_PX);
                      graphics.translate(0, PANEL_HEIGHT_PX);
                    })));
  }

  private static XYChart accuracy(List<History> histories, List<EpochResult> epochs) {
    double[] training = values(epochs, EpochResult::accuracy);
    double[] validation = values(epochs, EpochResult::validationAccuracy);
    // From the twentieth below the lowest up to 1, as there is no more to reach.
    double lowest = finite(training, validation).min().orElse(0);
    double from = Math.max(0, Math.min(0.95, Math.floor((lowest - 0.005) * 20) / 20));
    XYChart chart = panel("Accuracy", "Share of pictures", epochs.size(), from, 1);
    addCurves(chart, training, validation);
    addStageStarts(chart, histories, from, 1);
    return chart;
  }

  private static XYChart crossEntropy(List<History> histories, List<EpochResult> epochs) {
    double[] training = values(epochs, EpochResult::loss);
    double[] validation = values(epochs, EpochResult::validationLoss);
    double upTo = above(finite(training, validation));
    XYChart chart = panel("Cross entropy", "Nats per picture", epochs.size(), 0, upTo);
    addCurves(chart, training, validation);
    addStageStarts(chart, histories, 0, upTo);
    return chart;
  }

  private static double above(DoubleStream values) {
    double highest = values.max().orElse(1);
    return highest > 0 ? highest * 1.1 : 1;
  }

  private static XYChart panel(String title, String unit, int epochs, double from, double upTo) {
    XYChart chart = PlotStyle.chart(title, "Epoch", unit, PANEL_HEIGHT_PX);
    PlotStyle.setEpochs(chart, epochs);
    XYStyler style = chart.getStyler();
    style.setYAxisMin(from);
    style.setYAxisMax(upTo);
    style.setYAxisDecimalPattern("0.00");
    return chart;
  }

  private static void addCurves(XYChart chart, double[] training, double[] validation) {
    addCurve(chart, "training", training, 0);
    addCurve(chart, "validation", validation, 1);
  }

  private static void addCurve(XYChart chart, String name, double[] values, int style) {
    double[] epochs = IntStream.rangeClosed(1, values.length).asDoubleStream().toArray();
    PlotStyle.addCurve(
        chart, name, epochs, values, PlotStyle.COLORS.get(style), PlotStyle.MARKERS.get(style));
  }

  /** A dashed upright line between the last epoch of a stage and the first of the next. */
  private static void addStageStarts(
      XYChart chart, List<History> histories, double from, double upTo) {
    int before = 0;
    for (History history : histories) {
      if (before > 0 && !history.epochs().isEmpty()) {
        double place = before + 0.5;
        String name = "%s from epoch %d".formatted(stage(history.approach()), before + 1);
        XYSeries line =
            chart.addSeries(name, new double[] {place, place}, new double[] {from, upTo});
        line.setLineStyle(
            new BasicStroke(
                1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {6, 5}, 0));
        line.setLineColor(PlotStyle.MARK);
        line.setMarker(SeriesMarkers.NONE);
      }
      before += history.epochs().size();
    }
  }

  private static String stage(Approach approach) {
    return switch (approach) {
      case FROZEN -> "dense layer";
      case UNFROZEN -> "fine-tuning";
    };
  }

  private static <E> double[] values(List<E> epochs, ToDoubleFunction<E> figure) {
    return epochs.stream()
        .mapToDouble(figure)
        .map(value -> Double.isFinite(value) ? value : Double.NaN)
        .toArray();
  }

  private static DoubleStream finite(double[] training, double[] validation) {
    return DoubleStream.concat(DoubleStream.of(training), DoubleStream.of(validation))
        .filter(Double::isFinite);
  }
}
