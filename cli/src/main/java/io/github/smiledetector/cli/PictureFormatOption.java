package io.github.smiledetector.cli;

import picocli.CommandLine.Option;

/** The option that says how pictures that are made are stored. */
final class PictureFormatOption {
  /** How pictures are stored. */
  private enum Storage {
    JPG,
    PNG
  }

  @Option(
      names = "--format",
      paramLabel = "jpg|png",
      defaultValue = "jpg",
      description =
          "JPEG of quality 95 with all of its colour, or PNG (default: ${DEFAULT-VALUE}).")
  private Storage storage;

  boolean png() {
    return storage == Storage.PNG;
  }
}
