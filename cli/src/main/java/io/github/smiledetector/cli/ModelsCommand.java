package io.github.smiledetector.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code smile models}: what is about models and weights made elsewhere. */
@Command(
    name = "models",
    description = "Gets models and weights that training and detection use.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ModelsFetchCommand.class})
final class ModelsCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
