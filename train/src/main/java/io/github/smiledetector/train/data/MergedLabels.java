package io.github.smiledetector.train.data;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Several labellings of the same pictures, of different strictness and reliability, as one soft
 * target.
 *
 * <p>The model is that of Dawid and Skene: whether a picture shows a smile is hidden; every source
 * says so of those that do with its own probability (sensitivity), and says no of those that do not
 * with another (specificity), independently of the other sources. Expectation maximisation finds
 * these and the share of smiles; the target is the probability of a smile given what the row's
 * sources say. A strict source, such as one of broad smiles only, comes out with a low sensitivity
 * and a high specificity, so that its yes says much and its no little.
 *
 * <p>Each sensitivity and specificity has a weak prior, {@value #RIGHT} right answers and {@value
 * #WRONG} wrong ones seen beforehand, which keeps a smile from becoming its opposite and small
 * sources from certainty. Sources do err together, which the model does not know; so no target is
 * surer than {@value #LEAST} or 1 - {@value #LEAST}.
 *
 * <p>Where a model that has not seen a picture predicts it, as in cross-validation, that takes the
 * place of the share of smiles as what is believed of the row before any source speaks, within
 * {@value #PRIOR_LEAST} and 1 - {@value #PRIOR_LEAST}. How reliable the sources are is found
 * without it: such models learnt from these sources, so they would confirm them. A source alone is
 * taken to be right {@value #ALONE} times.
 *
 * @param table the source table with one column more, the target; it is empty where no source says
 *     anything. Its file is the one to write
 * @param sources what was estimated, in the order given
 * @param smilingShare the estimated share of smiles
 * @param rounds how many rounds of estimation it took
 * @see <a href="https://doi.org/10.2307/2346806">A. P. Dawid, A. M. Skene, Maximum likelihood
 *     estimation of observer error-rates using the EM algorithm, Applied Statistics 1979</a>
 */
public record MergedLabels(
    LabelTable table, List<Source> sources, double smilingShare, int rounds) {
  private static final double RIGHT = 8;
  private static final double WRONG = 2;
  private static final double LEAST = 0.02;
  private static final double PRIOR_LEAST = 0.01;
  private static final double ALONE = 0.9;
  private static final int WORDS_SHOWN = 10;
  private static final int MOST_ROUNDS = 1000;
  private static final double SETTLED = 1e-6;

  /**
   * How reliable a source is.
   *
   * @param label its column
   * @param rows how many rows it labels
   * @param sensitivity probability that it says smile where there is one
   * @param specificity probability that it says none where there is none
   */
  public record Source(LabelColumn label, int rows, double sensitivity, double specificity) {}

  /** Copies the list. */
  public MergedLabels {
    sources = List.copyOf(sources);
  }

  /**
   * Merges columns of a table.
   *
   * @param table stays as it is
   * @param labels at least two columns, or one beside a prior; a cell between 0 and 1 counts as
   *     that much of a yes
   * @param prior a column of probabilities predicted without these labels, empty where there is
   *     none
   * @param lean how far each target is drawn to what was predicted, 0 (not) to 1 (all the way)
   * @param column what to call the target, a column that the table does not have
   * @param to the file of the new table; its pictures' paths are those seen from there
   * @throws OptionException if there are fewer than two labels, one is named twice, or the column
   *     is there
   * @throws DataException if a column is missing, or empty in all rows, or a cell is no number from
   *     0 to 1
   */
  public static MergedLabels of(
      LabelTable table,
      List<LabelColumn> labels,
      Optional<LabelColumn> prior,
      double lean,
      String column,
      Path to) {
    requireUsable(table, labels, prior, column);
    if (!(lean >= 0 && lean <= 1) || (lean > 0 && prior.isEmpty())) {
      throw new OptionException(
          prior.isEmpty()
              ? "targets can only lean to a prediction, and none is named (--prior)"
              : "targets lean to the prediction by a share from 0 to 1, not " + lean);
    }
    double[][] said = said(table, labels);
    double[] believed =
        prior.isEmpty()
            ? new double[0]
            : table.rows().stream()
                .mapToDouble(row -> prior.get().of(table, row).orElse(Double.NaN))
                .toArray();
    Estimate estimate = new Estimate(said, labels.size());
    int rounds = 0;
    if (labels.size() == 1) {
      estimate.takeAtItsWord();
    } else {
      do {
        rounds++;
      } while (estimate.improve() > SETTLED && rounds < MOST_ROUNDS);
    }
    estimate.believe(believed);

    List<Source> sources = new ArrayList<>();
    for (int source = 0; source < labels.size(); source++) {
      sources.add(
          new Source(
              labels.get(source),
              count(said, source),
              estimate.sensitivity[source],
              estimate.specificity[source]));
    }
    List<String> columns = new ArrayList<>(table.columns());
    columns.add(column);
    LabelTable moved = table.movedTo(to);
    List<LabelTable.Row> rows = new ArrayList<>();
    for (int i = 0; i < said.length; i++) {
      LabelTable.Row row = moved.rows().get(i);
      Map<String, String> cells = new LinkedHashMap<>(row.cells());
      double predicted = believed.length == 0 ? Double.NaN : believed[i];
      cells.put(column, isSilent(said[i]) ? "" : target(estimate.smiling[i], predicted, lean));
      rows.add(new LabelTable.Row(row.line(), cells));
    }
    return new MergedLabels(
        new LabelTable(to, columns, rows), sources, estimate.smilingShare, rounds);
  }

  /** Merges columns of a table of which nothing was predicted. */
  public static MergedLabels of(
      LabelTable table, List<LabelColumn> labels, String column, Path to) {
    return of(table, labels, Optional.empty(), 0, column, to);
  }

  private static void requireUsable(
      LabelTable table, List<LabelColumn> labels, Optional<LabelColumn> prior, String column) {
    if (labels.size() < (prior.isPresent() ? 1 : 2)) {
      throw new OptionException(
          "two labels or more are needed to merge, or one beside a prediction, not "
              + labels.size());
    }
    Set<String> named = new HashSet<>();
    for (LabelColumn label : labels) {
      if (!named.add(label.column())) {
        throw new OptionException("the column " + label.column() + " is named twice");
      }
    }
    if (table.columns().contains(column)) {
      throw new OptionException(
          table.file()
              + " has a column \""
              + column
              + "\" already, which is not written over; choose another name for the target");
    }
  }

  /** By row and source: 0 to 1, or NaN where a source says nothing. */
  private static double[][] said(LabelTable table, List<LabelColumn> labels) {
    double[][] said = new double[table.rows().size()][labels.size()];
    for (int i = 0; i < said.length; i++) {
      for (int source = 0; source < labels.size(); source++) {
        OptionalDouble smile = labels.get(source).of(table, table.rows().get(i));
        said[i][source] = smile.orElse(Double.NaN);
      }
    }
    for (int source = 0; source < labels.size(); source++) {
      if (count(said, source) == 0) {
        throw new DataException(
            table.file() + ": no row has anything in the column " + labels.get(source).column());
      }
      requireWord(table, labels.get(source));
    }
    return said;
  }

  /** A word that never stands there is a slip of the pen, not a labelling without smiles. */
  private static void requireWord(LabelTable table, LabelColumn label) {
    if (label.word().isEmpty()) {
      return;
    }
    Set<String> words = new TreeSet<>();
    for (LabelTable.Row row : table.rows()) {
      String cell = row.cell(label.column());
      if (cell.equalsIgnoreCase(label.word().get())) {
        return;
      }
      words.add(cell);
    }
    words.remove("");
    throw new DataException(
        table.file()
            + ": no row has "
            + label.word().get()
            + " in the column "
            + label.column()
            + "; there are "
            + words.stream().limit(WORDS_SHOWN).collect(Collectors.joining(", ")));
  }

  private static int count(double[][] said, int source) {
    int count = 0;
    for (double[] row : said) {
      count += Double.isNaN(row[source]) ? 0 : 1;
    }
    return count;
  }

  private static boolean isSilent(double[] row) {
    for (double smile : row) {
      if (!Double.isNaN(smile)) {
        return false;
      }
    }
    return true;
  }

  private static String target(double smiling, double predicted, double lean) {
    double target = Math.max(LEAST, Math.min(1 - LEAST, smiling));
    if (!Double.isNaN(predicted)) {
      target += lean * (predicted - target);
    }
    return String.format(Locale.ROOT, "%.3f", target);
  }

  /** What is believed so far. */
  private static final class Estimate {
    final double[] sensitivity;
    final double[] specificity;
    double smilingShare;

    /** By row, the probability of a smile. */
    final double[] smiling;

    private final double[][] said;

    /** Begins with the mean of what a row's sources say. */
    Estimate(double[][] said, int sources) {
      this.said = said;
      this.sensitivity = new double[sources];
      this.specificity = new double[sources];
      this.smiling = new double[said.length];
      for (int i = 0; i < said.length; i++) {
        double sum = 0.5;
        double count = 1;
        for (double smile : said[i]) {
          if (!Double.isNaN(smile)) {
            sum += smile;
            count++;
          }
        }
        smiling[i] = sum / count;
      }
    }

    /** One round; says how much the probability of a row changed at most. */
    double improve() {
      double sum = 1;
      double rows = 2;
      for (int i = 0; i < said.length; i++) {
        if (!isSilent(said[i])) {
          sum += smiling[i];
          rows++;
        }
      }
      smilingShare = sum / rows;
      for (int source = 0; source < sensitivity.length; source++) {
        judge(source);
      }
      double change = 0;
      for (int i = 0; i < said.length; i++) {
        double probability = probability(said[i], smilingShare);
        change = Math.max(change, Math.abs(probability - smiling[i]));
        smiling[i] = probability;
      }
      return change;
    }

    private void judge(int source) {
      double yesOfSmiles = RIGHT;
      double smiles = RIGHT + WRONG;
      double noOfOthers = RIGHT;
      double others = RIGHT + WRONG;
      for (int i = 0; i < said.length; i++) {
        double yes = said[i][source];
        if (!Double.isNaN(yes)) {
          yesOfSmiles += smiling[i] * yes;
          smiles += smiling[i];
          noOfOthers += (1 - smiling[i]) * (1 - yes);
          others += 1 - smiling[i];
        }
      }
      sensitivity[source] = yesOfSmiles / smiles;
      specificity[source] = noOfOthers / others;
    }

    /** With a single source there is nothing to compare. */
    void takeAtItsWord() {
      sensitivity[0] = ALONE;
      specificity[0] = ALONE;
      double yes = 0;
      double rows = 0;
      for (double[] row : said) {
        if (!isSilent(row)) {
          yes += row[0];
          rows++;
        }
      }
      smilingShare = yes / rows;
    }

    /**
     * Puts predictions in the place of the share of smiles.
     *
     * @param predicted by row, NaN where nothing is; empty to leave all as it is
     */
    void believe(double[] predicted) {
      for (int i = 0; i < predicted.length; i++) {
        double prior =
            Double.isNaN(predicted[i])
                ? smilingShare
                : Math.max(PRIOR_LEAST, Math.min(1 - PRIOR_LEAST, predicted[i]));
        smiling[i] = probability(said[i], prior);
      }
    }

    private double probability(double[] row, double prior) {
      double logit = Math.log(prior / (1 - prior));
      for (int source = 0; source < row.length; source++) {
        double yes = row[source];
        if (!Double.isNaN(yes)) {
          logit += yes * Math.log(sensitivity[source] / (1 - specificity[source]));
          logit += (1 - yes) * Math.log((1 - sensitivity[source]) / specificity[source]);
        }
      }
      return 1 / (1 + Math.exp(-logit));
    }
  }
}
