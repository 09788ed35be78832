package io.github.smiledetector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SmileServerTest {
  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = new RunningServer(RunningServer.SEEING, options -> options);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void findsTheFaceOfAPhoto() throws Exception {
    HttpResponse<String> answer =
        server.post("/v1/smiles", RunningServer.sample("astronaut_eileen_collins.png"));

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode faces = RunningServer.json(answer).get("faces");
    assertThat(faces).isNotEmpty();
    assertThat(faces.get(0).get("probability").asDouble()).isGreaterThan(0.9);
    assertThat(faces.get(0).get("smiling").asBoolean()).isTrue();
  }

  @Test
  void saysWhatIsWrongWithWhatIsNoPicture() throws Exception {
    HttpResponse<String> answer =
        server.post("/v1/smiles", "no picture".getBytes(StandardCharsets.UTF_8));

    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(RunningServer.json(answer).get("type").asText())
        .isEqualTo("urn:smile-detector:problem:not-a-picture");
  }

  @Test
  void warnsOfNamesOfOthersWhereNothingStandsAgainstThem() {
    assertThat(logOf(options -> open(options, List.of())))
        .containsOnlyOnce("\"level\":\"warn\",\"event\":\"any-name\"")
        .contains("--name");
    assertThat(logOf(options -> open(options, List.of("smiles.example"))))
        .doesNotContain("any-name");
    assertThat(logOf(options -> open(options, List.of()).withToken("0123456789abcdef")))
        .doesNotContain("any-name");
    assertThat(server.log()).doesNotContain("any-name");
  }

  private static ServerOptions open(ServerOptions usual, List<String> names) {
    return new ServerOptions(
        "0.0.0.0",
        0,
        Optional.empty(),
        true,
        names,
        usual.limits(),
        usual.gate(),
        usual.gateName());
  }

  private static String logOf(UnaryOperator<ServerOptions> options) {
    try (RunningServer started = new RunningServer(RunningServer.SEEING, options)) {
      return started.log();
    }
  }
}
