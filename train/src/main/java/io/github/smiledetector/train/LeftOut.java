package io.github.smiledetector.train;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.train.files.WholeFile;
import io.github.smiledetector.train.fit.UnreadablePicture;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Says which pictures a training leaves out because they cannot be read. */
final class LeftOut {
  private static final String FILE = "unreadable.csv";
  private static final int SHOWN = 5;

  private LeftOut() {}

  /**
   * @throws DataException if there are any
   */
  static void requireNone(List<UnreadablePicture> unreadable) {
    if (unreadable.isEmpty()) {
      return;
    }
    int shown = Math.min(SHOWN, unreadable.size());
    throw new DataException(
        unreadable.size()
            + (unreadable.size() == 1 ? " picture" : " pictures")
            + " cannot be read: "
            + unreadable.subList(0, shown).stream()
                .map(UnreadablePicture::reason)
                .collect(Collectors.joining("; "))
            + (shown < unreadable.size() ? "; and more" : "")
            + ". Mend or remove them, or train without --strict to leave them out");
  }

  /** Lists them in a run's folder. */
  static void write(List<UnreadablePicture> unreadable, Path run) {
    Path list = run.resolve(FILE);
    if (unreadable.isEmpty()) {
      WholeFile.delete(list); // of a run that did not get as far as a checkpoint
    } else {
      WholeFile.write(
          list,
          unreadable.stream()
              .map(each -> quoted(each.name()) + "," + quoted(each.reason()) + "\n")
              .collect(Collectors.joining("", "picture,reason\n", "")));
    }
  }

  /** As RFC 4180 writes a field. */
  private static String quoted(String field) {
    return '"' + field.replace("\"", "\"\"") + '"';
  }
}
