package io.github.smiledetector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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
}
