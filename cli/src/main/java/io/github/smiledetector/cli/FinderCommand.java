package io.github.smiledetector.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code smile finder}: what is about face finders. */
@Command(
    name = "finder",
    description = "Trains a face finder of one's own, and judges face finders.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      FinderLabelCommand.class,
      FinderComposeCommand.class,
      FinderTrainCommand.class,
      FinderEvaluateCommand.class
    })
final class FinderCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
