package io.github.smiledetector.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Knows whether a person at a terminal is watching, or output goes to a file or another program.
 */
final class Terminal {
  private Terminal() {}

  /**
   * Whether a person sees what goes to standard error, also where results go elsewhere. Where that
   * cannot be told, only if nothing is redirected.
   */
  static boolean showsErrors() {
    Path error = Path.of("/proc/self/fd/2");
    try {
      String target = Files.readSymbolicLink(error).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return isPresent();
    }
  }

  /** Whether both input and output are a terminal. */
  // Null is right up to Java 21; from 22 on there is always a console, asked below.
  @SuppressWarnings("SystemConsoleNull")
  static boolean isPresent() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
