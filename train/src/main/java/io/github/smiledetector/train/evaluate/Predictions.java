package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.fetch.Progress;
import io.github.smiledetector.train.data.LabelTable;
import io.github.smiledetector.train.data.LabelledPicture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Answers that stand in a CSV file: a column {@code file} with the pictures' names in the data set,
 * and {@code logit} or {@code probability}. An empty cell says that no face was found, unless
 * {@code unreadable} says why the picture was not looked at.
 */
public final class Predictions implements FaceJudge {
  private static final String LOGIT = "logit";
  private static final String PROBABILITY = "probability";
  private static final String LABEL = "label";
  private static final String UNREADABLE = "unreadable";
  private static final int MOST_NAMED = 3;

  private final Path csv;
  private final Reading reading;
  private final Map<String, OptionalDouble> logits = new HashMap<>();
  private final Map<String, String> unreadable = new HashMap<>();

  /**
   * Reads a file.
   *
   * @param csv the file; of logit and probability, the logit counts
   * @param reading how logits are read
   * @throws DataException if it cannot be read or is no such table
   */
  public Predictions(Path csv, Reading reading) {
    this.csv = csv;
    this.reading = reading;
    LabelTable table = LabelTable.read(csv);
    boolean byLogit = table.columns().contains(LOGIT);
    if (!byLogit && !table.columns().contains(PROBABILITY)) {
      throw new DataException(
          csv
              + ", line 1: predictions need a column \"logit\" or \"probability\" beside \"file\";"
              + " found "
              + String.join(", ", table.columns()));
    }
    for (LabelTable.Row row : table.rows()) {
      if (!row.cell(UNREADABLE).isEmpty()) {
        unreadable.put(row.cell(LabelTable.FILE), row.cell(UNREADABLE));
        continue;
      }
      double value =
          byLogit
              ? table.number(row, LOGIT, Double.NaN, -1e9, 1e9)
              : reading.logit(table.number(row, PROBABILITY, Double.NaN, 0, 1));
      logits.put(
          row.cell(LabelTable.FILE),
          Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value));
    }
  }

  @Override
  public String name() {
    return csv.getFileName().toString();
  }

  @Override
  public Optional<ModelUse> use() {
    return Optional.empty();
  }

  @Override
  public Reading reading() {
    return reading;
  }

  @Override
  public Judgements judge(List<LabelledPicture> pictures, Progress progress) {
    List<String> unknown =
        pictures.stream()
            .map(LabelledPicture::name)
            .filter(name -> !logits.containsKey(name) && !unreadable.containsKey(name))
            .toList();
    if (!unknown.isEmpty()) {
      throw new DataException(
          csv
              + ": says nothing of "
              + unknown.size()
              + " of "
              + pictures.size()
              + " pictures, such as "
              + String.join(", ", unknown.subList(0, Math.min(MOST_NAMED, unknown.size())))
              + ". A row was expected for each, \"file\" as the data set names it; leave its"
              + " logit empty where no face was found.");
    }
    List<JudgedPicture> judged = new ArrayList<>();
    List<Judgements.LeftOut> leftOut = new ArrayList<>();
    for (LabelledPicture picture : pictures) {
      String reason = unreadable.get(picture.name());
      if (reason != null) {
        leftOut.add(new Judgements.LeftOut(picture.name(), reason));
        continue;
      }
      judged.add(
          new JudgedPicture(
              picture, logits.get(picture.name()), Optional.empty(), OptionalDouble.empty()));
    }
    return new Judgements(judged, leftOut, 0);
  }

  @Override
  public void close() {
    // Nothing is held.
  }

  /**
   * Writes a model's answers as such a file, whole or not at all, with the labels beside them.
   *
   * @param evaluation of the model
   * @param csv the file; folders that are missing are made
   * @throws DataException if it cannot be written
   */
  public static void write(Evaluation evaluation, Path csv) {
    List<LabelTable.Row> rows = new ArrayList<>();
    for (JudgedPicture picture : evaluation.judgements().judged()) {
      Map<String, String> cells = new LinkedHashMap<>();
      cells.put(LabelTable.FILE, picture.picture().name());
      cells.put(LOGIT, picture.found() ? Double.toString(picture.logit().getAsDouble()) : "");
      cells.put(
          PROBABILITY, picture.found() ? Double.toString(evaluation.probability(picture)) : "");
      cells.put(LABEL, picture.picture().smiling() ? "1" : "0");
      cells.put(UNREADABLE, "");
      rows.add(new LabelTable.Row(rows.size() + 2, cells));
    }
    for (Judgements.LeftOut leftOut : evaluation.judgements().leftOut()) {
      Map<String, String> cells = new LinkedHashMap<>();
      cells.put(LabelTable.FILE, leftOut.name());
      List.of(LOGIT, PROBABILITY, LABEL).forEach(column -> cells.put(column, ""));
      cells.put(UNREADABLE, leftOut.reason());
      rows.add(new LabelTable.Row(rows.size() + 2, cells));
    }
    new LabelTable(csv, List.of(LabelTable.FILE, LOGIT, PROBABILITY, LABEL, UNREADABLE), rows)
        .write();
  }
}
