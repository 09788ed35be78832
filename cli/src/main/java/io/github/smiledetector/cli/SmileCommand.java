package io.github.smiledetector.cli;

import io.github.smiledetector.cli.detect.VisibleText;
import io.github.smiledetector.error.SmileDetectorException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Collectors;
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
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a fault of the program",
      "2:wrong use",
      "3:done, but some inputs failed",
      "4:bad data, or a disk that is full",
      "5:bad or missing model",
      "6:a requirement (--require) is not met",
      "130:interrupted (Ctrl-C)",
      "143:ended (SIGTERM)"
    },
    subcommands = {
      DetectCommand.class,
      ServeCommand.class,
      EvaluateCommand.class,
      TrainCommand.class,
      SweepCommand.class,
      ExportCommand.class,
      CalibrateCommand.class,
      SummaryCommand.class,
      BenchCommand.class,
      DataCommand.class,
      FinderCommand.class,
      ModelsCommand.class,
      ShowCommand.class,
      DoctorCommand.class,
      CompletionCommand.class,
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
    StandardOutput out = new StandardOutput();
    CommandLine line = commandLine().setOut(out);
    int exitCode;
    try {
      exitCode = line.execute(args);
    } catch (Error e) {
      // Memory that ran out, a jar that is missing: picocli hands on exceptions only.
      exitCode = report(e, line);
    }
    out.flush();
    System.exit(exitCode);
  }

  /**
   * The command line with errors mapped to messages and exit codes, for {@link #main} and for
   * tests.
   */
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new SmileCommand());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.registerConverter(FinderName.class, FinderName::of);
    line.setUsageHelpAutoWidth(true);
    // A picture may be called @x.jpg.
    line.setExpandAtFiles(false);
    line.setParameterExceptionHandler((error, arguments) -> report(error));
    line.setExecutionExceptionHandler((error, failed, parsed) -> report(error, failed));
    return line;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Says what is wrong with the arguments; the whole help would hide it. */
  private static int report(CommandLine.ParameterException error) {
    CommandLine line = error.getCommandLine();
    PrintWriter err = line.getErr();
    err.println(line.getColorScheme().errorText(VisibleText.of(message(error))));
    CommandLine.UnmatchedArgumentException.printSuggestions(error, err);
    err.println(
        "`" + line.getCommandSpec().qualifiedName() + " --help` says what can be given, and how.");
    err.flush();
    return ExitCode.WRONG_USE;
  }

  private static String message(CommandLine.ParameterException error) {
    CommandLine.Model.ArgSpec argument = error.getArgSpec();
    if (argument == null || error.getValue() == null) {
      return error.getMessage();
    }
    String takes;
    if (argument.type().isEnum()) {
      takes = String.join(" or ", argument.completionCandidates());
    } else if (argument.type() == FinderName.class) {
      takes = FinderName.takes();
    } else {
      return error.getMessage();
    }
    // As users write them, not as they are called in Java.
    String name =
        argument instanceof CommandLine.Model.OptionSpec option
            ? option.longestName()
            : argument.paramLabel();
    return name + " takes " + takes + ", not " + error.getValue();
  }

  /**
   * Says what went wrong.
   *
   * @param line of the command that failed
   * @return the exit code
   */
  static int report(Throwable error, CommandLine line) {
    PrintWriter err = line.getErr();
    boolean ours = !(error instanceof SmileDetectorException);
    err.println(
        line.getColorScheme()
            .errorText(visible(ours ? "fault of smile-detector: " + error : error.getMessage())));
    SmileCommand root = (SmileCommand) line.getCommandSpec().root().userObject();
    if (root.debug) {
      StringWriter trace = new StringWriter();
      error.printStackTrace(new PrintWriter(trace));
      err.println(visible(trace.toString()));
    } else if (ours) {
      err.println("Please report it with the output of the same command with --debug.");
    }
    err.flush();
    return ExitCode.of(error);
  }

  /** Messages quote files and their names, which may hold what moves a terminal's cursor. */
  private static String visible(String lines) {
    return lines
        .lines()
        .map(line -> VisibleText.of(line.replace("\t", "    ")))
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
