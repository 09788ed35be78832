package io.github.smiledetector.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code smile show}: pictures of a data set for human eyes. */
@Command(
    name = "show",
    description = "Draws pictures of a data set on a sheet, to look at before training.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ShowImagesCommand.class, ShowAugmentedCommand.class})
final class ShowCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
