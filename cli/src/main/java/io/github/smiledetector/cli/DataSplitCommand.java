package io.github.smiledetector.cli;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.train.data.GroupSplit;
import io.github.smiledetector.train.data.LabelTable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code smile data split}: a table is divided by persons. */
@Command(
    name = "split",
    description = {
      "Divides a label table by groups: all rows of a person, or of whatever --by names, are on one side. A test on persons"
          + " that a model has learnt from tells too well of it.",
      "",
      "Groups are drawn at random from the seed; the same seed gives the same split anywhere. Paths in the tables written are"
          + " changed to what they are from there."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  smile data split labels.csv --by person --share 0.1 --out test.csv --rest train.csv",
      "  smile data split labels.csv --by person --share 0.1 --require-column checked --out test.csv --rest train.csv",
      "  smile data split labels.csv --by person --folds 5 --out folds"
    })
final class DataSplitCommand implements Runnable {
  /** What becomes of rows without a group. */
  private enum Unknown {
    REST,
    DROP
  }

  @Parameters(paramLabel = "TABLE", description = "A label table (CSV).")
  private Path file;

  @Option(
      names = "--by",
      paramLabel = "COLUMN",
      defaultValue = LabelTable.PERSON,
      description = "Column of the groups (default: ${DEFAULT-VALUE}).")
  private String by;

  @Option(
      names = "--share",
      paramLabel = "S",
      description =
          "Share of the rows to hold out, met as nearly as whole groups allow (default: 0.1).")
  private Double share;

  @Option(
      names = "--folds",
      paramLabel = "K",
      description =
          "Instead of --share: K divisions, each row held out in one of them; writes fold-1/train.csv, fold-1/test.csv and so on.")
  private Integer folds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Decides the draw (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "HELDOUT.csv|DIR",
      description = "Table of the rows held out; with --folds the folder of the folds.")
  private Path out;

  @Option(names = "--rest", paramLabel = "REST.csv", description = "Table of the other rows.")
  private Path rest;

  @Option(
      names = "--unknown",
      paramLabel = "rest|drop",
      defaultValue = "rest",
      description = "Where rows without a group go (default: ${DEFAULT-VALUE}).")
  private Unknown unknown;

  @Option(
      names = "--require-column",
      paramLabel = "COLUMN",
      description =
          "Hold out only rows in which this column is filled, and count the share among such rows; other rows of the same groups are in neither table. May be given several times.")
  private List<String> required = List.of();

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    if ((folds == null) == (rest == null)) {
      throw new OptionException(
          "give either --rest, the table of the rows that are not held out, or --folds");
    }
    if (folds != null && share != null) {
      throw new OptionException("--share and --folds exclude one another");
    }
    LabelTable table = LabelTable.read(file);
    GroupSplit.Rule rule = new GroupSplit.Rule(by, seed, unknown == Unknown.DROP, required);
    if (folds == null) {
      write(GroupSplit.of(table, rule, share == null ? 0.1 : share), out, rest);
    } else {
      List<GroupSplit> splits = GroupSplit.folds(table, rule, folds);
      for (int i = 0; i < splits.size(); i++) {
        Path fold = out.resolve("fold-" + (i + 1));
        write(splits.get(i), fold.resolve("test.csv"), fold.resolve("train.csv"));
      }
    }
  }

  private void write(GroupSplit split, Path heldOut, Path others) {
    DataMergeCommand.requireAnother(file, heldOut);
    DataMergeCommand.requireAnother(file, others);
    DataMergeCommand.requireAnother(heldOut, others);
    split.rest().movedTo(others).write();
    split.heldOut().movedTo(heldOut).write();
    PrintWriter to = spec.commandLine().getOut();
    to.printf(
        Locale.ROOT,
        "%s: %,d rows of %,d groups; %s: %,d rows of %,d groups; %,d rows in neither%n",
        heldOut,
        split.heldOut().rows().size(),
        groups(split.heldOut()),
        others,
        split.rest().rows().size(),
        groups(split.rest()),
        split.dropped());
    to.flush();
  }

  private long groups(LabelTable table) {
    return table.rows().stream()
        .map(row -> row.cell(by))
        .filter(name -> !name.isEmpty())
        .distinct()
        .count();
  }
}
