package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.train.data.LabelTable;
import io.github.smiledetector.train.data.LabelledPictures;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Labelled pictures and, where they come from a table, all else that it says of them.
 *
 * @param pictures with labels
 * @param columns of the table; none for class folders
 * @param cells a picture's row, by its name
 */
public record EvaluationData(
    LabelledPictures pictures, List<String> columns, Map<String, LabelTable.Row> cells) {
  /** By this name, photos are divided by the width of the face found. */
  public static final String SIZE = "size";

  /** Pictures of class folders. */
  public static EvaluationData of(LabelledPictures pictures) {
    return new EvaluationData(pictures, List.of(), Map.of());
  }

  /**
   * Pictures of a table.
   *
   * @param pictures those that are labelled
   * @param table where they and their labels stand
   */
  public static EvaluationData of(LabelledPictures pictures, LabelTable table) {
    Map<String, LabelTable.Row> cells = new HashMap<>();
    table.rows().forEach(row -> cells.put(row.cell(LabelTable.FILE), row));
    return new EvaluationData(pictures, table.columns(), cells);
  }

  /**
   * Divides the pictures.
   *
   * @param column of the table, or {@value #SIZE} for the width of faces
   * @param whole whether faces are found in photos, so that they have a width
   * @throws OptionException if there is no such column
   */
  public Slicing slicing(String column, boolean whole) {
    if (whole && column.equals(SIZE)) {
      return Slicing.byFaceWidth(column);
    }
    if (!columns.contains(column)) {
      throw new OptionException(
          "there is no column \""
              + column
              + "\" to slice by; "
              + (columns.isEmpty()
                  ? "class folders have none"
                  : "the table has " + String.join(", ", columns))
              + " (and --slice size goes with --whole)");
    }
    return Slicing.byColumn(column, picture -> cells.get(picture.picture().name()).cell(column));
  }
}
