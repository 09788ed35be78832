package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.train.files.WholeFile;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws what an evaluation found. Several models, by name, share a plot where that makes sense. */
public enum EvaluationPlot {
  /** Sensitivity over the share of others taken for smiles. */
  ROC("ROC curve"),
  /** Precision over sensitivity. */
  PRECISION_RECALL("Precision and sensitivity"),
  /** Share of smiles over what the model says, in the bins of the calibration error. */
  RELIABILITY("Reliability"),
  /** How many pictures of each class have which logit; of the first model only. */
  SCORES("Scores by class");

  private static final int WIDTH_PX = 600;
  private static final int HEIGHT_PX = 500;
  private static final int COLUMNS = 40;

  /** Logits beyond these shares of all are drawn at the edge. */
  private static final double OUTLIERS = 0.005;

  private static final Color SMILING = PlotStyle.COLORS.get(4);
  private static final Color OTHER = PlotStyle.COLORS.get(0);

  private final String title;

  EvaluationPlot(String title) {
    this.title = title;
  }

  /** What it shows. */
  public String title() {
    return title;
  }

  /**
   * Draws it.
   *
   * @param evaluations by the model's name, at least one, in the order of their colours
   * @return a PNG file's bytes, 1200 x 1000 pixels
   */
  public byte[] png(Map<String, Evaluation> evaluations) {
    return WholeFile.png(draw(evaluations));
  }

  BufferedImage draw(Map<String, Evaluation> evaluations) {
    XYChart chart =
        switch (this) {
          case ROC -> curves(evaluations, "False-positive rate", "Sensitivity", 0, 1);
          case PRECISION_RECALL -> curves(evaluations, "Sensitivity", "Precision", 1, 2);
          case RELIABILITY -> reliability(evaluations);
          case SCORES -> scores(evaluations.values().iterator().next());
        };
    return PlotStyle.image(
        WIDTH_PX, HEIGHT_PX, graphics -> chart.paint(graphics, WIDTH_PX, HEIGHT_PX));
  }

  private XYChart chart(String xTitle, String yTitle) {
    XYChart chart = PlotStyle.chart(title, xTitle, yTitle, WIDTH_PX, HEIGHT_PX);
    XYStyler style = chart.getStyler();
    style.setLegendPosition(LegendPosition.InsideSE);
    style.setLegendBackgroundColor(Color.WHITE);
    style.setMarkerSize(8);
    return chart;
  }

  private XYChart unit(String xTitle, String yTitle) {
    XYChart chart = chart(xTitle, yTitle);
    XYStyler style = chart.getStyler();
    style.setXAxisMin(0.0);
    style.setXAxisMax(1.0);
    style.setYAxisMin(0.0);
    style.setYAxisMax(1.0);
    style.setXAxisDecimalPattern("0.0");
    style.setYAxisDecimalPattern("0.0");
    return chart;
  }

  private XYChart curves(
      Map<String, Evaluation> evaluations, String xTitle, String yTitle, int x, int y) {
    XYChart chart = unit(xTitle, yTitle);
    chart
        .getStyler()
        .setLegendPosition(this == ROC ? LegendPosition.InsideSE : LegendPosition.InsideSW);
    Metric area = this == ROC ? Metric.AUC : Metric.AVERAGE_PRECISION;
    int color = 0;
    for (Map.Entry<String, Evaluation> each : evaluations.entrySet()) {
      double[][] steps = each.getValue().steps();
      double[] first = this == ROC ? new double[] {0, 0, 1} : new double[] {0, 0, steps[0][2]};
      PlotStyle.addCurve(
          chart,
          String.format(
              Locale.ROOT, "%s (%.4f)", each.getKey(), each.getValue().metric(area).value()),
          column(first, steps, x),
          column(first, steps, y),
          PlotStyle.COLORS.get(color++),
          SeriesMarkers.NONE);
    }
    if (this == ROC) {
      addMark(chart, "chance", new double[] {0, 1}, new double[] {0, 1});
    }
    bringBackRoundTicks(chart, 0, 0.01);
    return chart;
  }

  private static double[] column(double[] first, double[][] steps, int column) {
    return DoubleStream.concat(
            DoubleStream.of(first[column]), Arrays.stream(steps).mapToDouble(step -> step[column]))
        .toArray();
  }

  private XYChart reliability(Map<String, Evaluation> evaluations) {
    XYChart chart = unit("What the model says (mean probability of a bin)", "Share that smiles");
    addMark(chart, "taken at its word", new double[] {0, 1}, new double[] {0, 1});
    int color = 0;
    for (Map.Entry<String, Evaluation> each : evaluations.entrySet()) {
      List<CalibrationBin> bins = each.getValue().bins();
      PlotStyle.addCurve(
          chart,
          String.format(
              Locale.ROOT,
              "%s (ECE %.4f)",
              each.getKey(),
              each.getValue().metric(Metric.ECE).value()),
          bins.stream().mapToDouble(CalibrationBin::meanProbability).toArray(),
          bins.stream().mapToDouble(CalibrationBin::smiling).toArray(),
          PlotStyle.COLORS.get(color),
          PlotStyle.MARKERS.get(color++));
    }
    return chart;
  }

  private XYChart scores(Evaluation evaluation) {
    XYChart chart = chart("Logit", "Pictures");
    chart.getStyler().setLegendPosition(LegendPosition.InsideN);
    double[] sorted =
        evaluation.judgements().judged().stream()
            .flatMapToDouble(picture -> picture.logit().stream())
            .sorted()
            .toArray();
    double from = sorted[(int) (OUTLIERS * (sorted.length - 1))];
    double upTo = sorted[(int) ((1 - OUTLIERS) * (sorted.length - 1))];
    double width = upTo > from ? (upTo - from) / COLUMNS : 1;
    double highest = 0;
    for (boolean smiling : new boolean[] {false, true}) {
      double[] counts = new double[COLUMNS];
      for (JudgedPicture picture : evaluation.judgements().judged()) {
        if (picture.found() && picture.picture().smiling() == smiling) {
          int column = (int) ((picture.logit().getAsDouble() - from) / width);
          counts[Math.max(0, Math.min(COLUMNS - 1, column))]++;
        }
      }
      highest = Math.max(highest, Arrays.stream(counts).max().orElse(0));
      addColumns(chart, smiling ? "smiling" : "not smiling", counts, from, width, smiling);
    }
    double cut = evaluation.reading().logit(evaluation.reading().threshold());
    if (cut > from && cut < upTo) {
      addMark(chart, "threshold", new double[] {cut, cut}, new double[] {0, highest});
    }
    bringBackRoundTicks(chart, from, width);
    chart.getStyler().setXAxisMin(from);
    chart.getStyler().setXAxisMax(from + COLUMNS * width);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setYAxisMax(1.3 * highest);
    chart.getStyler().setXAxisDecimalPattern("0.#");
    chart.getStyler().setYAxisDecimalPattern("0");
    return chart;
  }

  private static void addColumns(
      XYChart chart, String name, double[] counts, double from, double width, boolean smiling) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      x.add(from + i * width);
      y.add(counts[i]);
      x.add(from + (i + 1) * width);
      y.add(counts[i]);
    }
    Color color = smiling ? SMILING : OTHER;
    XYSeries area = chart.addSeries(name, x, y);
    area.setXYSeriesRenderStyle(XYSeriesRenderStyle.Area);
    area.setMarker(SeriesMarkers.NONE);
    area.setLineColor(color);
    area.setFillColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), 110));
  }

  /**
   * Where all values of a curve lie equally far apart, XChart puts its ticks on values, whatever
   * the labels say after rounding. A point in between that nobody sees brings round numbers back.
   */
  private static void bringBackRoundTicks(XYChart chart, double from, double gap) {
    XYSeries unseen =
        chart.addSeries("ticks", new double[] {from + 0.37 * gap}, new double[] {0.37 * gap});
    unseen.setShowInLegend(false);
    unseen.setMarker(SeriesMarkers.NONE);
  }

  private static void addMark(XYChart chart, String name, double[] x, double[] y) {
    XYSeries line = chart.addSeries(name, x, y);
    line.setLineStyle(
        new BasicStroke(
            1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {6, 5}, 0));
    line.setLineColor(PlotStyle.MARK);
    line.setMarker(SeriesMarkers.NONE);
  }
}
