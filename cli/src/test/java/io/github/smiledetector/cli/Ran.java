package io.github.smiledetector.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import picocli.CommandLine;

/** What a command came to within this process. */
record Ran(int exitCode, String out, String err) {
  static Ran of(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = SmileCommand.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exitCode =
        line.execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    return new Ran(exitCode, out.toString(), err.toString());
  }
}
