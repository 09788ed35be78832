package io.github.smiledetector.cli.evaluate;

import io.github.smiledetector.cli.detect.Html;
import io.github.smiledetector.cli.detect.Thumbnail;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.train.evaluate.CalibrationBin;
import io.github.smiledetector.train.evaluate.Comparison;
import io.github.smiledetector.train.evaluate.Confusion;
import io.github.smiledetector.train.evaluate.Estimate;
import io.github.smiledetector.train.evaluate.Evaluation;
import io.github.smiledetector.train.evaluate.EvaluationPlot;
import io.github.smiledetector.train.evaluate.JudgedPicture;
import io.github.smiledetector.train.evaluate.Judgements;
import io.github.smiledetector.train.evaluate.Metric;
import io.github.smiledetector.train.evaluate.Slice;
import io.github.smiledetector.train.files.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * An evaluation as one page that asks nothing of any other place: figures with their intervals,
 * plots, slices and the most wrong pictures.
 */
public final class EvaluationPage {
  private static final int MOST_WRONG = 24;
  private static final int MOST_LEFT_OUT = 100;
  private static final int THUMBNAIL_PX = 144;

  /** What stands large at the top. */
  private static final List<Metric> HEADLINE =
      List.of(
          Metric.ACCURACY,
          Metric.AUC,
          Metric.BALANCED_ACCURACY,
          Metric.SENSITIVITY,
          Metric.SPECIFICITY);

  private final EvaluationRun run;
  private final Evaluation evaluation;
  private final StringBuilder page = new StringBuilder(1 << 20);

  private EvaluationPage(EvaluationRun run) {
    this.run = run;
    this.evaluation = run.evaluation();
  }

  /**
   * Writes the page, whole or not at all.
   *
   * @param run what was found
   * @param file to write; folders that are missing are made
   * @param pictures whether the most wrong pictures are shown
   * @throws io.github.smiledetector.error.DataException if it cannot be written
   */
  public static void write(EvaluationRun run, Path file, boolean pictures) {
    WholeFile.write(file, new EvaluationPage(run).text(pictures));
  }

  private String text(boolean pictures) {
    head();
    headline();
    metrics();
    run.against().ifPresent(this::comparison);
    plots();
    if (!evaluation.slices().isEmpty()) {
      slices();
    }
    page.append("<div class=\"two\">\n<div>\n");
    confusion();
    bins();
    page.append("</div>\n");
    thresholds();
    page.append("</div>\n");
    if (pictures) {
      mostWrong();
    }
    page.append(leftOut(evaluation.judgements().leftOut()));
    page.append("<footer class=\"soft\"><p>");
    if (!run.cost().sentence().isEmpty()) {
      page.append("Time and memory: ").append(Html.text(run.cost().sentence())).append(". ");
    }
    page.append("A smile is a visible expression, not a feeling.</p></footer>\n</body>\n</html>\n");
    return page.toString();
  }

  private void head() {
    page.append(head(run.measured().name() + " on " + run.data(), run.what() + "."));
    run.measured().sentence().ifPresent(this::paragraph);
    if (run.hasMissed()) {
      page.append(
          "<p class=\"note\">A face that was missed counts as a wrong answer. Figures about scores (AUC, average precision, log loss, Brier, ECE) are of the faces found.</p>\n");
    }
    for (String failure : run.notMet()) {
      page.append("<p class=\"note fail\">").append(Html.text(failure)).append("</p>\n");
    }
    page.append("</header>\n");
  }

  /** A page up to the first lines of its header, with the styles of evaluations. */
  static String head(String title, String lead) {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
        + Html.text(title)
        + "</title>\n<style>"
        + resource("evaluation.css")
        + "</style>\n</head>\n<body>\n<header>\n<h1>"
        + Html.text(title)
        + "</h1>\n<p class=\"soft\">"
        + Html.text(lead)
        + "</p>\n";
  }

  private void paragraph(String sentence) {
    page.append("<p class=\"soft\">").append(Html.text(sentence)).append(".</p>\n");
  }

  private void headline() {
    page.append("<dl class=\"counts\">");
    for (Metric metric : HEADLINE) {
      Estimate estimate = evaluation.metric(metric);
      page.append("<div><dt>")
          .append(Html.text(metric.label()))
          .append("</dt><dd>")
          .append(
              metric == Metric.AUC
                  ? EvaluationText.number(estimate.value())
                  : percent(estimate.value()))
          .append("</dd><dd class=\"soft\">")
          .append(
              metric == Metric.AUC
                  ? EvaluationText.interval(estimate)
                  : percent(estimate.low()) + " to " + percent(estimate.high()))
          .append("</dd></div>");
    }
    page.append("</dl>\n");
  }

  private void metrics() {
    boolean both = run.hasMissed();
    open(
        "Figures",
        run.intervals() + " Each bar is the interval, its stroke the figure, between 0 and 1.");
    page.append("<table><thead><tr><th>figure</th><th class=\"n\">")
        .append(both ? "all pictures" : "value")
        .append("</th><th class=\"n\">95 %</th><th class=\"wide\"></th>")
        .append(both ? "<th class=\"n\">faces found</th><th class=\"n\">95 %</th>" : "")
        .append("</tr></thead><tbody>\n");
    for (Metric metric : Metric.values()) {
      Estimate estimate = evaluation.metric(metric);
      page.append("<tr><td>")
          .append(Html.text(metric.label()))
          .append(metric.higherIsBetter() ? "" : " <span class=\"soft\">lower is better</span>")
          .append("</td>")
          .append(numbers(estimate))
          .append("<td class=\"wide\">")
          .append(bar(estimate, 0, Double.NaN))
          .append("</td>");
      if (both) {
        page.append(numbers(evaluation.metricsOverFound().get(metric)));
      }
      page.append("</tr>\n");
    }
    page.append("</tbody></table>\n");
    close();
  }

  private void comparison(EvaluationRun.Against against) {
    Comparison comparison = against.comparison();
    open("Against " + run.title(against), run.verdict(against));
    against.measured().sentence().ifPresent(this::paragraph);
    page.append("<table><thead><tr><th>figure</th><th class=\"n\">")
        .append(Html.text(run.title()))
        .append("</th><th class=\"n\">")
        .append(Html.text(run.title(against)))
        .append(
            "</th><th class=\"n\">difference</th><th class=\"n\">95 %, paired</th></tr></thead><tbody>\n");
    difference("accuracy", Metric.ACCURACY, comparison.accuracy(), against);
    difference("AUC", Metric.AUC, comparison.auc(), against);
    page.append("</tbody></table>\n");
    close();
  }

  private void difference(
      String name, Metric metric, Estimate difference, EvaluationRun.Against against) {
    page.append(
        String.format(
            Locale.ROOT,
            "<tr><td>%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%+.4f</td><td class=\"n\">%+.4f to %+.4f</td></tr>\n",
            name,
            EvaluationText.number(evaluation.metric(metric).value()),
            EvaluationText.number(against.measured().evaluation().metric(metric).value()),
            difference.value(),
            difference.low(),
            difference.high()));
  }

  private void plots() {
    Map<String, Evaluation> models = new LinkedHashMap<>();
    models.put(run.title(), evaluation);
    run.against()
        .ifPresent(against -> models.put(run.title(against), against.measured().evaluation()));
    page.append("<div class=\"two plots\">\n");
    for (EvaluationPlot plot : EvaluationPlot.values()) {
      page.append("<figure class=\"panel\"><img width=\"600\" height=\"500\" alt=\"")
          .append(Html.text(plot.title()))
          .append("\" src=\"data:image/png;base64,")
          .append(Base64.getEncoder().encodeToString(plot.png(models)))
          .append("\"></figure>\n");
    }
    page.append("</div>\n");
  }

  private void slices() {
    double all = evaluation.metric(Metric.ACCURACY).value();
    double from =
        Math.floor(
                10
                    * evaluation.slices().stream()
                        .mapToDouble(slice -> slice.accuracy().low())
                        .min()
                        .orElse(0))
            / 10;
    open("Slices", run.worst().orElse(""));
    page.append(
        "<table><thead><tr><th>slice</th><th class=\"n\">pictures</th><th class=\"n\">smiling</th><th class=\"n\">accuracy</th><th class=\"n\">95 %</th>");
    page.append(
        String.format(
            Locale.ROOT,
            "<th class=\"wide soft\"><span class=\"scale\"><span>%.1f</span><span>1</span></span></th>",
            from));
    page.append("<th class=\"n\">AUC</th><th class=\"n\">95 %</th></tr></thead><tbody>\n");
    String column = "";
    for (Slice slice : evaluation.slices()) {
      page.append(slice.column().equals(column) ? "<tr>" : "<tr class=\"first\">");
      column = slice.column();
      page.append("<td><span class=\"soft\">")
          .append(Html.text(slice.column()))
          .append("</span> ")
          .append(Html.text(slice.name()))
          .append("</td>")
          .append(cell(slice.pictures()))
          .append(cell(slice.smiling()))
          .append(numbers(slice.accuracy()))
          .append("<td class=\"wide\">")
          .append(bar(slice.accuracy(), from, all))
          .append("</td>")
          .append(numbers(slice.auc()))
          .append("</tr>\n");
    }
    page.append(
        "</tbody></table>\n<p class=\"soft\">The dashed line is the accuracy of all.</p>\n");
    close();
  }

  private void confusion() {
    Confusion at = evaluation.confusion();
    open("Answers", "At the model's threshold of " + EvaluationText.cut(at.threshold()) + ".");
    page.append(
        "<table class=\"confusion\"><thead><tr><th></th><th class=\"n\">answered smiling</th><th class=\"n\">answered not</th>");
    if (run.hasMissed()) {
      page.append("<th class=\"n\">no face found</th>");
    }
    page.append("</tr></thead><tbody>\n");
    answers("smiling", at.smilesAsSmiling(), at.smilesAsOther(), at.missedSmiles(), true);
    answers("not smiling", at.othersAsSmiling(), at.othersAsOther(), at.missedOthers(), false);
    page.append("</tbody></table>\n");
    close();
  }

  private void answers(String name, long smiling, long not, long missed, boolean smiles) {
    page.append("<tr><th>").append(name).append("</th>");
    page.append(answer(smiling, smiles)).append(answer(not, !smiles));
    if (run.hasMissed()) {
      page.append(answer(missed, false));
    }
    page.append("</tr>\n");
  }

  private static String answer(long count, boolean right) {
    return String.format(
        Locale.ROOT, "<td class=\"n %s\">%,d</td>", right ? "right" : "wrong", count);
  }

  private void thresholds() {
    open(
        "Thresholds",
        String.format(
            Locale.ROOT,
            "The model's own is marked. On these pictures accuracy would be best at %s: %s, an optimistic figure.",
            EvaluationText.cut(evaluation.bestThreshold()),
            percent(evaluation.metric(Metric.BEST_ACCURACY).value())));
    page.append(
        "<table class=\"dense\"><thead><tr><th class=\"n\">threshold</th><th class=\"n\">accuracy</th><th class=\"n\">sensitivity</th><th class=\"n\">specificity</th><th class=\"n\">precision</th><th class=\"n\">F1</th></tr></thead><tbody>\n");
    for (Confusion at : evaluation.thresholds()) {
      boolean own = at.threshold() == evaluation.reading().threshold();
      page.append(own ? "<tr class=\"own\">" : "<tr>")
          .append("<td class=\"n\">" + EvaluationText.cut(at.threshold()) + "</td>");
      for (double value :
          new double[] {
            at.accuracy(), at.sensitivity(), at.specificity(), at.precision(), at.f1()
          }) {
        page.append("<td class=\"n\">").append(EvaluationText.number(value)).append("</td>");
      }
      page.append("</tr>\n");
    }
    page.append("</tbody></table>\n");
    close();
  }

  private void bins() {
    open(
        "Bins of the calibration error",
        "Equally many pictures in each (those with equal scores stay together): their mean probability beside the share that smiles.");
    page.append(
        "<table class=\"dense\"><thead><tr><th class=\"n\">probabilities</th><th class=\"n\">pictures</th><th class=\"n\">mean</th><th class=\"n\">smiling</th><th class=\"n\">distance</th></tr></thead><tbody>\n");
    for (CalibrationBin bin : evaluation.bins()) {
      page.append(
          String.format(
              Locale.ROOT,
              "<tr><td class=\"n\">%.4f to %.4f</td><td class=\"n\">%,d</td><td class=\"n\">%.4f</td><td class=\"n\">%.4f</td><td class=\"n\">%+.4f</td></tr>\n",
              bin.lowest(),
              bin.highest(),
              bin.pictures(),
              bin.meanProbability(),
              bin.smiling(),
              bin.smiling() - bin.meanProbability()));
    }
    page.append("</tbody></table>\n");
    close();
  }

  private void mostWrong() {
    List<JudgedPicture> wrong = evaluation.mostWrong(MOST_WRONG);
    if (wrong.isEmpty()) {
      return;
    }
    open(
        "Most wrong",
        String.format(
            Locale.ROOT,
            "Of %,d wrong answers the %,d farthest off, as the model saw them. Labels can be wrong too.",
            evaluation.judgements().judged().stream()
                .filter(picture -> picture.found() && !evaluation.right(picture))
                .count(),
            wrong.size()));
    page.append("<ol class=\"faces\">\n");
    for (JudgedPicture picture : wrong) {
      boolean smiling = picture.picture().smiling();
      // With predictions made elsewhere, the pictures need not be here.
      page.append("<li>")
          .append(thumbnail(picture::face, "cannot be read here"))
          .append("<p><b class=\"");
      page.append(smiling ? "smiling\">smiling" : "other\">not smiling").append("</b>");
      page.append(
          String.format(Locale.ROOT, " <span>%.4f</span></p>", evaluation.probability(picture)));
      page.append("<p class=\"name soft\">")
          .append(Html.text(picture.picture().name()))
          .append("</p></li>\n");
    }
    page.append("</ol>\n");
    close();
  }

  /** A face as it was judged, or in its place why it is not shown. */
  static String thumbnail(IntFunction<Picture> face, String gone) {
    try {
      return "<img width=\"144\" height=\"144\" alt=\"\" src=\""
          + Thumbnail.of(face.apply(THUMBNAIL_PX)).dataUri()
          + "\">";
    } catch (PictureException e) {
      return "<div class=\"gone\">" + gone + "</div>";
    }
  }

  /** A section on what no figure counts; empty where that is nothing. */
  static String leftOut(List<Judgements.LeftOut> leftOut) {
    if (leftOut.isEmpty()) {
      return "";
    }
    StringBuilder section = new StringBuilder();
    section.append(
        String.format(
            Locale.ROOT,
            "<section class=\"panel\">\n<h2>%,d that cannot be read</h2>\n<p class=\"soft\">They are left out of all figures.</p>\n<ul class=\"soft\">\n",
            leftOut.size()));
    leftOut.stream()
        .limit(MOST_LEFT_OUT)
        .forEach(each -> section.append("<li>").append(Html.text(each.reason())).append("</li>\n"));
    return section.append("</ul>\n</section>\n").toString();
  }

  private void open(String title, String lead) {
    page.append("<section class=\"panel\">\n<h2>").append(Html.text(title)).append("</h2>\n");
    if (!lead.isEmpty()) {
      page.append("<p class=\"soft\">").append(Html.text(lead)).append("</p>\n");
    }
  }

  private void close() {
    page.append("</section>\n");
  }

  /** The interval as a bar and the figure as a stroke, from a lowest value to 1. */
  static String bar(Estimate estimate, double from, double mark) {
    if (!Double.isFinite(estimate.low())) {
      return "";
    }
    double low = place(estimate.low(), from);
    double high = place(estimate.high(), from);
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg class=\"bar\" aria-hidden=\"true\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\"><rect class=\"rail\" x=\"0\" y=\"4.5\" width=\"1000\" height=\"1\"/><rect class=\"interval\" x=\"%.1f\" y=\"2\" width=\"%.1f\" height=\"6\"/><rect class=\"value\" x=\"%.1f\" y=\"0\" width=\"6\" height=\"10\"/>",
            low,
            Math.max(2, high - low),
            place(estimate.value(), from) - 3));
    if (Double.isFinite(mark)) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class=\"mark\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"0\" y2=\"10\"/>",
              place(mark, from)));
    }
    return svg.append("</svg>").toString();
  }

  private static double place(double value, double from) {
    return 1000 * Math.max(0, Math.min(1, (value - from) / (1 - from)));
  }

  static String numbers(Estimate estimate) {
    return "<td class=\"n\">"
        + EvaluationText.number(estimate.value())
        + "</td><td class=\"n soft\">"
        + EvaluationText.interval(estimate)
        + "</td>";
  }

  private static String cell(int count) {
    return String.format(Locale.ROOT, "<td class=\"n\">%,d</td>", count);
  }

  static String percent(double share) {
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f %%", 100 * share) : "-";
  }

  private static String resource(String name) {
    try (InputStream in = EvaluationPage.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the program's own " + name, e);
    }
  }
}
