package io.github.smiledetector.train.data;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which column of a table says whether a picture shows a smile, and in which words.
 *
 * @param column its name
 * @param word what stands there for a smile, any other word being none; without it, the cells are
 *     numbers from 0 (no smile) to 1 (smile)
 */
public record LabelColumn(String column, Optional<String> word) {
  /** The column {@code smile} with numbers. */
  public static final LabelColumn DEFAULT = new LabelColumn(LabelTable.SMILE, Optional.empty());

  /**
   * Reads what a user writes.
   *
   * @param text {@code COLUMN} or {@code COLUMN=WORD}, such as {@code expression=grin}
   * @throws OptionException if it is neither
   */
  public static LabelColumn parse(String text) {
    int equals = text.indexOf('=');
    String column = (equals < 0 ? text : text.substring(0, equals)).strip();
    Optional<String> word =
        equals < 0 ? Optional.empty() : Optional.of(text.substring(equals + 1).strip());
    if (column.isEmpty() || word.filter(String::isEmpty).isPresent()) {
      throw new OptionException(
          "a label is given as COLUMN or COLUMN=WORD, such as smile or expression=grin, not \""
              + text
              + '"');
    }
    return new LabelColumn(column, word);
  }

  /**
   * How much of a smile a row says there is.
   *
   * @return 0 to 1; empty where the cell is
   * @throws DataException if there is no such column or the cell is no such number
   */
  public OptionalDouble of(LabelTable table, LabelTable.Row row) {
    table.require(column);
    String cell = row.cell(column);
    if (cell.isEmpty()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        word.map(smile -> smile.equalsIgnoreCase(cell) ? 1.0 : 0.0)
            .orElseGet(() -> table.number(row, column, 0, 0, 1)));
  }

  /**
   * The rows that this column labels, with a column {@code smile} made of it.
   *
   * @throws DataException if the table has another column {@code smile}, which would be lost, or a
   *     cell is no such number
   */
  public LabelTable labelled(LabelTable table) {
    boolean same = column.equals(LabelTable.SMILE);
    if (!same && table.columns().contains(LabelTable.SMILE)) {
      throw new DataException(
          table.file()
              + ": has a column \"smile\" already; rename it, or use it instead of "
              + column);
    }
    List<LabelTable.Row> rows = new ArrayList<>();
    for (LabelTable.Row row : table.rows()) {
      OptionalDouble smile = of(table, row);
      if (smile.isPresent()) {
        Map<String, String> cells = new LinkedHashMap<>(row.cells());
        double value = smile.getAsDouble();
        cells.put(
            LabelTable.SMILE,
            value == Math.rint(value) ? Integer.toString((int) value) : Double.toString(value));
        rows.add(new LabelTable.Row(row.line(), cells));
      }
    }
    if (rows.isEmpty()) {
      throw new DataException(table.file() + ": no row has anything in the column " + column);
    }
    List<String> columns = new ArrayList<>(table.columns());
    if (!same) {
      columns.add(LabelTable.SMILE);
    }
    return new LabelTable(table.file(), columns, rows);
  }

  @Override
  public String toString() {
    return word.map(smile -> column + "=" + smile).orElse(column);
  }
}
