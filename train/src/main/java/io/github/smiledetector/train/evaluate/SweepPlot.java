package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.train.files.WholeFile;
import io.github.smiledetector.train.recipe.EpochResult;
import io.github.smiledetector.train.recipe.SweepResult;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws what a sweep came to. If its points differ in one option: validation accuracy by epoch, a
 * curve a point. If in several: the best accuracy over the first of them, a curve a combination of
 * the others, each figure with its 95 % interval.
 */
public final class SweepPlot {
  /** The name that a sweep gives its plot. */
  public static final String PNG = "sweep.png";

  private static final int HEIGHT_PX = 540;
  private static final String UNIT = "Share of pictures";

  private static final int TICK_PX = 4;

  /** Room under the chart for the values that it is drawn over. */
  private static final int VALUES_HEIGHT_PX = 40;

  /** Curves stand side by side within this share of the way from one value to the next. */
  private static final double CURVES_WIDTH = 0.3;

  private SweepPlot() {}

  /**
   * Draws the plot and writes it whole or not at all. Points without a model are left out.
   *
   * @param results one a point, all with the same varied options
   * @param png the file, 1920 x 1080 pixels; folders that are missing are made
   * @throws DataException if no point has a model or the file cannot be written
   */
  public static void write(List<SweepResult> results, Path png) {
    WholeFile.writePng(png, draw(results));
  }

  static BufferedImage draw(List<SweepResult> results) {
    List<SweepResult> done = results.stream().filter(result -> result.best().isPresent()).toList();
    if (done.isEmpty()) {
      throw new DataException("there is nothing to plot: no point of the sweep is done");
    }
    List<String> names = List.copyOf(results.get(0).values().keySet());
    List<String> differing =
        names.stream().filter(name -> values(results, name).size() > 1).toList();
    if (differing.size() < 2) {
      XYChart chart = byEpoch(done, differing.isEmpty() ? names.get(0) : differing.get(0));
      return PlotStyle.image(
          HEIGHT_PX, graphics -> chart.paint(graphics, PlotStyle.WIDTH_PX, HEIGHT_PX));
    }
    XYChart chart = overValues(results, done, differing);
    return PlotStyle.image(
        HEIGHT_PX,
        graphics -> {
          graphics.setColor(Color.WHITE);
          graphics.fillRect(0, 0, PlotStyle.WIDTH_PX, HEIGHT_PX);
          chart.paint(graphics, PlotStyle.WIDTH_PX, HEIGHT_PX - VALUES_HEIGHT_PX);
          drawValues(graphics, chart, differing.get(0), values(results, differing.get(0)));
        });
  }

  private static XYChart byEpoch(List<SweepResult> done, String name) {
    int epochs =
        done.stream()
            .map(result -> result.model().orElseThrow().epochs().size())
            .max(Integer::compare)
            .orElseThrow();
    XYChart chart =
        PlotStyle.chart(
            "Validation accuracy, " + done.get(0).stage().label(), "Epoch", UNIT, HEIGHT_PX);
    PlotStyle.setEpochs(chart, epochs);
    List<Double> shown = new ArrayList<>();
    for (int i = 0; i < done.size(); i++) {
      SweepResult result = done.get(i);
      List<EpochResult> each = result.model().orElseThrow().epochs();
      double[] accuracies =
          each.stream().mapToDouble(epoch -> 100 * epoch.validationAccuracy()).toArray();
      for (double accuracy : accuracies) {
        shown.add(accuracy);
      }
      addCurve(
          chart,
          label(result, List.of(name))
              + " (best "
              + SweepTable.percent(result.best().orElseThrow().validationAccuracy())
              + " %)",
          each.stream().mapToDouble(EpochResult::epoch).toArray(),
          accuracies,
          i);
    }
    setRange(chart, shown);
    return chart;
  }

  private static XYChart overValues(
      List<SweepResult> results, List<SweepResult> done, List<String> differing) {
    String first = differing.get(0);
    List<String> others = differing.subList(1, differing.size());
    List<String> ticks = values(results, first);
    Map<String, List<SweepResult>> curves =
        done.stream()
            .collect(
                Collectors.groupingBy(
                    result -> label(result, others), LinkedHashMap::new, Collectors.toList()));
    XYChart chart =
        PlotStyle.chart(
            "Best validation accuracy and its 95 % interval, " + done.get(0).stage().label(),
            "",
            UNIT,
            HEIGHT_PX - VALUES_HEIGHT_PX);
    XYStyler style = chart.getStyler();
    style.setMarkerSize(9);
    style.setXAxisMin(-0.5);
    style.setXAxisMax(ticks.size() - 0.5);
    // XChart puts ticks of its own choice on such an axis, but none where both ends have the same
    // label; drawValues makes them.
    style.setxAxisTickLabelsFormattingFunction(place -> " ");
    List<Double> shown = new ArrayList<>();
    int index = 0;
    for (Map.Entry<String, List<SweepResult>> curve : curves.entrySet()) {
      double shift = CURVES_WIDTH * ((index + 0.5) / curves.size() - 0.5);
      double[] x =
          curve.getValue().stream()
              .mapToDouble(result -> ticks.indexOf(result.values().get(first)) + shift)
              .toArray();
      double[] best =
          curve.getValue().stream()
              .mapToDouble(result -> 100 * result.best().orElseThrow().validationAccuracy())
              .toArray();
      XYSeries drawn = addCurve(chart, curve.getKey(), x, best, index);
      for (int i = 0; i < x.length; i++) {
        WilsonInterval interval = SweepTable.interval(curve.getValue().get(i));
        addInterval(chart, curve.getKey() + i, x[i], interval, drawn.getLineColor());
        shown.addAll(List.of(100 * interval.low(), 100 * interval.high()));
      }
      index++;
    }
    setRange(chart, shown);
    return chart;
  }

  /** The first colours with solid lines, then the same dashed. */
  private static XYSeries addCurve(XYChart chart, String name, double[] x, double[] y, int index) {
    Color color = PlotStyle.COLORS.get(index % PlotStyle.COLORS.size());
    Marker marker = PlotStyle.MARKERS.get(index % PlotStyle.MARKERS.size());
    XYSeries curve = PlotStyle.addCurve(chart, name, x, y, color, marker);
    if (index >= PlotStyle.COLORS.size()) {
      curve.setLineStyle(
          new BasicStroke(
              2.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {7, 5}, 0));
    }
    return curve;
  }

  private static void addInterval(
      XYChart chart, String name, double x, WilsonInterval interval, Color color) {
    XYSeries line =
        PlotStyle.addCurve(
            chart,
            name,
            new double[] {x, x},
            new double[] {100 * interval.low(), 100 * interval.high()},
            color,
            SeriesMarkers.NONE);
    line.setLineStyle(new BasicStroke(1.2f));
    line.setShowInLegend(false);
  }

  /** Under the frame: a tick and its word for each value, evenly apart, and the option's name. */
  private static void drawValues(
      Graphics2D graphics, XYChart chart, String name, List<String> ticks) {
    double apart = chart.getScreenXFromChart(1) - chart.getScreenXFromChart(0);
    double top = chart.getScreenYFromChart(chart.getStyler().getYAxisMax());
    double bottom = chart.getScreenYFromChart(chart.getStyler().getYAxisMin());
    double content = chart.getStyler().getPlotContentSize();
    int frame = (int) Math.round(bottom + (bottom - top) / content * (1 - content) / 2);
    graphics.setFont(PlotStyle.TICK);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    FontMetrics metrics = graphics.getFontMetrics();
    for (int i = 0; i < ticks.size(); i++) {
      int x = (int) Math.round(chart.getScreenXFromChart(i));
      String word = shortened(ticks.get(i), metrics, 0.9 * apart);
      graphics.setColor(PlotStyle.MARK);
      graphics.drawLine(x, frame, x, frame + TICK_PX);
      graphics.setColor(PlotStyle.INK);
      graphics.drawString(
          word, x - metrics.stringWidth(word) / 2, frame + TICK_PX + metrics.getAscent());
    }
    double middle = chart.getScreenXFromChart((ticks.size() - 1) / 2.0);
    graphics.setFont(PlotStyle.LABEL);
    graphics.drawString(
        name,
        (int) Math.round(middle) - graphics.getFontMetrics().stringWidth(name) / 2,
        frame + TICK_PX + 2 * metrics.getHeight() + 4);
  }

  private static String shortened(String word, FontMetrics metrics, double widthPx) {
    int length = word.length();
    String shown = word;
    while (metrics.stringWidth(shown) > widthPx && length > 1) {
      length--;
      shown = word.substring(0, length) + "\u2026";
    }
    return shown;
  }

  /** From a whole per cent below the lowest to one above the highest. */
  private static void setRange(XYChart chart, List<Double> shown) {
    List<Double> finite = shown.stream().filter(Double::isFinite).toList();
    double lowest = finite.stream().min(Double::compare).orElse(0.0);
    double highest = finite.stream().max(Double::compare).orElse(100.0);
    XYStyler style = chart.getStyler();
    style.setYAxisMin(Math.max(0, Math.floor(lowest - 0.2)));
    style.setYAxisMax(Math.min(100, Math.ceil(highest + 0.2)));
    style.setYAxisDecimalPattern("0.0 '%'");
  }

  /** An option's values in the order of the points. */
  private static List<String> values(List<SweepResult> results, String name) {
    return results.stream().map(result -> result.values().get(name)).distinct().toList();
  }

  private static String label(SweepResult result, Iterable<String> names) {
    List<String> words = new ArrayList<>();
    names.forEach(name -> words.add(name + "=" + result.values().get(name)));
    return String.join(", ", words);
  }
}
