package io.github.smiledetector.cli;

import io.github.smiledetector.cli.detect.VisibleText;
import io.github.smiledetector.train.evaluate.Judgements;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;

/** Says on standard error what was not as it should be, though the work was done. */
final class ErrorLines {
  private final CommandLine command;

  ErrorLines(CommandLine command) {
    this.command = command;
  }

  /** One line. */
  void tell(String what) {
    PrintWriter err = command.getErr();
    err.println(command.getColorScheme().errorText(VisibleText.of(what)));
    err.flush();
  }

  /**
   * Pictures that could not be read, each with its reason.
   *
   * @return the exit code that says whether there were any
   */
  int tell(List<Judgements.LeftOut> leftOut) {
    leftOut.forEach(each -> tell(each.reason()));
    if (leftOut.isEmpty()) {
      return ExitCode.DONE;
    }
    tell(
        leftOut.size() == 1
            ? "1 picture could not be read and is left out"
            : leftOut.size() + " pictures could not be read and are left out");
    return ExitCode.SOME_INPUTS_FAILED;
  }
}
