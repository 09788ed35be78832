package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.train.data.ClassChoice;
import io.github.smiledetector.train.data.LabelColumn;
import io.github.smiledetector.train.data.LabelTable;
import io.github.smiledetector.train.data.LabelledPictures;
import io.github.smiledetector.train.data.LabelledTables;
import io.github.smiledetector.train.data.PictureFolders;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /**
   * Reads class folders, or a table.
   *
   * @param data a folder of class folders, or a CSV file
   * @param label the table's column
   * @param choice of class folders
   * @throws io.github.smiledetector.error.DataException if there is no such data
   */
  public static EvaluationData read(Path data, LabelColumn label, ClassChoice choice) {
    if (Files.isDirectory(data)) {
      return new EvaluationData(PictureFolders.read(data, choice), List.of(), Map.of());
    }
    LabelledPictures pictures = LabelledTables.read(List.of(data), label);
    LabelTable table = LabelTable.read(data);
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
