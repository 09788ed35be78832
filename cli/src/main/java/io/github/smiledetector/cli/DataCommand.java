package io.github.smiledetector.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code smile data}: what is about data sets. */
@Command(
    name = "data",
    description = "Gets data sets, says what they are made of and makes them ready for training.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DataFetchCommand.class,
      DataInspectCommand.class,
      DataCropCommand.class,
      DataMergeCommand.class,
      DataSplitCommand.class,
      DataSuspectsCommand.class
    })
final class DataCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
