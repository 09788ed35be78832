package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.train.evaluate.FinderEvaluation.Step;
import io.github.smiledetector.train.files.WholeFile;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the curves of face finders, all in one plot; a dot is a finder's own threshold. */
public enum FinderPlot {
  /** Recall over false faces a photo. */
  RECALL_OVER_FALSE("Recall and false faces"),
  /** Precision over recall. */
  PRECISION_RECALL("Precision and recall");

  private static final int WIDTH_PX = 600;
  private static final int HEIGHT_PX = 500;

  /** The axis of false faces a photo; what lies beyond is drawn at its ends. */
  private static final double FEWEST = 0.001;

  private static final double MOST = 10;

  private final String title;

  FinderPlot(String title) {
    this.title = title;
  }

  /** What it shows. */
  public String title() {
    return title;
  }

  /**
   * Draws it.
   *
   * @param evaluations at least one, in the order of their colours
   * @return a PNG file's bytes, 1200 x 1000 pixels
   */
  public byte[] png(List<FinderEvaluation> evaluations) {
    return WholeFile.png(draw(evaluations));
  }

  BufferedImage draw(List<FinderEvaluation> evaluations) {
    boolean overFalse = this == RECALL_OVER_FALSE;
    XYChart chart =
        PlotStyle.chart(
            title,
            overFalse ? "False faces a photo" : "Recall",
            overFalse ? "Recall" : "Precision",
            WIDTH_PX,
            HEIGHT_PX);
    XYStyler style = chart.getStyler();
    style.setLegendPosition(overFalse ? LegendPosition.InsideSE : LegendPosition.InsideSW);
    style.setLegendBackgroundColor(Color.WHITE);
    style.setMarkerSize(9);
    style.setYAxisMin(0.0);
    style.setYAxisMax(1.0);
    style.setYAxisDecimalPattern("0.0");
    if (overFalse) {
      style.setXAxisLogarithmic(true);
      style.setXAxisMin(FEWEST);
      style.setXAxisMax(MOST);
      style.setXAxisDecimalPattern("0.###");
    } else {
      style.setXAxisMin(0.0);
      style.setXAxisMax(1.0);
      style.setXAxisDecimalPattern("0.0");
    }
    ToDoubleFunction<Step> x =
        overFalse ? step -> Math.max(FEWEST, Math.min(MOST, step.falsePerPhoto())) : Step::recall;
    ToDoubleFunction<Step> y = overFalse ? Step::recall : Step::precision;
    for (int i = 0; i < evaluations.size(); i++) {
      add(chart, evaluations.get(i), x, y, PlotStyle.COLORS.get(i % PlotStyle.COLORS.size()));
    }
    return PlotStyle.image(
        WIDTH_PX, HEIGHT_PX, graphics -> chart.paint(graphics, WIDTH_PX, HEIGHT_PX));
  }

  private void add(
      XYChart chart,
      FinderEvaluation evaluation,
      ToDoubleFunction<Step> x,
      ToDoubleFunction<Step> y,
      Color color) {
    List<Step> steps = evaluation.curve();
    if (steps.isEmpty() || !Double.isFinite(steps.get(0).recall())) {
      return;
    }
    PlotStyle.addCurve(
        chart,
        this == PRECISION_RECALL
            ? String.format(
                Locale.ROOT,
                "%s (%.4f)",
                evaluation.name(),
                evaluation.metric(FinderMetric.AVERAGE_PRECISION).value())
            : evaluation.name(),
        steps.stream().mapToDouble(x).toArray(),
        steps.stream().mapToDouble(y).toArray(),
        color,
        SeriesMarkers.NONE);
    steps.stream()
        .filter(step -> step.score() >= evaluation.threshold())
        .reduce((first, last) -> last)
        .ifPresent(
            own -> {
              XYSeries dot =
                  PlotStyle.addCurve(
                      chart,
                      evaluation.name() + " as it is used",
                      new double[] {x.applyAsDouble(own)},
                      new double[] {y.applyAsDouble(own)},
                      color,
                      SeriesMarkers.CIRCLE);
              dot.setShowInLegend(false);
            });
  }
}
