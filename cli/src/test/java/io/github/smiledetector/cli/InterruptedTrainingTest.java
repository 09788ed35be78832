package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.smiledetector.train.checkpoint.Checkpoints;
import io.github.smiledetector.train.recipe.Approach;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asks real trainings to end, by Ctrl-C and as systems do before they shut down. */
@Tag("edge")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no signals")
class InterruptedTrainingTest {
  /** A process started in the background of a script ignores SIGINT, and so do its children. */
  private static final List<String> HEEDING_SIGNALS = List.of("env", "--default-signal=INT,TERM");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void finishesTheStepWritesACheckpointSaysHowToGoOnAndGoesOn(String signal, int exitCode)
      throws Exception {
    assumeTrue(canHeedSignals(), "this system's env cannot make a process heed signals");
    Path faces = DrawnFaces.draw(folder.resolve("faces"), 40);
    Path run = folder.resolve("run");
    Object[] command = {
      "train",
      faces,
      "--smiling",
      DrawnFaces.SMILING,
      "--approach",
      "frozen",
      "--weights",
      "none",
      "--image-size",
      32,
      "--batch-size",
      8,
      "--epochs",
      2000,
      "--resume",
      "--out",
      run
    };
    try (SmileProcess process =
        SmileProcess.startUnder(HEEDING_SIGNALS, folder.resolve("logs"), command)) {
      while (process.alive() && !process.err().contains("epoch 1/2000")) {
        Thread.sleep(20);
      }
      process.signal(signal);
      assertThat(process.exitCode()).isEqualTo(exitCode);
      assertThat(process.err())
          .contains("stopped in epoch")
          .contains("nothing is lost")
          .contains("--out " + run + " --resume")
          .doesNotContain("\tat ");
      assertThat(process.out()).isEmpty();
    }
    int epoch =
        Checkpoints.of(run, Approach.FROZEN).newest().orElseThrow().checkpoint().position().epoch();
    assertThat(epoch).isGreaterThanOrEqualTo(2);

    try (SmileProcess process =
        SmileProcess.startUnder(HEEDING_SIGNALS, folder.resolve("logs"), command)) {
      while (process.alive() && !process.err().contains("epoch " + epoch + "/2000")) {
        Thread.sleep(20);
      }
      assertThat(process.err())
          .contains("frozen: going on in epoch " + epoch)
          .doesNotContain("epoch " + (epoch - 1) + "/2000");
      process.kill();
    }
  }

  private static boolean canHeedSignals() throws InterruptedException {
    try {
      return new ProcessBuilder("env", "--default-signal=INT,TERM", "true").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
