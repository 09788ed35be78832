package io.github.smiledetector.cli.detect;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.error.PictureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that copies or crops go to. Thread-safe. */
public final class OutputFolder {
  private final Path path;

  /**
   * Makes it where it is missing.
   *
   * @param option that named it
   * @throws OptionException if it cannot be made
   */
  public OutputFolder(Path path, String option) {
    try {
      this.path = Files.createDirectories(path);
    } catch (IOException e) {
      throw new OptionException(
          option + " needs a folder; cannot make " + path + ": " + ReadError.why(e), e);
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /**
   * A file in it, in a folder that exists.
   *
   * @throws PictureException if that folder cannot be made
   */
  Path file(String name) {
    Path file = path.resolve(name);
    try {
      Files.createDirectories(file.getParent());
      return file;
    } catch (IOException e) {
      throw new PictureException(
          PictureException.Kind.NOT_WRITTEN, "cannot write " + file + ": " + ReadError.why(e), e);
    }
  }
}
