package io.github.smiledetector.cli;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.train.evaluate.PictureSheet;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a drawn sheet goes: into a file, onto the screen, or both. */
final class SheetOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "FILE.png",
      description =
          "Where to write the sheet (default: images.png or augmented.png in this folder; with"
              + " --window no file).")
  private Path file;

  @Option(
      names = "--window",
      description = "Show the sheet in a window and wait until it is closed; needs a display.")
  private boolean window;

  /** Refuses what cannot be done before any work is. */
  void check() {
    if (file != null && !file.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
      throw new OptionException("--out: the sheet is a PNG; name it so, not " + file);
    }
    if (window) {
      SheetWindow.requireDisplay();
    }
  }

  /**
   * Writes the sheet, shows it, or both.
   *
   * @param defaultName the file's name if the user names none and wants no window
   */
  void deliver(PictureSheet sheet, String defaultName) {
    if (file != null || !window) {
      Path png = file == null ? Path.of(defaultName) : file;
      sheet.write(png);
      spec.commandLine().getOut().println(png);
    }
    if (window) {
      SheetWindow.show(sheet.title(), sheet.draw());
    }
  }
}
