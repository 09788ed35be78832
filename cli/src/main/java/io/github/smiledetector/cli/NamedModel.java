package io.github.smiledetector.cli;

import io.github.smiledetector.model.ModelBundle;
import java.nio.file.Path;

/** Reads a model as arguments name it: by its folder, or by a word for the one inside. */
final class NamedModel {
  private static final String EMBEDDED = "embedded";

  private NamedModel() {}

  /** Whether the model that comes with the program is meant. */
  static boolean isEmbedded(Path named) {
    return named.toString().equals(EMBEDDED);
  }

  /** The model. */
  static ModelBundle read(Path named) {
    return isEmbedded(named) ? ModelBundle.embedded() : ModelBundle.read(named);
  }
}
