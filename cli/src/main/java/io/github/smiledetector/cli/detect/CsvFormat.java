package io.github.smiledetector.cli.detect;

import io.github.smiledetector.FaceSmile;
import io.github.smiledetector.PictureSmiles;
import io.github.smiledetector.Rounded;
import io.github.smiledetector.Unjudged;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.geometry.Box;
import java.util.List;
import java.util.StringJoiner;

/**
 * For spreadsheets: CSV after RFC 4180, a row a face, and one for a picture without a face or that
 * failed, as docs/detect-output.md says.
 */
public final class CsvFormat implements ResultFormat {
  static final List<String> COLUMNS =
      List.of(
          "file",
          "width",
          "height",
          "orientation",
          "faces",
          "face",
          "box_x",
          "box_y",
          "box_width",
          "box_height",
          "score",
          "probability",
          "smiling",
          "unjudged",
          "error_kind",
          "error");

  private static final String END = "\r\n";

  /** Spreadsheets take a cell that begins like this for a formula, which may do anything. */
  private static final String FORMULA_STARTS = "=+-@\t\r";

  @Override
  public String header() {
    return String.join(",", COLUMNS) + END;
  }

  @Override
  public String seen(String file, PictureSmiles smiles) {
    int count = smiles.faces().size();
    String picture =
        field(file)
            + ","
            + smiles.widthPx()
            + ","
            + smiles.heightPx()
            + ","
            + smiles.orientation().exif()
            + ","
            + count;
    if (count == 0) {
      return picture + ",".repeat(COLUMNS.size() - 5) + END;
    }
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < count; i++) {
      rows.append(picture).append(',').append(face(i + 1, smiles.faces().get(i))).append(END);
    }
    return rows.toString();
  }

  private static String face(int number, FaceSmile face) {
    Box box = face.box();
    StringJoiner row = new StringJoiner(",");
    row.add(Integer.toString(number));
    row.add(Double.toString(Rounded.px(box.x()))).add(Double.toString(Rounded.px(box.y())));
    row.add(Double.toString(Rounded.px(box.width())));
    row.add(Double.toString(Rounded.px(box.height())));
    row.add(Double.toString(Rounded.share(face.score())));
    row.add(
        face.probability().isPresent()
            ? Double.toString(Rounded.share(face.probability().getAsDouble()))
            : "");
    row.add(Boolean.toString(face.smiling()));
    row.add(face.unjudged().map(Unjudged::label).orElse(""));
    return row.add("").add("").toString();
  }

  @Override
  public String failed(String file, PictureException error) {
    return field(file)
        + ",".repeat(COLUMNS.size() - 2)
        + error.kind().label()
        + ","
        + field(error.getMessage())
        + END;
  }

  /**
   * A cell. One that begins like a formula does so because a file's name does; with {@code ./}
   * before it that is still the same file.
   */
  static String field(String text) {
    String harmless =
        !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "./" + text : text;
    boolean quoted = harmless.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
    return quoted ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless;
  }
}
