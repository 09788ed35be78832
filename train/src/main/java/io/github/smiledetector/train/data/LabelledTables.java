package io.github.smiledetector.train.data;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** A data set that tables describe, each with its own pictures. */
public final class LabelledTables {
  private LabelledTables() {}

  /**
   * Reads tables as one data set.
   *
   * @param tables CSV files as {@link LabelTable} describes them, at least one; where there are
   *     several, the pictures of each are named with the table's own name before their path, and
   *     the table's place where two have the same name
   * @param label the column that says what smiles, in all of them; rows where it is empty are left
   *     out
   * @param broad the column that says what smiles broadly; may be empty in any row, and missing in
   *     all but one of several tables
   * @param weights how much the pictures of each table count, besides their own weights; empty for
   *     all the same
   * @return the pictures in the tables' order, at least one that smiles and one that does not
   * @throws OptionException if there are weights, but not one above 0 for each table
   * @throws DataException if a table cannot be read, or a class has no picture; it names file and
   *     line
   */
  public static LabelledPictures read(
      List<Path> tables, LabelColumn label, Optional<LabelColumn> broad, List<Double> weights) {
    if (!weights.isEmpty()
        && (weights.size() != tables.size() || !weights.stream().allMatch(each -> each > 0))) {
      throw new OptionException(
          "a weight above 0 for each of the "
              + tables.size()
              + " tables was expected, not "
              + weights);
    }
    List<LabelledPicture> pictures = new ArrayList<>();
    boolean broadFound = broad.isEmpty();
    Set<String> prefixes = new HashSet<>();
    for (int place = 0; place < tables.size(); place++) {
      Path file = tables.get(place);
      double weight = weights.isEmpty() ? 1 : weights.get(place);
      String prefix = tables.size() == 1 ? "" : stem(file) + "/";
      if (!prefixes.add(prefix)) {
        prefix = place + 1 + "-" + prefix;
        prefixes.add(prefix);
      }
      LabelTable table = LabelTable.read(file);
      Optional<LabelColumn> stricter =
          broad.filter(column -> table.columns().contains(column.column()));
      broadFound |= stricter.isPresent();
      for (LabelTable.Row row : table.rows()) {
        OptionalDouble smile = label.of(table, row);
        if (smile.isPresent()) {
          double broadly =
              stricter.map(column -> column.of(table, row).orElse(Double.NaN)).orElse(Double.NaN);
          pictures.add(picture(table, row, prefix, smile.getAsDouble(), broadly, weight));
        }
      }
    }
    if (!broadFound) {
      throw new DataException(
          names(tables) + ": no column \"" + broad.orElseThrow().column() + "\" for broad smiles");
    }
    for (boolean smiles : new boolean[] {true, false}) {
      if (pictures.stream().noneMatch(picture -> picture.smiling() == smiles)) {
        throw new DataException(
            names(tables)
                + ": by the column "
                + label
                + ", of "
                + pictures.size()
                + " labelled pictures none "
                + (smiles ? "smiles" : "is without a smile"));
      }
    }
    return new LabelledPictures(
        tables.get(0).toAbsolutePath().normalize().getParent(),
        names(tables),
        label.toString(),
        List.of("not " + label),
        pictures,
        true);
  }

  /**
   * Reads tables as one data set in which nobody said which smiles are broad; all count the same.
   */
  public static LabelledPictures read(List<Path> tables, LabelColumn label) {
    return read(tables, label, Optional.empty(), List.of());
  }

  private static LabelledPicture picture(
      LabelTable table,
      LabelTable.Row row,
      String prefix,
      double smile,
      double broad,
      double weight) {
    return new LabelledPicture(
        table.picture(row),
        prefix + row.cell(LabelTable.FILE),
        smile,
        broad,
        weight * table.number(row, LabelTable.WEIGHT, 1, 1e-6, 1e6),
        row.cell(LabelTable.PERSON),
        table.number(row, LabelTable.SHARE, 1, 0.05, 1));
  }

  private static String names(List<Path> tables) {
    return tables.stream().map(LabelledTables::stem).collect(Collectors.joining("+"));
  }

  /** {@code crops/lfw/labels.csv} is {@code lfw}; {@code more.csv} is {@code more}. */
  private static String stem(Path table) {
    Path file = table.toAbsolutePath().normalize();
    String name = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    Path parent = file.getParent().getFileName();
    return name.equals("labels") && parent != null ? parent.toString() : name;
  }
}
