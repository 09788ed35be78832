package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeCommandTest {
  @Test
  void explainsTheGateAndWhatFollowsFromIt() {
    assertThat(Ran.of("serve", "--help").out())
        .contains("The gate of each camera", "What happens when a gate opens")
        .contains("--gate-hold=SECONDS", "--on-open=COMMAND", "--webhook-secret-file=FILE")
        .contains("--gate-largest-gap=SECONDS", "(default: 0.5)", "--gate-name=NAME");
  }

  @ParameterizedTest
  @CsvSource({
    "--gate-hold=0, hold",
    "--gate-hold=NaN, --gate-hold",
    "--gate-cooldown=1e9, cooldown",
    "--gate-probability=2, probability",
    "--gate-who=nobody, --gate-who",
    "--gate-largest-gap=0, largest gap",
    "--gate-largest-gap=61, largest gap",
    "--gate-largest-gap=NaN, --gate-largest-gap",
    "--gate-name=entrance, --on-open",
    "'--gate-name= ', name of a gate",
    "--on-open-arg=2, --on-open",
    "--on-open=no-such-command, no-such-command",
    "--webhook=https://gate.example/opened, --webhook-secret-file",
    "--webhook-secret-file=secret, --webhook",
  })
  void refusesAGateThatCannotBe(String option, String said) {
    Ran ran = Ran.of("serve", "--port", "0", option);

    assertThat(ran.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(ran.err()).contains(said);
  }

  @ParameterizedTest
  @CsvSource({
    "'', it is empty",
    "' \n\n', it is empty",
    "too-short, this one has 9",
    "'0123456789abcdef 0123', has others",
    "'0123456789abcdef\n0123456789abcdef\n', it has 2 lines",
  })
  void saysWhatIsWrongWithATokenAndShowsNothingOfIt(
      String content, String said, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), content);

    assertThat(withToken(file)).contains(said);
    if (!content.isBlank()) {
      assertThat(withToken(file)).doesNotContain(content.lines().findFirst().orElseThrow());
    }
  }

  @Test
  void saysWhyATokenCannotBeRead(@TempDir Path folder) throws IOException {
    Path utf16 = folder.resolve("utf16");
    Files.write(utf16, "0123456789abcdef".getBytes(StandardCharsets.UTF_16));
    Path large = folder.resolve("large");
    Files.write(large, new byte[5000]);

    assertThat(withToken(folder.resolve("missing"))).contains("no such file");
    assertThat(withToken(folder)).contains("it is a folder");
    assertThat(withToken(utf16)).contains("it is no text in UTF-8");
    assertThat(withToken(large)).contains("it has more than 4096 bytes");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has other permissions")
  void saysThatATokenMayNotBeRead(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "0123456789abcdef");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeTrue(!Files.isReadable(file), "whoever runs the tests may read everything");

    assertThat(withToken(file)).contains("permission denied");
  }

  @Test
  void saysWhyAWebhooksSecretCannotBeRead(@TempDir Path folder) {
    Path missing = folder.resolve("missing");
    Ran ran =
        Ran.of("serve", "--webhook", "https://gate.example", "--webhook-secret-file", missing);

    assertThat(ran.exitCode()).isEqualTo(ExitCode.BAD_DATA);
    assertThat(ran.err()).contains(missing.toString(), "no such file", "whsec_");
  }

  /** What is said of a token's file that cannot be used. */
  private static String withToken(Path file) {
    Ran ran = Ran.of("serve", "--port", "0", "--token-file", file);
    assertThat(ran.exitCode()).isEqualTo(ExitCode.BAD_DATA);
    assertThat(ran.err()).contains("the token in " + file + " cannot be used: ");
    assertThat(ran.err()).contains("openssl rand -hex 32");
    return ran.err();
  }
}
