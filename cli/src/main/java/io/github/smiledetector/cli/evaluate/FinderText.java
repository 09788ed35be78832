package io.github.smiledetector.cli.evaluate;

import io.github.smiledetector.cli.detect.VisibleText;
import io.github.smiledetector.train.evaluate.Estimate;
import io.github.smiledetector.train.evaluate.FinderEvaluation;
import io.github.smiledetector.train.evaluate.FinderMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** Face finders side by side as lines for a terminal, a column for each. */
public final class FinderText {
  private FinderText() {}

  /** All but the pictures. */
  public static List<String> lines(FinderRun run) {
    List<String> lines = new ArrayList<>();
    lines.add(run.title() + ": " + run.what());
    lines.add(run.intervals() + " " + run.thresholds());
    lines.add("");
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("", run.finders(), FinderEvaluation::name));
    rows.add(row("found", run.finders(), each -> count(each.found())));
    rows.add(row("missed", run.finders(), each -> count(each.missed())));
    rows.add(row("false", run.finders(), each -> count(each.wrong())));
    for (FinderMetric metric : FinderMetric.values()) {
      rows.add(row(metric.label(), run.finders(), each -> cell(each.metric(metric))));
    }
    for (int i = 0; i < run.first().sizes().size(); i++) {
      int size = i;
      rows.add(
          row(
              "recall, " + sizeOf(run.first().sizes().get(i)),
              run.finders(),
              each -> cell(each.sizes().get(size).recall())));
    }
    for (int i = 0; i < run.first().turned().size(); i++) {
      int turn = i;
      for (FinderMetric metric : List.of(FinderMetric.RECALL, FinderMetric.FALSE_FACES)) {
        rows.add(
            row(
                metric.label() + ", turned by " + run.first().turned().get(i).degrees(),
                run.finders(),
                each -> cell(each.turned().get(turn).metrics().get(metric))));
      }
    }
    if (!run.speeds().isEmpty()) {
      rows.add(row("ms a photo, median", run.speeds(), each -> decimal(each.medianMillis())));
      rows.add(row("ms a photo, mean", run.speeds(), each -> decimal(each.meanMillis())));
      rows.add(row("times the first's time", run.speeds(), each -> decimal(each.timeRatio())));
      rows.add(
          row(
              "photos/s on all cores",
              run.speeds(),
              each -> String.format(Locale.ROOT, "%,.0f", each.picturesPerSecond())));
      rows.add(row("times the first's rate", run.speeds(), each -> decimal(each.rateRatio())));
    }
    lines.addAll(EvaluationText.aligned(rows));
    return lines.stream().map(VisibleText::of).toList();
  }

  private static <T> List<String> row(String name, List<T> finders, Function<T, String> cell) {
    return Stream.concat(Stream.of(name), finders.stream().map(cell)).toList();
  }

  static String sizeOf(FinderEvaluation.Size size) {
    return String.format(Locale.ROOT, "%s px (%,d)", size.range(), size.faces());
  }

  static String count(int count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  static String decimal(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String cell(Estimate estimate) {
    return EvaluationText.number(estimate.value())
        + (Double.isFinite(estimate.value()) ? " (" + EvaluationText.interval(estimate) + ")" : "");
  }
}
