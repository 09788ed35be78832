package io.github.smiledetector.cli;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.model.ModelBundle;
import picocli.CommandLine.IVersionProvider;

/** Says which version this is, from the jar it was packed into, and which model is inside. */
final class Version implements IVersionProvider {
  private static final int DIGITS = 12;

  @Override
  public String[] getVersion() {
    return new String[] {line(), model()};
  }

  /** The program's and Java's. */
  static String line() {
    String version = Version.class.getPackage().getImplementationVersion();
    return "smile-detector "
        + (version == null ? "(not packed)" : version)
        + ", Java "
        + System.getProperty("java.version");
  }

  private static String model() {
    try {
      ModelBundle model = ModelBundle.embedded();
      return "model "
          + model.description().name()
          + ", SHA-256 "
          + model.sha256().substring(0, DIGITS);
    } catch (ModelException e) {
      return "no model: " + e.getMessage();
    }
  }
}
