package io.github.smiledetector.cli.detect;

import io.github.smiledetector.FaceSmile;
import io.github.smiledetector.PictureSmiles;
import java.util.Locale;

/** What a run has come to so far. For one thread at a time. */
public final class Totals {
  private long startNanos = System.nanoTime();
  private long pictures;
  private long withFaces;
  private long faces;
  private long smiling;
  private long failed;
  private long doneBefore;

  /** Its seconds count from now on. */
  void begin() {
    startNanos = System.nanoTime();
  }

  void add(PictureSmiles smiles) {
    pictures++;
    withFaces += smiles.faces().isEmpty() ? 0 : 1;
    faces += smiles.faces().size();
    smiling += smiles.faces().stream().filter(FaceSmile::smiling).count();
  }

  void addFailed() {
    pictures++;
    failed++;
  }

  void setDoneBefore(long count) {
    doneBefore = count;
  }

  /** Pictures, also those that failed. */
  public long pictures() {
    return pictures;
  }

  String pictureCount() {
    return counted(pictures, "picture");
  }

  long withFaces() {
    return withFaces;
  }

  long faces() {
    return faces;
  }

  long smiling() {
    return smiling;
  }

  long doneBefore() {
    return doneBefore;
  }

  /** Pictures that failed. */
  public long failed() {
    return failed;
  }

  /**
   * One line.
   *
   * @param leftOutFiles files in folders that were taken for no pictures
   */
  public String line(long leftOutFiles) {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    String line =
        pictureCount()
            + String.format(Locale.ROOT, ": %,d with faces, ", withFaces)
            + counted(faces, "face")
            + String.format(Locale.ROOT, ", %,d smiling, %,d failed", smiling, failed);
    if (doneBefore > 0) {
      line += String.format(Locale.ROOT, ", %,d done before", doneBefore);
    }
    if (leftOutFiles > 0) {
      line += ", " + counted(leftOutFiles, "other file") + " left out";
    }
    return line
        + String.format(Locale.ROOT, "; %.1f s, %.1f pictures/s", seconds, pictures / seconds);
  }

  static String counted(long count, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
  }
}
