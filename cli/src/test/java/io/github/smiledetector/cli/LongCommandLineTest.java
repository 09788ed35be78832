package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many pictures make a long command line, which once ended the process with a segmentation fault:
 * ONNX Runtime's telemetry recursed over it.
 */
@Tag("edge")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no such long command lines")
class LongCommandLineTest {
  @TempDir private Path folder;

  @Test
  void detectsInThousandsOfPicturesNamedOneByOne() throws Exception {
    List<Object> arguments = new ArrayList<>(List.of("detect"));
    arguments.add(ProjectFolder.file("samples/grace_hopper.jpg"));
    for (int i = 0; i < 2000; i++) {
      arguments.add(folder.resolve("no_such_picture_" + i + ".jpg"));
    }
    try (SmileProcess process = SmileProcess.start(folder, arguments.toArray())) {
      assertThat(process.exitCode()).isEqualTo(ExitCode.SOME_INPUTS_FAILED);
      assertThat(process.out()).contains("grace_hopper.jpg");
    }
  }
}
