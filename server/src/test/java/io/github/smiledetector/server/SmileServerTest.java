package io.github.smiledetector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.smiledetector.DetectorOptions;
import io.github.smiledetector.SmileDetector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SmileServerTest {
  private static final DetectorOptions SEEING = DetectorOptions.DEFAULT.withSeenAtPx(320);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ByteArrayOutputStream LOG = new ByteArrayOutputStream();
  private static SmileDetector detector;
  private static SmileServer server;

  @BeforeAll
  static void start() {
    detector = SmileDetector.open(SEEING);
    server =
        SmileServer.start(
            detector,
            SEEING,
            ServerOptions.DEFAULT.withAddress("127.0.0.1", 0),
            new EventLog(new PrintStream(LOG, true, StandardCharsets.UTF_8)));
  }

  @AfterAll
  static void stop() {
    server.close();
    detector.close();
  }

  @Test
  void findsTheFaceOfAPhoto() throws Exception {
    HttpResponse<String> answer = post("/v1/smiles", sample("astronaut_eileen_collins.png"));

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode faces = json(answer).get("faces");
    assertThat(faces).isNotEmpty();
    assertThat(faces.get(0).get("probability").asDouble()).isGreaterThan(0.9);
    assertThat(faces.get(0).get("smiling").asBoolean()).isTrue();
  }

  @Test
  void saysWhatIsWrongWithWhatIsNoPicture() throws Exception {
    HttpResponse<String> answer = post("/v1/smiles", "no picture".getBytes(StandardCharsets.UTF_8));

    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(json(answer).get("type").asText())
        .isEqualTo("urn:smile-detector:problem:not-a-picture");
  }

  private static HttpResponse<String> post(String path, byte[] body) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(at(path)).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static URI at(String path) {
    return server.address().resolve(path);
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return new ObjectMapper().readTree(answer.body());
  }

  private static byte[] sample(String name) throws IOException {
    try (InputStream in =
        SmileServer.class.getResourceAsStream("/io/github/smiledetector/server/samples/" + name)) {
      return in.readAllBytes();
    }
  }
}
