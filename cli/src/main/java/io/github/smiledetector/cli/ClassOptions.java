package io.github.smiledetector.cli;

import io.github.smiledetector.train.data.ClassChoice;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which folder of pictures smiles. */
final class ClassOptions {
  @Option(
      names = "--smiling",
      paramLabel = "NAME",
      description =
          "The sub-folder whose pictures smile (guessed only when its name leaves no doubt).")
  private String smiling;

  @Option(names = "--rest", description = "Take all other sub-folders together as not smiling.")
  private boolean rest;

  ClassChoice choice() {
    return new ClassChoice(Optional.ofNullable(smiling), rest);
  }
}
