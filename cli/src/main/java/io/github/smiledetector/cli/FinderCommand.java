package io.github.smiledetector.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code smile finder}: what is about face finders of one's own. */
@Command(
    name = "finder",
    description =
        "Trains a face finder: marks photos, makes the pictures that it learns from, and has it learn.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {FinderLabelCommand.class, FinderComposeCommand.class, FinderTrainCommand.class})
final class FinderCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
