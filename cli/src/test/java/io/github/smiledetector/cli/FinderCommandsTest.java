package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FinderCommandsTest {
  @TempDir Path dir;

  @Test
  void refusesATeacherWithoutLandmarks() {
    Path out = dir.resolve("faces.jsonl");
    Ran ran = Ran.of("finder", "label", "../samples", "--teacher", "haar", "--out", out);
    assertThat(ran.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(ran.err()).contains("haar gives no landmarks");
    assertThat(out).doesNotExist();
  }

  @Test
  void refusesToLabelStandardInput() {
    Ran ran = Ran.of("finder", "label", "-", "--out", dir.resolve("faces.jsonl"));
    assertThat(ran.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(ran.err()).contains("standard input (-) has no name");
  }

  @Test
  void wantsPhotosToLabel() {
    Ran ran = Ran.of("finder", "label", "--out", dir.resolve("faces.jsonl"));
    assertThat(ran.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(ran.err()).contains("no photos");
  }
}
