package io.github.smiledetector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.smiledetector.DetectorOptions;
import io.github.smiledetector.SmileDetector;
import io.github.smiledetector.track.GateOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamTest {
  private static final DetectorOptions SEEING = DetectorOptions.DEFAULT.withSeenAtPx(320);
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
            ServerOptions.DEFAULT
                .withAddress("127.0.0.1", 0)
                .withGate(GateOptions.DEFAULT.withLargestGap(Duration.ofSeconds(20))),
            new EventLog(new PrintStream(LOG, true, StandardCharsets.UTF_8)));
  }

  @AfterAll
  static void stop() {
    server.close();
    detector.close();
  }

  @Test
  void saysWhatHoldsAfterAHello() throws Exception {
    try (StreamClient client = StreamClient.connect(server.address())) {
      client.text("{\"type\":\"hello\",\"gate\":{\"holdMillis\":300,\"whoCounts\":\"any\"}}");

      JsonNode ready = client.next("ready");
      assertThat(client.socket().getSubprotocol()).isEqualTo("smile.v1");
      assertThat(ready.at("/limits/maxUnacknowledged").asInt()).isEqualTo(2);
      assertThat(ready.at("/limits/maxFrameBytes").asInt()).isEqualTo(1 << 20);
      assertThat(ready.at("/gate/holdMillis").asInt()).isEqualTo(300);
      assertThat(ready.at("/gate/whoCounts").asText()).isEqualTo("any");
      assertThat(ready.at("/gate/probability").asDouble()).isEqualTo(0.8);
      assertThat(ready.get("actions")).isEmpty();
    }
  }

  @Test
  void opensForASmileThatIsHeld() throws Exception {
    byte[] smile = sample("astronaut_eileen_collins.png");
    try (StreamClient client = StreamClient.greeted(server.address(), "{\"holdMillis\":300}")) {
      long frame = 0;
      JsonNode gate;
      do {
        client.frame(++frame, smile);
        JsonNode result = client.next("result");
        assertThat(result.get("frame").asLong()).isEqualTo(frame);
        assertThat(result.at("/faces/0/track").asLong()).isPositive();
        assertThat(result.at("/faces/0/smoothed").asDouble()).isGreaterThan(0.8);
        gate = client.next("gate");
      } while (!gate.get("phase").asText().equals("open"));

      assertThat(frame).isGreaterThan(1);
      assertThat(gate.get("timeMillis").asLong()).isGreaterThanOrEqualTo(300);
      assertThat(gate.at("/opening/id").asText()).startsWith("gate-");
      client.frame(++frame, smile);
      client.next("result");
      assertThat(client.next("gate").get("phase").asText()).isEqualTo("cooldown");
    }
  }

  private static byte[] sample(String name) throws IOException {
    try (InputStream in =
        SmileServer.class.getResourceAsStream("/io/github/smiledetector/server/samples/" + name)) {
      return in.readAllBytes();
    }
  }
}
