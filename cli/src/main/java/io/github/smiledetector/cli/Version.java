package io.github.smiledetector.cli;

import picocli.CommandLine.IVersionProvider;

/** Says which version this is, from the jar it was packed into. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "smile-detector "
          + (version == null ? "(not packed)" : version)
          + ", Java "
          + System.getProperty("java.version")
    };
  }
}
