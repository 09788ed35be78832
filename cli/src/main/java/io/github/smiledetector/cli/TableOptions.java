package io.github.smiledetector.cli;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.train.data.ClassChoice;
import io.github.smiledetector.train.data.LabelColumn;
import io.github.smiledetector.train.data.LabelTable;
import io.github.smiledetector.train.data.LabelledPictures;
import io.github.smiledetector.train.data.LabelledTables;
import io.github.smiledetector.train.data.PictureFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that says which column of a table holds the labels. */
final class TableOptions {
  @Option(
      names = "--label",
      paramLabel = "COLUMN[=WORD]",
      description =
          "In a table: the column with the label, a number from 0 to 1, or the word that means a smile, such as expression=grin (default: smile).")
  private String label;

  /**
   * Reads what was named: one folder of class folders, or tables.
   *
   * @param data at least one path
   * @param classes which folder smiles
   */
  LabelledPictures read(List<Path> data, ClassOptions classes) {
    return read(data, classes, Optional.empty(), List.of());
  }

  /**
   * As {@link #read(List, ClassOptions)}, with a second label and with weights.
   *
   * @param broad the column of the labels for broad smiles
   * @param weights of the tables; empty for all the same
   */
  LabelledPictures read(
      List<Path> data, ClassOptions classes, Optional<LabelColumn> broad, List<Double> weights) {
    if (data.stream().allMatch(TableOptions::isTable)) {
      refuseClasses(data.get(0), classes);
      return LabelledTables.read(data, column(), broad, weights);
    }
    if (data.size() > 1) {
      throw new OptionException(
          "several data sets are given as CSV tables (`smile data crop` makes one of a folder); found a folder among "
              + data);
    }
    refuseLabel(data.get(0), label);
    if (broad.isPresent() || !weights.isEmpty()) {
      throw new OptionException(
          "--broad and --table-weights go with CSV tables, and " + data.get(0) + " is none");
    }
    return PictureFolders.read(data.get(0), classes.choice());
  }

  /** The column that the option names, or the usual one. */
  LabelColumn column() {
    return label == null ? LabelColumn.DEFAULT : LabelColumn.parse(label);
  }

  /**
   * Reads what was named as a table, all of its columns.
   *
   * @param data a folder of class folders, or a table
   * @param label column to make {@code smile} of, whose empty rows are left out; null to leave the
   *     table as it is
   * @param classes which folder smiles
   */
  static LabelTable table(Path data, String label, ClassOptions classes) {
    if (!isTable(data)) {
      refuseLabel(data, label);
      return PictureFolders.table(data, classes.choice());
    }
    refuseClasses(data, classes);
    LabelTable table = LabelTable.read(data);
    return label == null ? table : LabelColumn.parse(label).labelled(table);
  }

  private static void refuseLabel(Path folder, String label) {
    if (label != null) {
      throw new OptionException(
          "--label names a column of a CSV table, but "
              + folder
              + " is none; in class folders the folders are the labels: say --smiling");
    }
  }

  private static void refuseClasses(Path table, ClassOptions classes) {
    if (!classes.choice().equals(ClassChoice.GUESS)) {
      throw new OptionException(
          "--smiling and --rest are for class folders, but " + table + " is a table; say --label");
    }
  }

  /** Whether a path is that of a table rather than of a folder of pictures. */
  static boolean isTable(Path path) {
    return path.toString().toLowerCase(Locale.ROOT).endsWith(".csv") && !Files.isDirectory(path);
  }
}
