package io.github.smiledetector.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code smile completion}: a script by which bash and zsh complete commands and options. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description =
        "Prints a script by which bash and zsh complete smile's commands and options when Tab is pressed.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(smile completion)                       # for this shell",
      "  echo 'source <(smile completion)' >> ~/.bashrc   # for all; zsh: ~/.zshrc"
    })
final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(AutoComplete.bash("smile", spec.parent().commandLine()));
    spec.commandLine().getOut().flush();
    return ExitCode.DONE;
  }
}
