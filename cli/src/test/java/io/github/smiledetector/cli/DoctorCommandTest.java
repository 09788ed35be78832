package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir private Path folder;

  @Test
  void findsThatAllIsWell() {
    Ran ran = Ran.of("doctor");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .contains(
            "smile-detector ", "OpenCV         4.", "ONNX Runtime   1.", "self-test      passed")
        .containsPattern("SHA-256 [0-9a-f]{64}")
        .containsPattern("speed +about [0-9.]+ pictures/s")
        .endsWith("All is well." + System.lineSeparator());
    assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void onlyWantsAnAnswerOfAModelOfYourOwn() throws IOException {
    Ran ran = Ran.of("doctor", "--model", DetectRuns.model(folder));
    assertThat(ran.out()).contains("passed: 1 face").doesNotContain("+-");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void tellsMeaningsAndNetworks() throws IOException {
    Path two = DetectRuns.modelOfTwoMeanings(folder);
    Ran ran = Ran.of("doctor", "--model", two, "--meaning", "broad", "--precision", "int8");
    assertThat(ran.out())
        .contains("meaning        broad: a broad smile; threshold 0.00")
        .contains("  another      smile: a visible smile; threshold 1.00")
        .contains("network        int8; the model has fp32 and int8, the processor is ");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(Ran.of("doctor").out())
        .contains("  another      broad: a broad smile, as SMILEsmileD labels it; threshold ")
        .contains("meaning        smile: a visible smile, with or without teeth; threshold ")
        .containsPattern("network        (int8|fp32); the model has fp32 and int8, ");
  }

  @Test
  void listsTheMeaningsWhereAnotherIsAskedFor() {
    Ran ran = Ran.of("doctor", "--meaning", "grin");
    assertThat(ran.err()).contains("no meaning \"grin\"; it has broad, smile");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.WRONG_USE);
  }

  @Test
  void blamesADamagedModel() throws IOException {
    Path model = DetectRuns.model(folder);
    Files.write(model.resolve("model.onnx"), new byte[] {1, 2, 3});
    Ran ran = Ran.of("doctor", "--model", model);
    assertThat(ran.err()).contains("model.onnx is damaged");
    assertThat(ran.out()).contains("Something is wrong");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.BAD_MODEL);
  }

  @Test
  void theVersionNamesTheModelInside() {
    assertThat(Ran.of("--version").out().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("smile-detector "),
            line -> assertThat(line).matches("model \\S+, SHA-256 [0-9a-f]{12}"));
  }

  @Test
  void completionKnowsTheOptionsOfDetect() {
    Ran ran = Ran.of("completion");
    assertThat(ran.out())
        .startsWith("#!")
        .contains("--files-from", "bashcompinit", "haar", "compact");
    assertThat(ran.exitCode()).isEqualTo(ExitCode.DONE);
  }
}
