package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class HelpWithoutTensorFlowTest {
  @TempDir private Path folder;

  @Test
  @Timeout(120)
  void everyCommandShowsItsHelpWithoutTensorFlow() throws Exception {
    List<String> jars = List.of(System.getProperty("java.class.path").split(File.pathSeparator));
    List<String> kept =
        jars.stream()
            .filter(jar -> !Path.of(jar).getFileName().toString().startsWith("tensorflow-"))
            .collect(Collectors.toList());
    assertThat(kept).hasSizeLessThan(jars.size());

    Path output = folder.resolve("output");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                String.join(File.pathSeparator, kept),
                HelpPages.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(child.waitFor(100, TimeUnit.SECONDS)).isTrue();
    } finally {
      child.destroyForcibly();
    }

    List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
    List<String> expected =
        Stream.concat(
                Stream.of("shown: "),
                SmileCommand.commandLine().getSubcommands().keySet().stream()
                    .filter(name -> !name.equals("help"))
                    .map(name -> "shown: " + name))
            .collect(Collectors.toList());
    assertThat(lines).allMatch(line -> line.startsWith("shown: ")).containsAll(expected);
    assertThat(child.exitValue()).isZero();
  }
}
