package io.github.smiledetector.train.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** What files and folders are called until they are whole, and what is said when they never are. */
final class Unfinished {
  private static final String ENDING = ".unfinished";

  private Unfinished() {}

  /** The hidden name that something is made under, in the folder that it will stand in. */
  static Path beside(Path target) {
    return target.resolveSibling("." + target.getFileName() + ENDING);
  }

  /** Whether a file or folder has such a name. */
  static boolean is(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(".") && name.endsWith(ENDING);
  }

  /** The system's own words where it has some ("No space left on device"). */
  static String why(IOException error) {
    if (error instanceof FileSystemException failed && failed.getReason() != null) {
      return failed.getReason();
    }
    return error.getMessage() == null || error instanceof FileSystemException
        ? error.toString()
        : error.getMessage();
  }
}
