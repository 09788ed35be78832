package io.github.smiledetector.cli.detect;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says why a file cannot be read. */
public final class ReadError {
  private ReadError() {}

  /** In a few words; Java's own message often is the file's name alone. */
  public static String why(IOException error) {
    if (error instanceof NoSuchFileException) {
      return "no such file";
    }
    if (error instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (error instanceof FileSystemException failed && failed.getReason() != null) {
      return failed.getReason();
    }
    return error.getClass() == IOException.class && error.getMessage() != null
        ? error.getMessage()
        : error.toString();
  }
}
