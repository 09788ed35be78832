package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeCommandTest {
  @Test
  void explainsTheGateAndWhatFollowsFromIt() {
    assertThat(Ran.of("serve", "--help").out())
        .contains("The gate of each camera", "What happens when a gate opens")
        .contains("--gate-hold=SECONDS", "--on-open=COMMAND", "--webhook-secret-file=FILE");
  }

  @ParameterizedTest
  @CsvSource({
    "--gate-hold=0, hold",
    "--gate-hold=NaN, --gate-hold",
    "--gate-cooldown=1e9, cooldown",
    "--gate-probability=2, probability",
    "--gate-who=nobody, --gate-who",
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
}
