package io.github.smiledetector.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/**
 * Asks every command, and every command below it, for its help and prints a line for each; started
 * by {@link HelpWithoutTensorFlowTest} in a Java of its own.
 */
final class HelpPages {
  private HelpPages() {}

  public static void main(String[] args) {
    try {
      Class.forName("org.tensorflow.Graph");
      throw new IllegalStateException("TensorFlow is on the class path");
    } catch (ClassNotFoundException expected) {
      show(List.of(), SmileCommand.commandLine());
    }
  }

  private static void show(List<String> path, CommandLine line) {
    if (line.getCommand() instanceof CommandLine.HelpCommand) {
      return;
    }
    List<String> arguments = new ArrayList<>(path);
    arguments.add("--help");
    StringWriter out = new StringWriter();
    int exitCode =
        SmileCommand.commandLine()
            .setOut(new PrintWriter(out))
            .execute(arguments.toArray(String[]::new));
    String name = String.join(" ", path);
    boolean usage = out.toString().startsWith(("Usage: smile " + name).strip());
    System.out.println((exitCode == 0 && usage ? "shown" : "FAILED " + exitCode) + ": " + name);
    line.getSubcommands()
        .forEach(
            (subcommand, below) -> {
              List<String> longer = new ArrayList<>(path);
              longer.add(subcommand);
              show(longer, below);
            });
  }
}
