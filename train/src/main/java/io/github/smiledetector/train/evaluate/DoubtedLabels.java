package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.train.data.LabelColumn;
import io.github.smiledetector.train.data.LabelTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Labels that models contradict which have not seen them: in cross-validation every picture is
 * judged by a model that was trained without it, and where such a model is sure of the opposite,
 * the label is often wrong (Northcutt, Jiang and Chuang, "Confident Learning", 2021). No label is
 * changed: they are to be looked at, or merged with the prediction as one more opinion.
 *
 * @param table the labels with one column more, {@link #PREDICTED}, empty where nothing was
 *     predicted; its file is the one to write
 * @param doubts all labelled pictures with a prediction, the most contradicted first
 */
public record DoubtedLabels(LabelTable table, List<Doubt> doubts) {
  /** The column of the predicted smile probability. */
  public static final String PREDICTED = "predicted";

  /**
   * One label against a prediction.
   *
   * @param file the picture's
   * @param label what the table says, 0 to 1
   * @param predicted the smile probability
   */
  public record Doubt(Path file, double label, double predicted) {
    /** How far they lie apart, 0 to 1. */
    public double distance() {
      return Math.abs(label - predicted);
    }
  }

  /** Copies the list. */
  public DoubtedLabels {
    doubts = List.copyOf(doubts);
  }

  /**
   * Compares labels with predictions.
   *
   * @param labels stays as it is; without a column {@link #PREDICTED}
   * @param column which of its columns is the label
   * @param predictions files as {@link Predictions#write} writes them, each beside the table it was
   *     made of, so that its paths lead to the pictures from its own folder
   * @param to the file of the new table
   * @throws OptionException if the table has been through this already
   * @throws DataException if a file cannot be read, two predict for one picture, or none predicts
   *     for any of the table's
   */
  public static DoubtedLabels of(
      LabelTable labels, LabelColumn column, List<Path> predictions, Path to) {
    if (labels.columns().contains(PREDICTED)) {
      throw new OptionException(
          labels.file() + " has a column \"" + PREDICTED + "\" already, which is not written over");
    }
    Map<Path, Double> predicted = new HashMap<>();
    for (Path file : predictions) {
      LabelTable answers = LabelTable.read(file);
      for (LabelTable.Row row : answers.rows()) {
        double probability = answers.number(row, "probability", Double.NaN, 0, 1);
        if (!Double.isNaN(probability)
            && predicted.put(answers.picture(row).normalize(), probability) != null) {
          throw new DataException(
              file
                  + ", line "
                  + row.line()
                  + ": "
                  + row.cell(LabelTable.FILE)
                  + " was predicted before; in cross-validation each picture is judged once");
        }
      }
    }
    List<String> columns = new ArrayList<>(labels.columns());
    columns.add(PREDICTED);
    LabelTable moved = labels.movedTo(to);
    List<LabelTable.Row> rows = new ArrayList<>();
    List<Doubt> doubts = new ArrayList<>();
    for (LabelTable.Row row : moved.rows()) {
      Path picture = moved.picture(row).normalize();
      Double probability = predicted.get(picture);
      Map<String, String> cells = new LinkedHashMap<>(row.cells());
      cells.put(
          PREDICTED, probability == null ? "" : String.format(Locale.ROOT, "%.4f", probability));
      rows.add(new LabelTable.Row(row.line(), cells));
      OptionalDouble label = column.of(moved, row);
      if (probability != null && label.isPresent()) {
        doubts.add(new Doubt(picture, label.getAsDouble(), probability));
      }
    }
    if (doubts.isEmpty()) {
      throw new DataException(
          "no prediction is of a labelled picture of "
              + labels.file()
              + "; paths in predictions count from their own folder, so each belongs beside the"
              + " table it was made of");
    }
    doubts.sort(Comparator.comparingDouble(Doubt::distance).reversed());
    return new DoubtedLabels(new LabelTable(to, columns, rows), doubts);
  }
}
