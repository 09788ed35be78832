package io.github.smiledetector.train.evaluate;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What all plots have in common: fonts, colours, frame and legend. */
final class PlotStyle {
  static final int WIDTH_PX = 960;

  /**
   * Okabe and Ito's palette, which colour-blind readers tell apart, without its yellow, which is
   * faint on white. Markers do the same on a black-and-white printout.
   */
  static final List<Color> COLORS =
      List.of(
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0xE69F00),
          new Color(0x56B4E9),
          new Color(0x222222));

  static final List<Marker> MARKERS =
      List.of(
          SeriesMarkers.CIRCLE,
          SeriesMarkers.DIAMOND,
          SeriesMarkers.SQUARE,
          SeriesMarkers.TRIANGLE_UP,
          SeriesMarkers.TRIANGLE_DOWN);

  /** Of lines that mark a place and are no curve, and of the frame. */
  static final Color MARK = new Color(0x666666);

  /** Drawn at twice the size, for print and for screens with fine pixels. */
  private static final int SCALE = 2;

  private static final int MOST_EPOCH_LABELS = 15;
  private static final int MOST_LARGE_MARKERS = 40;

  static final Color INK = new Color(0x222222);
  private static final Color GRID = new Color(0xDDDDDD);

  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 18);
  static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 16);
  static final Font TICK = new Font(Font.SANS_SERIF, Font.PLAIN, 14);

  private PlotStyle() {}

  /** An empty chart of {@link #WIDTH_PX}, with the legend at its right. */
  static XYChart chart(String title, String xTitle, String yTitle, int heightPx) {
    return chart(title, xTitle, yTitle, WIDTH_PX, heightPx);
  }

  /** The same of another width. */
  static XYChart chart(String title, String xTitle, String yTitle, int widthPx, int heightPx) {
    XYChart chart =
        new XYChartBuilder()
            .width(widthPx)
            .height(heightPx)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    XYStyler style = chart.getStyler();
    style.setChartBackgroundColor(Color.WHITE);
    style.setChartFontColor(INK);
    style.setChartTitleFont(TITLE);
    style.setChartPadding(16);
    style.setPlotBackgroundColor(Color.WHITE);
    style.setPlotBorderColor(MARK);
    style.setPlotGridLinesColor(GRID);
    style.setPlotGridVerticalLinesVisible(false);
    style.setPlotContentSize(0.96);
    style.setPlotMargin(0);
    style.setAxisTitleFont(LABEL);
    style.setAxisTickLabelsFont(TICK);
    style.setAxisTickLabelsColor(INK);
    style.setLegendFont(TICK);
    style.setLegendPosition(LegendPosition.OutsideE);
    style.setLegendLayout(LegendLayout.Vertical);
    style.setLegendBorderColor(Color.WHITE);
    style.setLegendPadding(12);
    style.setChartTitlePadding(10);
    style.setLocale(Locale.ROOT);
    return chart;
  }

  /** Makes the horizontal axis one of epochs from 1. */
  static void setEpochs(XYChart chart, int epochs) {
    XYStyler style = chart.getStyler();
    style.setMarkerSize(epochs <= MOST_LARGE_MARKERS ? 9 : 4);
    style.setXAxisMin(0.5);
    style.setXAxisMax(epochs + 0.5);
    // XChart chooses the step between labels from the pixels wanted between them: a whole epoch's,
    // or as many epochs' as leave the labels readable.
    style.setXAxisTickMarkSpacingHint((int) (0.7 * WIDTH_PX / Math.min(epochs, MOST_EPOCH_LABELS)));
    style.setXAxisDecimalPattern("0");
  }

  static XYSeries addCurve(
      XYChart chart, String name, double[] x, double[] y, Color color, Marker marker) {
    XYSeries curve = chart.addSeries(name, x, y);
    curve.setLineStyle(new BasicStroke(2.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    curve.setLineColor(color);
    curve.setMarker(marker);
    curve.setMarkerColor(color);
    return curve;
  }

  /** Draws at the scale of all plots into an image of the given height before scaling. */
  static BufferedImage image(int heightPx, Consumer<Graphics2D> drawing) {
    return image(WIDTH_PX, heightPx, drawing);
  }

  /** The same of another width before scaling. */
  static BufferedImage image(int widthPx, int heightPx, Consumer<Graphics2D> drawing) {
    BufferedImage image =
        new BufferedImage(widthPx * SCALE, heightPx * SCALE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.scale(SCALE, SCALE);
      drawing.accept(graphics);
    } finally {
      graphics.dispose();
    }
    return image;
  }
}
