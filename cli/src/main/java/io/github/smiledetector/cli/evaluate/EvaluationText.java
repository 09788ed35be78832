package io.github.smiledetector.cli.evaluate;

import io.github.smiledetector.cli.detect.VisibleText;
import io.github.smiledetector.train.evaluate.Confusion;
import io.github.smiledetector.train.evaluate.Estimate;
import io.github.smiledetector.train.evaluate.Evaluation;
import io.github.smiledetector.train.evaluate.Metric;
import io.github.smiledetector.train.evaluate.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** An evaluation as lines for a terminal. */
public final class EvaluationText {
  private EvaluationText() {}

  /** All but the pictures. */
  public static List<String> lines(EvaluationRun run) {
    List<String> lines = new ArrayList<>();
    Evaluation evaluation = run.evaluation();
    lines.add(run.measured().name() + " on " + run.what());
    run.measured().sentence().ifPresent(lines::add);
    lines.add(
        run.intervals()
            + (run.hasMissed()
                ? " A face that was missed is a wrong answer; figures about scores are of those found."
                : ""));
    lines.add("");
    lines.addAll(metrics(run));
    lines.add("");
    Confusion at = evaluation.confusion();
    lines.add(
        String.format(
            Locale.ROOT,
            "at the threshold %s: %,d smiles found, %,d overlooked; %,d others left alone, %,d taken for smiles%s",
            cut(at.threshold()),
            at.smilesAsSmiling(),
            at.smilesAsOther(),
            at.othersAsOther(),
            at.othersAsSmiling(),
            run.hasMissed()
                ? String.format(
                    Locale.ROOT,
                    "; faces missed: %,d smiles, %,d others",
                    at.missedSmiles(),
                    at.missedOthers())
                : ""));
    lines.add("accuracy would be best at " + cut(evaluation.bestThreshold()));
    if (!evaluation.slices().isEmpty()) {
      lines.add("");
      lines.addAll(slices(evaluation.slices()));
      run.worst().ifPresent(lines::add);
    }
    run.against()
        .ifPresent(
            against -> {
              lines.add("");
              against
                  .measured()
                  .sentence()
                  .ifPresent(
                      sentence -> lines.add("against " + run.title(against) + ", " + sentence));
              lines.addAll(against(run, against));
              lines.add(run.verdict(against));
            });
    if (!run.cost().sentence().isEmpty()) {
      lines.add("");
      lines.add(run.cost().sentence());
    }
    return lines.stream().map(VisibleText::of).toList();
  }

  private static List<String> metrics(EvaluationRun run) {
    Evaluation evaluation = run.evaluation();
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        run.hasMissed()
            ? List.of("", "all", "95 %", "faces found", "95 %")
            : List.of("", "", "95 %"));
    for (Metric metric : Metric.values()) {
      List<String> row = new ArrayList<>();
      row.add(metric.label());
      row.add(number(evaluation.metric(metric).value()));
      row.add(interval(evaluation.metric(metric)));
      if (run.hasMissed()) {
        row.add(number(evaluation.metricsOverFound().get(metric).value()));
        row.add(interval(evaluation.metricsOverFound().get(metric)));
      }
      rows.add(row);
    }
    return aligned(rows);
  }

  private static List<String> slices(List<Slice> slices) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("slice", "pictures", "accuracy", "95 %", "AUC", "95 %"));
    for (Slice slice : slices) {
      rows.add(
          List.of(
              slice.column() + " = " + slice.name(),
              String.format(Locale.ROOT, "%,d", slice.pictures()),
              number(slice.accuracy().value()),
              interval(slice.accuracy()),
              number(slice.auc().value()),
              interval(slice.auc())));
    }
    return aligned(rows);
  }

  private static List<String> against(EvaluationRun run, EvaluationRun.Against against) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", run.title(), run.title(against), "difference", "95 %"));
    for (Metric metric : List.of(Metric.ACCURACY, Metric.AUC)) {
      Estimate difference =
          metric == Metric.AUC ? against.comparison().auc() : against.comparison().accuracy();
      rows.add(
          List.of(
              metric.label(),
              number(run.evaluation().metric(metric).value()),
              number(against.measured().evaluation().metric(metric).value()),
              String.format(Locale.ROOT, "%+.4f", difference.value()),
              String.format(Locale.ROOT, "%+.4f to %+.4f", difference.low(), difference.high())));
    }
    return aligned(rows);
  }

  /** The first column to the left, all others to the right. */
  static List<String> aligned(List<List<String>> rows) {
    int[] widths =
        IntStream.range(0, rows.get(0).size())
            .map(i -> rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
            .toArray();
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String gap = " ".repeat(widths[i] - row.get(i).length());
        line.append(i == 0 ? row.get(i) + gap : "  " + gap + row.get(i));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  /** A threshold: four digits, and two of them only where they say something. */
  static String cut(double threshold) {
    return String.format(Locale.ROOT, "%.4f", threshold).replaceFirst("0{1,2}$", "");
  }

  static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "-";
  }

  static String interval(Estimate estimate) {
    return Double.isFinite(estimate.low())
        ? number(estimate.low()) + " to " + number(estimate.high())
        : "";
  }
}
