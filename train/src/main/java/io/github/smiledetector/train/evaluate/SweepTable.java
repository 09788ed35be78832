package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.train.files.WholeFile;
import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.EpochResult;
import io.github.smiledetector.train.recipe.History;
import io.github.smiledetector.train.recipe.Provenance;
import io.github.smiledetector.train.recipe.SweepResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A sweep's results side by side, a row a point: {@value #CSV} for programs, in full precision, and
 * {@value #MARKDOWN} for people.
 */
public final class SweepTable {
  /** One line a point, one column a varied option and a figure. */
  public static final String CSV = "sweep.csv";

  /** The same as a Markdown page. */
  public static final String MARKDOWN = "sweep.md";

  private record Column(String head, Function<SweepResult, String> cell) {}

  private SweepTable() {}

  /**
   * Writes {@value #CSV} and {@value #MARKDOWN}, each whole or not at all, over older ones.
   *
   * @param results one a point, all with the same varied options; at least one
   * @param folder the sweep's, which holds the points' folders
   * @throws DataException if a file cannot be written
   */
  public static void write(List<SweepResult> results, Path folder) {
    WholeFile.write(folder.resolve(CSV), csv(results));
    WholeFile.write(folder.resolve(MARKDOWN), markdown(results));
  }

  /**
   * The figures for a terminal: the best accuracy with its interval, its epoch, and how long epochs
   * took.
   *
   * @param results as for {@link #write}
   * @return lines, each ended
   */
  public static String text(List<SweepResult> results) {
    List<Column> columns = varied(results);
    columns.add(new Column("best %", result -> bestWithInterval(result).orElse(state(result))));
    columns.add(new Column("epoch", SweepTable::bestEpoch));
    columns.add(new Column("last %", of(SweepTable::last, SweepTable::percent)));
    columns.add(new Column("s/epoch", of(SweepTable::medianSeconds, SweepTable::seconds)));
    List<List<String>> rows = cells(columns, results);
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      text.append(padded(row, widths(rows), "  ").stripTrailing()).append('\n');
    }
    return text.append(reasons(results)).toString();
  }

  static String csv(List<SweepResult> results) {
    List<Column> columns = varied(results);
    columns.add(new Column("approach", result -> result.stage().label()));
    columns.add(new Column("state", SweepTable::state));
    columns.add(new Column("epochs", of(model -> model.epochs().size())));
    columns.add(new Column("bestEpoch", ofBest(EpochResult::epoch)));
    columns.add(new Column("bestValidationAccuracy", ofBest(EpochResult::validationAccuracy)));
    columns.add(new Column("low95", ofInterval(WilsonInterval::low)));
    columns.add(new Column("high95", ofInterval(WilsonInterval::high)));
    columns.add(
        new Column(
            "validationAccuracyAtHalfLogit", ofBest(EpochResult::validationAccuracyAtHalfLogit)));
    columns.add(new Column("validationLoss", ofBest(EpochResult::validationLoss)));
    columns.add(new Column("lastValidationAccuracy", of(SweepTable::last)));
    columns.add(new Column("validationPictures", of(model -> model.split().validation())));
    columns.add(
        new Column("trainableParameters", result -> String.valueOf(result.trainableParameters())));
    columns.add(new Column("medianSecondsPerEpoch", of(SweepTable::medianSeconds)));
    columns.add(new Column("seconds", of(SweepTable::totalSeconds)));
    columns.add(new Column("frozenBestValidationAccuracy", ofFrozen(SweepTable::bestOfFrozen)));
    columns.add(new Column("frozenSeconds", ofFrozen(SweepTable::totalSeconds)));
    columns.add(new Column("folder", result -> result.folder().getFileName().toString()));
    columns.add(new Column("failure", result -> result.failure().orElse("")));
    return cells(columns, results).stream()
        .map(row -> row.stream().map(SweepTable::field).collect(Collectors.joining(",")) + "\n")
        .collect(Collectors.joining());
  }

  static String markdown(List<SweepResult> results) {
    Optional<SweepResult> winner = winner(results);
    List<Column> columns =
        varied(results).stream()
            .map(column -> new Column(column.head(), bold(winner, column.cell())))
            .collect(Collectors.toCollection(ArrayList::new));
    columns.add(
        new Column(
            "best % (95 %)",
            bold(winner, result -> bestWithInterval(result).orElse(state(result)))));
    columns.add(new Column("epoch", SweepTable::bestEpoch));
    columns.add(
        new Column(
            "at logit 0.5, %",
            ofBest(EpochResult::validationAccuracyAtHalfLogit, SweepTable::percent)));
    columns.add(
        new Column(
            "loss",
            ofBest(EpochResult::validationLoss, loss -> String.format(Locale.ROOT, "%.4f", loss))));
    columns.add(new Column("last, %", of(SweepTable::last, SweepTable::percent)));
    if (results.stream().anyMatch(result -> result.frozen().isPresent())) {
      columns.add(
          new Column("frozen before, %", ofFrozen(SweepTable::bestOfFrozen, SweepTable::percent)));
    }
    columns.add(
        new Column(
            "parameters that learn",
            result -> String.format(Locale.ROOT, "%,d", result.trainableParameters())));
    columns.add(new Column("s/epoch", of(SweepTable::medianSeconds, SweepTable::seconds)));
    columns.add(new Column("s", of(SweepTable::totalSeconds, SweepTable::seconds)));

    List<List<String>> rows =
        cells(columns, results).stream()
            .map(row -> row.stream().map(cell -> cell.replace("|", "\\|")).toList())
            .toList();
    List<Integer> widths = widths(rows);
    StringBuilder page = new StringBuilder();
    page.append("# Sweep over ")
        .append(String.join(", ", results.get(0).values().keySet()))
        .append("\n\n")
        .append(introduction(results))
        .append("\n\n");
    for (int i = 0; i < rows.size(); i++) {
      page.append("| ").append(padded(rows.get(i), widths, " | ")).append(" |\n");
      if (i == 0) {
        page.append('|')
            .append(
                widths.stream()
                    .map(width -> "-".repeat(width + 2))
                    .collect(Collectors.joining("|")))
            .append("|\n");
      }
    }
    String reasons = reasons(results);
    return page.append(reasons.isEmpty() ? "" : "\n" + reasons).toString();
  }

  private static String introduction(List<SweepResult> results) {
    long done = results.stream().filter(result -> result.model().isPresent()).count();
    long failed = results.stream().filter(result -> result.failure().isPresent()).count();
    List<Integer> pictures =
        results.stream()
            .flatMap(result -> result.model().stream())
            .map(model -> model.split().validation())
            .distinct()
            .toList();
    return String.format(
        Locale.ROOT,
        "%d of %d points done%s, each judged by its %s stage's best epoch on %s validation pictures, at a logit of 0 unless said otherwise; in brackets the 95 %% interval (Wilson). Seconds are that stage's.",
        done,
        results.size(),
        failed == 0 ? "" : ", " + failed + " failed",
        results.get(0).stage().label(),
        pictures.size() == 1 ? String.format(Locale.ROOT, "%,d", pictures.get(0)) : "its");
  }

  /** A list of the points that failed, empty if none has. */
  private static String reasons(List<SweepResult> results) {
    return results.stream()
        .filter(result -> result.failure().isPresent())
        .map(result -> "* " + label(result) + " failed: " + result.failure().get() + "\n")
        .collect(Collectors.joining());
  }

  private static String label(SweepResult result) {
    return result.values().entrySet().stream()
        .map(value -> value.getKey() + "=" + value.getValue())
        .collect(Collectors.joining(", "));
  }

  /** The highest accuracy; of equal ones the lowest loss. */
  private static Optional<SweepResult> winner(List<SweepResult> results) {
    return results.stream()
        .filter(result -> result.best().isPresent())
        .min(
            Comparator.comparingDouble(
                    (SweepResult result) -> -result.best().orElseThrow().validationAccuracy())
                .thenComparingDouble(result -> result.best().orElseThrow().validationLoss()));
  }

  private static Function<SweepResult, String> bold(
      Optional<SweepResult> winner, Function<SweepResult, String> cell) {
    return result ->
        winner.filter(result::equals).isPresent()
            ? "**" + cell.apply(result) + "**"
            : cell.apply(result);
  }

  private static List<Column> varied(List<SweepResult> results) {
    return results.get(0).values().keySet().stream()
        .map(name -> new Column(name, result -> result.values().get(name)))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static String state(SweepResult result) {
    return result.model().isPresent()
        ? "done"
        : result.failure().isPresent() ? "failed" : "to come";
  }

  private static Optional<String> bestWithInterval(SweepResult result) {
    return result
        .best()
        .map(
            best -> {
              WilsonInterval interval = interval(result);
              return percent(best.validationAccuracy())
                  + " ("
                  + percent(interval.low())
                  + " to "
                  + percent(interval.high())
                  + ")";
            });
  }

  /** Of a result with a model. */
  static WilsonInterval interval(SweepResult result) {
    return WilsonInterval.of(
        result.best().orElseThrow().validationAccuracy(),
        result.model().orElseThrow().split().validation());
  }

  private static String bestEpoch(SweepResult result) {
    return result
        .best()
        .map(best -> best.epoch() + " of " + result.model().orElseThrow().epochs().size())
        .orElse("");
  }

  private static double last(Provenance model) {
    return model.epochs().get(model.epochs().size() - 1).validationAccuracy();
  }

  private static double bestOfFrozen(Provenance frozen) {
    return new History(Approach.FROZEN, frozen.epochs()).best().orElseThrow().validationAccuracy();
  }

  private static double totalSeconds(Provenance model) {
    return model.epochs().stream().mapToDouble(EpochResult::seconds).sum();
  }

  private static double medianSeconds(Provenance model) {
    double[] sorted = model.epochs().stream().mapToDouble(EpochResult::seconds).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static Function<SweepResult, String> of(Function<Provenance, Object> figure) {
    return result -> result.model().map(figure).map(String::valueOf).orElse("");
  }

  private static Function<SweepResult, String> of(
      ToDoubleFunction<Provenance> figure, Function<Double, String> format) {
    return result -> result.model().map(figure::applyAsDouble).map(format).orElse("");
  }

  private static Function<SweepResult, String> ofFrozen(Function<Provenance, Object> figure) {
    return result -> result.frozen().map(figure).map(String::valueOf).orElse("");
  }

  private static Function<SweepResult, String> ofFrozen(
      ToDoubleFunction<Provenance> figure, Function<Double, String> format) {
    return result -> result.frozen().map(figure::applyAsDouble).map(format).orElse("");
  }

  private static Function<SweepResult, String> ofBest(Function<EpochResult, Object> figure) {
    return result -> result.best().map(figure).map(String::valueOf).orElse("");
  }

  private static Function<SweepResult, String> ofBest(
      ToDoubleFunction<EpochResult> figure, Function<Double, String> format) {
    return result -> result.best().map(figure::applyAsDouble).map(format).orElse("");
  }

  private static Function<SweepResult, String> ofInterval(Function<WilsonInterval, Double> end) {
    return result ->
        result.best().map(best -> String.valueOf(end.apply(interval(result)))).orElse("");
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f", 100 * share);
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%,.1f", seconds);
  }

  /** The heads, then a row a point. */
  private static List<List<String>> cells(List<Column> columns, List<SweepResult> results) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(columns.stream().map(Column::head).toList());
    for (SweepResult result : results) {
      rows.add(columns.stream().map(column -> column.cell().apply(result)).toList());
    }
    return rows;
  }

  private static List<Integer> widths(List<List<String>> rows) {
    return IntStream.range(0, rows.get(0).size())
        .mapToObj(i -> rows.stream().mapToInt(row -> row.get(i).length()).max())
        .map(OptionalInt::orElseThrow)
        .toList();
  }

  private static String padded(List<String> row, List<Integer> widths, String between) {
    return IntStream.range(0, row.size())
        .mapToObj(i -> row.get(i) + " ".repeat(widths.get(i) - row.get(i).length()))
        .collect(Collectors.joining(between));
  }

  /** As RFC 4180 writes a field. */
  private static String field(String text) {
    return text.matches("[^,\"\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
