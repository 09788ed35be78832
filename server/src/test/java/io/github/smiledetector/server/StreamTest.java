package io.github.smiledetector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.smiledetector.DetectorOptions;
import io.github.smiledetector.SmileDetector;
import io.github.smiledetector.action.CommandAction;
import io.github.smiledetector.track.GateOptions;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void staysClosedForASmileThatIsShort() throws Exception {
    byte[] smile = sample("astronaut_eileen_collins.png");
    byte[] nobody = nobody();
    try (StreamClient client = StreamClient.greeted(server.address(), "{\"holdMillis\":1500}")) {
      long frame = 0;
      boolean held = false;
      JsonNode gate;
      do {
        boolean smiles = !held;
        client.frame(++frame, smiles ? smile : nobody);
        client.next("result");
        gate = client.next("gate");
        assertThat(gate.get("phase").asText()).isNotEqualTo("open");
        held = held || gate.get("phase").asText().equals("holding");
        Thread.sleep(smiles ? 0 : 100);
      } while (gate.get("timeMillis").asLong() < 2_500);

      assertThat(held).isTrue();
    }
  }

  @Test
  void closesOverAnErrorOfItsOwn() throws Exception {
    byte[] smile = sample("astronaut_eileen_collins.png");
    PrintStream failing =
        new PrintStream(LOG, true, StandardCharsets.UTF_8) {
          @Override
          public void println(String line) {
            if (line.contains("\"event\":\"opening\"")) {
              throw new StackOverflowError("as deep as it gets");
            }
            super.println(line);
          }
        };
    GateOptions gate =
        GateOptions.DEFAULT.withHold(Duration.ofMillis(1)).withLargestGap(Duration.ofSeconds(20));
    try (SmileServer broken =
            SmileServer.start(
                detector,
                SEEING,
                ServerOptions.DEFAULT.withAddress("127.0.0.1", 0).withGate(gate),
                new EventLog(failing));
        StreamClient client = StreamClient.greeted(broken.address(), "{}")) {
      client.frame(1, smile);
      client.next("result");
      client.next("gate");
      Thread.sleep(2);
      client.frame(2, smile);

      assertThat(client.next("error").at("/problem/type").asText()).endsWith(":fault");
      assertThat(client.closedWith()).isEqualTo(1011);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no tee")
  void runsACommandOnceWithinTheCooldownWhoeverConnects(@TempDir Path folder) throws Exception {
    byte[] smile = sample("astronaut_eileen_collins.png");
    Path events = folder.resolve("events");
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    GateOptions gate =
        GateOptions.DEFAULT
            .withHold(Duration.ofMillis(50))
            .withCooldown(Duration.ofHours(1))
            .withLargestGap(Duration.ofSeconds(20));
    JsonNode opened;
    try (SmileServer acting =
        SmileServer.start(
            detector,
            SEEING,
            ServerOptions.DEFAULT.withAddress("127.0.0.1", 0).withGate(gate),
            new EventLog(new PrintStream(log, true, StandardCharsets.UTF_8)),
            List.of(new CommandAction(List.of("tee", "-a", events.toString()))))) {
      opened = afterTwoSmiles(acting, smile);
      assertThat(opened.get("phase").asText()).isEqualTo("open");
      JsonNode refused = afterTwoSmiles(acting, smile);
      assertThat(refused.get("phase").asText()).isEqualTo("cooldown");
      assertThat(refused.get("reason").asText()).isEqualTo("cooling-down");
      assertThat(refused.has("opening")).isFalse();
      JsonNode unended = afterTwo(acting, smile, smile);
      assertThat(unended.get("phase").asText()).isEqualTo("waiting-for-end");
      assertThat(unended.get("reason").asText()).isEqualTo("smile-not-ended");
    }
    List<String> lines = Files.readAllLines(events);
    assertThat(lines).hasSize(1);
    assertThat(new ObjectMapper().readTree(lines.get(0)).get("opening"))
        .isEqualTo(opened.at("/opening/id"));
    assertThat(log.toString(StandardCharsets.UTF_8))
        .containsOnlyOnce("\"event\":\"action\"")
        .contains("\"name\":\"command\",\"outcome\":\"done\"")
        .doesNotContain("probability");
  }

  /** How the gate stands for somebody new who smiles, and asks for a gate that never opens. */
  private static JsonNode afterTwoSmiles(SmileServer acting, byte[] smile) throws Exception {
    return afterTwo(acting, nobody(), smile);
  }

  private static JsonNode afterTwo(SmileServer acting, byte[] first, byte[] smile)
      throws Exception {
    try (StreamClient client = StreamClient.connect(acting.address())) {
      client.text("{\"type\":\"hello\",\"gate\":{\"holdMillis\":3600000}}");
      JsonNode ready = client.next("ready");
      assertThat(ready.at("/gate/holdMillis").asInt()).isEqualTo(50);
      assertThat(ready.get("actions").toString()).isEqualTo("[\"command\"]");
      client.frame(1, first);
      client.next("result");
      client.next("gate");
      client.frame(2, smile);
      client.next("result");
      client.next("gate");
      Thread.sleep(60);
      client.frame(3, smile);
      client.next("result");
      return client.next("gate");
    }
  }

  private static byte[] nobody() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB), "png", png);
    return png.toByteArray();
  }

  private static byte[] sample(String name) throws IOException {
    try (InputStream in =
        SmileServer.class.getResourceAsStream("/io/github/smiledetector/server/samples/" + name)) {
      return in.readAllBytes();
    }
  }
}
