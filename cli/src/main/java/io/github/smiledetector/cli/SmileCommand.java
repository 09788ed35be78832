package io.github.smiledetector.cli;

import io.github.smiledetector.error.SmileDetectorException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code smile} command: shows help itself, everything else is done by its subcommands. */
@Command(
    name = "smile",
    description =
        "Finds the faces in pictures and says, for each, how probable it is that the face is smiling.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DetectCommand.class,
      TrainCommand.class,
      SweepCommand.class,
      ExportCommand.class,
      SummaryCommand.class,
      BenchCommand.class,
      DataCommand.class,
      ModelsCommand.class,
      ShowCommand.class,
      CommandLine.HelpCommand.class
    })
public final class SmileCommand implements Runnable {
  @Option(
      names = "--debug",
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show where in the program an error arose.")
  private boolean debug;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] args) {
    // Plots and sheets are drawn in memory; only a window wants a display, and a dead one would
    // stop the drawing.
    if (!List.of(args).contains("--window")) {
      System.setProperty("java.awt.headless", "true");
    }
    System.exit(commandLine().execute(args));
  }

  /**
   * The command line with errors mapped to messages and exit codes, for {@link #main} and for
   * tests.
   */
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new SmileCommand());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    line.setExecutionExceptionHandler((error, failed, parsed) -> report(error, failed));
    return line;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /**
   * Says what went wrong.
   *
   * @param line of the command that failed
   * @return the exit code
   */
  static int report(Exception error, CommandLine line) {
    PrintWriter err = line.getErr();
    boolean ours = !(error instanceof SmileDetectorException);
    err.println(
        line.getColorScheme()
            .errorText((ours ? "fault of smile-detector: " + error : error.getMessage())));
    SmileCommand root = (SmileCommand) line.getCommandSpec().root().userObject();
    if (root.debug) {
      error.printStackTrace(err);
    } else if (ours) {
      err.println("Please report it with the output of the same command with --debug.");
    }
    err.flush();
    return ExitCode.of(error);
  }
}
