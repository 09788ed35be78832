package io.github.smiledetector.cli.detect;

import io.github.smiledetector.FaceSmile;
import io.github.smiledetector.PictureSmiles;
import io.github.smiledetector.Unjudged;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.geometry.Box;
import java.util.Locale;

/** For people: columns of fixed width, so that lines can be shown as they come. */
public final class TableFormat implements ResultFormat {
  private final String line;

  /**
   * @param fileWidth characters that files' names take; longer ones push the other columns along
   */
  public TableFormat(int fileWidth) {
    this.line = "%-" + Math.max(4, fileWidth) + "s  %4s  %-21s  %5s  %11s  %s%n";
  }

  @Override
  public String header() {
    return String.format(
        Locale.ROOT, line, "file", "face", "box", "score", "probability", "smiling");
  }

  @Override
  public String seen(String file, PictureSmiles smiles) {
    String name = VisibleText.of(file);
    if (smiles.faces().isEmpty()) {
      String columns = line.substring(0, line.indexOf("  %4s"));
      return String.format(Locale.ROOT, columns + "  no face found%n", name);
    }
    StringBuilder lines = new StringBuilder();
    int number = 0;
    for (FaceSmile face : smiles.faces()) {
      Box box = face.box();
      lines.append(
          String.format(
              Locale.ROOT,
              line,
              name,
              ++number,
              String.format(
                  Locale.ROOT, "%.0f,%.0f %.0fx%.0f", box.x(), box.y(), box.width(), box.height()),
              String.format(Locale.ROOT, "%.2f", face.score()),
              probability(face),
              face.unjudged().isPresent() ? "-" : face.smiling() ? "yes" : "no"));
    }
    return lines.toString();
  }

  private static String probability(FaceSmile face) {
    return face.unjudged()
        .map(Unjudged::label)
        .orElseGet(() -> String.format(Locale.ROOT, "%.3f", face.probability().orElseThrow()));
  }

  /** Nothing: its line is among the errors. */
  @Override
  public String failed(String file, PictureException error) {
    return "";
  }
}
