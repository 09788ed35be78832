package io.github.smiledetector.cli;

import java.io.Console;

/**
 * Knows whether a person at a terminal is watching, or output goes to a file or another program.
 */
final class Terminal {
  private Terminal() {}

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
