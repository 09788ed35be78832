package io.github.smiledetector.train;

import io.github.smiledetector.train.recipe.Provenance;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.tensorflow.TensorFlow;

/** Says what is running, for the provenance. */
final class RunningSoftware {
  private RunningSoftware() {}

  static Provenance.Software describe() {
    Properties build = new Properties();
    try (InputStream in = RunningSoftware.class.getResourceAsStream("build.properties")) {
      build.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String commit = build.getProperty("commit");
    return new Provenance.Software(
        build.getProperty("version"),
        commit.startsWith("$")
            ? "unknown"
            : commit, // not replaced: built outside of a git checkout
        TensorFlow.version(),
        System.getProperty("java.version") + " " + System.getProperty("java.vendor"),
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors());
  }
}
