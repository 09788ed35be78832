package io.github.smiledetector.cli.evaluate;

import io.github.smiledetector.cli.detect.Html;
import io.github.smiledetector.train.evaluate.Estimate;
import io.github.smiledetector.train.evaluate.FaceCutOut;
import io.github.smiledetector.train.evaluate.FinderEvaluation;
import io.github.smiledetector.train.evaluate.FinderMetric;
import io.github.smiledetector.train.evaluate.FinderPlot;
import io.github.smiledetector.train.evaluate.FinderSpeed;
import io.github.smiledetector.train.files.WholeFile;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Face finders side by side as one page that asks nothing of any other place. */
public final class FinderPage {
  private static final int MOST_FACES = 24;

  private final FinderRun run;
  private final StringBuilder page = new StringBuilder(1 << 20);

  private FinderPage(FinderRun run) {
    this.run = run;
  }

  /**
   * Writes the page, whole or not at all.
   *
   * @param run what was found
   * @param file to write; folders that are missing are made
   * @param pictures whether false and missed faces are shown
   * @throws io.github.smiledetector.error.DataException if it cannot be written
   */
  public static void write(FinderRun run, Path file, boolean pictures) {
    WholeFile.write(file, new FinderPage(run).text(pictures));
  }

  private String text(boolean pictures) {
    page.append(EvaluationPage.head(run.title(), run.what() + "."));
    page.append("<p class=\"soft\">").append(Html.text(run.thresholds())).append("</p>\n");
    for (String failure : run.notMet()) {
      page.append("<p class=\"note fail\">").append(Html.text(failure)).append("</p>\n");
    }
    page.append("</header>\n");
    figures();
    plots();
    if (!run.first().sizes().isEmpty()) {
      recalls(
          "Recall by size",
          "Of the box's longer side, in pixels.",
          i -> FinderText.sizeOf(run.first().sizes().get(i)),
          run.first().sizes().size(),
          (each, i) -> each.sizes().get(i).recall());
    }
    if (!run.first().turned().isEmpty()) {
      recalls(
          "Recall in turned photos",
          "Every other photo is turned the other way; what was beyond its edges is black.",
          i -> run.first().turned().get(i).degrees() + " degrees",
          run.first().turned().size(),
          (each, i) -> each.turned().get(i).metrics().get(FinderMetric.RECALL));
    }
    if (!run.speeds().isEmpty()) {
      times();
    }
    if (pictures) {
      for (FinderEvaluation finder : run.finders()) {
        faces(
            finder.name() + ": false faces",
            finder.wrong(),
            "the surest. A face that nobody has marked looks the same here.",
            finder.wrongFaces());
        faces(
            finder.name() + ": faces missed",
            finder.missed(),
            "the largest.",
            finder.missedFaces());
      }
    }
    page.append(EvaluationPage.leftOut(run.result().leftOut()));
    page.append("</body>\n</html>\n");
    return page.toString();
  }

  private void figures() {
    open("Figures", run.intervals());
    header("figure", false);
    row("faces found", each -> cell(FinderText.count(each.found()), ""));
    row("faces missed", each -> cell(FinderText.count(each.missed()), ""));
    row("false faces", each -> cell(FinderText.count(each.wrong()), ""));
    for (FinderMetric metric : FinderMetric.values()) {
      row(
          Html.text(metric.label())
              + (metric.higherIsBetter() ? "" : " <span class=\"soft\">lower is better</span>"),
          each -> EvaluationPage.numbers(each.metric(metric)));
    }
    page.append("</tbody></table>\n");
    close();
  }

  private interface RecallOf {
    Estimate of(FinderEvaluation finder, int row);
  }

  private void recalls(
      String title, String lead, Function<Integer, String> name, int rows, RecallOf recall) {
    open(title, lead + " Each bar is the interval, its stroke the figure, between 0 and 1.");
    header("", true);
    for (int i = 0; i < rows; i++) {
      int row = i;
      row(
          Html.text(name.apply(i)),
          each ->
              EvaluationPage.numbers(recall.of(each, row))
                  + "<td class=\"bars\">"
                  + EvaluationPage.bar(recall.of(each, row), 0, Double.NaN)
                  + "</td>");
    }
    page.append("</tbody></table>\n");
    close();
  }

  private void header(String first, boolean bars) {
    page.append("<table><thead><tr><th>").append(first).append("</th>");
    for (FinderEvaluation finder : run.finders()) {
      page.append("<th class=\"n\">")
          .append(Html.text(finder.name()))
          .append("</th><th class=\"n\">95 %</th>")
          .append(bars ? "<th></th>" : "");
    }
    page.append("</tr></thead><tbody>\n");
  }

  private void row(String name, Function<FinderEvaluation, String> cells) {
    page.append("<tr><td>").append(name).append("</td>");
    run.finders().forEach(finder -> page.append(cells.apply(finder)));
    page.append("</tr>\n");
  }

  private static String cell(String value, String soft) {
    return "<td class=\"n\">" + value + "</td><td class=\"n soft\">" + soft + "</td>";
  }

  private void plots() {
    page.append("<div class=\"two plots\">\n");
    for (FinderPlot plot : FinderPlot.values()) {
      page.append("<figure class=\"panel\"><img width=\"600\" height=\"500\" alt=\"")
          .append(Html.text(plot.title()))
          .append("\" src=\"data:image/png;base64,")
          .append(Base64.getEncoder().encodeToString(plot.png(run.finders())))
          .append("\"></figure>\n");
    }
    page.append("</div>\n");
  }

  private void times() {
    open(
        "Time",
        "From a file to its boxes. The finders took turns on each photo, so that ratios hold on a busy machine too; milliseconds hold for this machine as busy as it was.");
    page.append(
        "<table><thead><tr><th></th><th class=\"n\">ms a photo, median</th><th class=\"n\">mean</th><th class=\"n\">times the first's time</th><th class=\"n\">photos/s on all cores</th><th class=\"n\">times the first's rate</th></tr></thead><tbody>\n");
    for (FinderSpeed speed : run.speeds()) {
      page.append(
          String.format(
              Locale.ROOT,
              "<tr><td>%s</td><td class=\"n\">%.2f</td><td class=\"n\">%.2f</td><td class=\"n\">%.2f</td><td class=\"n\">%,.0f</td><td class=\"n\">%.2f</td></tr>\n",
              Html.text(speed.name()),
              speed.medianMillis(),
              speed.meanMillis(),
              speed.timeRatio(),
              speed.picturesPerSecond(),
              speed.rateRatio()));
    }
    page.append("</tbody></table>\n");
    close();
  }

  private void faces(String title, int all, String lead, List<FaceCutOut> faces) {
    if (faces.isEmpty()) {
      return;
    }
    open(
        title,
        String.format(
            Locale.ROOT, "Of %,d the %,d %s", all, Math.min(MOST_FACES, faces.size()), lead));
    page.append("<ol class=\"faces\">\n");
    for (FaceCutOut face : faces.subList(0, Math.min(MOST_FACES, faces.size()))) {
      page.append("<li>")
          .append(EvaluationPage.thumbnail(face::picture, "can no longer be read"))
          .append("<p><span>")
          .append(face.caption())
          .append("</span></p><p class=\"name soft\">")
          .append(Html.text(face.name()))
          .append("</p></li>\n");
    }
    page.append("</ol>\n");
    close();
  }

  private void open(String title, String lead) {
    page.append("<section class=\"panel\">\n<h2>")
        .append(Html.text(title))
        .append("</h2>\n<p class=\"soft\">")
        .append(Html.text(lead))
        .append("</p>\n");
  }

  private void close() {
    page.append("</section>\n");
  }
}
