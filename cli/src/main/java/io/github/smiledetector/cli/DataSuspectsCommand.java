package io.github.smiledetector.cli;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.train.data.LabelTable;
import io.github.smiledetector.train.evaluate.DoubtedLabels;
import io.github.smiledetector.train.evaluate.PictureSheet;
import io.github.smiledetector.train.evaluate.TitledPicture;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code smile data suspects}: labels that models contradict which have not seen them. */
@Command(
    name = "suspects",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Finds labels that are probably wrong: those that are contradicted by a model which was trained without the picture.",
      "",
      "Divide a table into folds, train on each, and let each model judge what it has not seen. This then writes the table with"
          + " the predicted probability beside the label, and draws the pictures whose label and prediction lie furthest"
          + " apart. No label is changed. `smile data merge` takes the predictions as one more opinion.",
      ""
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  smile data split labels.csv --folds 5 --out folds",
      "  for k in 1 2 3 4 5; do",
      "    smile train folds/fold-$k/train.csv --recipe general --out folds/run-$k",
      "    smile export folds/run-$k/unfrozen_model --out folds/$k.smile",
      "    smile evaluate folds/$k.smile folds/fold-$k/test.csv --predictions folds/fold-$k/predictions.csv",
      "  done",
      "  smile data suspects labels.csv --predictions folds/fold-1/predictions.csv --predictions folds/fold-2/predictions.csv \\",
      "    ... --out doubted.csv --sheet suspects.png"
    })
final class DataSuspectsCommand implements Runnable {
  /** Labels this far from the prediction are counted as suspects. */
  private static final double SUSPECT = 0.8;

  @Parameters(paramLabel = "TABLE", description = "A label table (CSV).")
  private Path file;

  @Option(
      names = "--predictions",
      required = true,
      paramLabel = "FILE.csv",
      description =
          "What `smile evaluate --predictions` wrote, beside the table it judged. Once for each fold.")
  private List<Path> predictions;

  @Mixin private TableOptions tables;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "OUT.csv",
      description = "The table to write, with a column predicted.")
  private Path out;

  @Option(
      names = "--sheet",
      paramLabel = "FILE.png",
      description = "Draw the most contradicted pictures here.")
  private Path sheet;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "60",
      description = "How many pictures to draw, 1 to 400 (default: ${DEFAULT-VALUE}).")
  private int count;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    if (count < 1 || count > 400) {
      throw new OptionException("--count must be from 1 to 400, not " + count);
    }
    DataMergeCommand.requireAnother(file, out);
    DoubtedLabels doubted =
        DoubtedLabels.of(LabelTable.read(file), tables.column(), predictions, out);
    doubted.table().write();
    List<DoubtedLabels.Doubt> doubts = doubted.doubts();
    if (sheet != null) {
      List<DoubtedLabels.Doubt> worst = doubts.subList(0, Math.min(count, doubts.size()));
      new PictureSheet(
              "the %d most doubted labels".formatted(worst.size()),
              "above each its label and the probability predicted without it",
              worst.stream().map(DataSuspectsCommand::titled).toList())
          .write(sheet);
    }
    PrintWriter to = spec.commandLine().getOut();
    to.printf(
        Locale.ROOT,
        "%s: %,d labels with a prediction, %,d of them %.1f or further from it%n",
        out,
        doubts.size(),
        doubts.stream().filter(doubt -> doubt.distance() >= SUSPECT).count(),
        SUSPECT);
    to.flush();
  }

  private static TitledPicture titled(DoubtedLabels.Doubt doubt) {
    return new TitledPicture(
        String.format(Locale.ROOT, "%.2f, not %.2f?", doubt.label(), doubt.predicted()),
        PictureReader.read(doubt.file()));
  }
}
