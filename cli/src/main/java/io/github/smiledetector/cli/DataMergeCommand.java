package io.github.smiledetector.cli;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.train.data.LabelColumn;
import io.github.smiledetector.train.data.LabelTable;
import io.github.smiledetector.train.data.MergedLabels;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code smile data merge}: several labellings become one soft target. */
@Command(
    name = "merge",
    description = {
      "Makes one soft target, 0 to 1, of several labellings of the same pictures that differ in strictness and reliability.",
      "",
      "The model of Dawid and Skene (1979) finds by expectation maximisation how often each source says smile where there is"
          + " one (sensitivity) and none where there is none (specificity), and from that how probable a smile is in each row."
          + " A source that calls only broad smiles one comes out with a low sensitivity and a high specificity: its yes"
          + " counts much, its no little. Sources may be empty in any row; where all are, so is the target, and training"
          + " leaves the row out.",
      "",
      "Every source starts from a weak prior of 8 right and 2 wrong answers. Targets lie between 0.02 and 0.98: sources err"
          + " together, which the model does not know. With fewer than three sources the answer rests on the prior. All"
          + " columns are kept as they are."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  smile data merge lfw.csv --from emotion=happiness --from broad_smile --from any_smile --out merged.csv",
      "  smile data merge doubted.csv --from emotion=happiness --from any_smile --prior predicted --lean 0.5 --into target --out final.csv",
      "  smile data merge crops/labels.csv --from anna --from ben --from cleo --out crops/merged.csv"
    })
final class DataMergeCommand implements Runnable {
  @Parameters(paramLabel = "TABLE", description = "A label table (CSV).")
  private Path file;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "COLUMN[=WORD]",
      description =
          "A source: a column of numbers from 0 (no smile) to 1 (smile), or a word that means smile. Give two or more, or one and --prior.")
  private List<String> from;

  @Option(
      names = "--prior",
      paramLabel = "COLUMN",
      description =
          "A column of smile probabilities that a model predicted without having seen the rows, as `smile data suspects` adds one: what is believed of a row before its sources speak. One source is enough then.")
  private String prior;

  @Option(
      names = "--lean",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "How far each target is drawn to what --prior says, 0 (not) to 1 (all the way): a model learns better from labels that are half another model's than from labels that err for certain (default: ${DEFAULT-VALUE}).")
  private double lean;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "OUT.csv",
      description =
          "The table to write; its pictures' paths are changed to what they are from there.")
  private Path out;

  @Option(
      names = "--into",
      paramLabel = "COLUMN",
      defaultValue = LabelTable.SMILE,
      description = "What to call the target; TABLE may not have it (default: ${DEFAULT-VALUE}).")
  private String into;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    requireAnother(file, out);
    MergedLabels merged =
        MergedLabels.of(
            LabelTable.read(file),
            from.stream().map(LabelColumn::parse).toList(),
            Optional.ofNullable(prior).map(LabelColumn::parse),
            lean,
            into,
            out);
    merged.table().write();
    PrintWriter to = spec.commandLine().getOut();
    int width = from.stream().mapToInt(String::length).max().orElse(0);
    width = Math.max(width, "source".length());
    to.printf(
        "%-" + width + "s  %8s  %11s  %11s%n", "source", "rows", "sensitivity", "specificity");
    for (MergedLabels.Source source : merged.sources()) {
      to.printf(
          Locale.ROOT,
          "%-" + width + "s  %,8d  %11.3f  %11.3f%n",
          source.label(),
          source.rows(),
          source.sensitivity(),
          source.specificity());
    }
    int[] counts = new int[4];
    for (LabelTable.Row row : merged.table().rows()) {
      String target = row.cell(into);
      double smile = target.isEmpty() ? Double.NaN : Double.parseDouble(target);
      counts[Double.isNaN(smile) ? 3 : smile < 0.1 ? 0 : smile <= 0.9 ? 1 : 2]++;
    }
    to.printf(
        Locale.ROOT,
        "%s: %,d targets below 0.1, %,d from 0.1 to 0.9, %,d above, %,d rows without; %.1f %% smiles, after %d rounds%n",
        out,
        counts[0],
        counts[1],
        counts[2],
        counts[3],
        100 * merged.smilingShare(),
        merged.rounds());
    to.flush();
  }

  /** Refuses to write over the table that was read. */
  static void requireAnother(Path table, Path written) {
    if (table.toAbsolutePath().normalize().equals(written.toAbsolutePath().normalize())) {
      throw new OptionException(written + " is the table itself, which is kept; name another file");
    }
  }
}
