package io.github.smiledetector.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.smiledetector.DetectorOptions;
import io.github.smiledetector.SmileDetector;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class StreamFlowTest {
  private static final ServerOptions HERE = ServerOptions.DEFAULT.withAddress("127.0.0.1", 0);
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final String TOKEN = "0123456789abcdef";
  private static final byte[] PICTURE = picture(20);

  private final WatchedFinder finder = new WatchedFinder();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private SmileDetector detector;
  private SmileServer server;

  private URI start(int workers, ServerOptions options) {
    DetectorOptions seeing = DetectorOptions.DEFAULT.withFinder(() -> finder).withThreads(workers);
    detector = SmileDetector.open(seeing);
    server =
        SmileServer.start(
            detector, seeing, options, new EventLog(new PrintStream(log, true, UTF_8)));
    return server.address();
  }

  @AfterEach
  void stop() {
    finder.release();
    server.close();
    detector.close();
  }

  @Test
  void answersTwoFramesInFlight() throws Exception {
    finder.release();
    try (StreamClient client = StreamClient.greeted(start(2, HERE), "{}")) {
      client.frame(0, PICTURE);
      client.frame(4_294_967_295L, PICTURE);

      assertThat(client.next("result").get("frame").asLong()).isZero();
      JsonNode gate = client.next("gate");
      assertThat(gate.get("reason").asText()).isEqualTo("no-face");
      assertThat(gate.get("progress").asDouble()).isZero();
      JsonNode second = client.next("result");
      assertThat(second.get("frame").asLong()).isEqualTo(4_294_967_295L);
      assertThat(second.get("dropped")).isEmpty();
      client.next("gate");
    }
  }

  @Test
  void dropsAllButTheNewestOfTheFramesThatWait() throws Exception {
    try (StreamClient client = StreamClient.greeted(start(2, HERE), "{}")) {
      for (int frame = 1; frame <= 4; frame++) {
        client.frame(frame, picture(20 + frame));
      }
      awaitMetric("smile_frames_total{outcome=\"dropped\"}", 2);
      finder.release();

      JsonNode first = client.next("result");
      assertThat(first.get("frame").asInt()).isEqualTo(1);
      assertThat(first.get("dropped").toString()).isEqualTo("[2,3]");
      client.next("gate");
      assertThat(client.next("result").get("frame").asInt()).isEqualTo(4);
      client.next("gate");
      assertThat(finder.seen).containsExactly(21, 24);
      assertThat(finder.most).hasValue(1);
    }
  }

  @Test
  void doesNotLookAtAFrameWhoseTimeIsOverWhenItsTurnComes() throws Exception {
    URI here = start(1, HERE.withLimits(limits(4, 8, Duration.ofMillis(300), IDLE)));
    try (StreamClient client = StreamClient.greeted(here, "{}")) {
      client.frame(1, picture(21));
      awaitMetric("smile_queue_working", 1);
      client.frame(2, picture(22));
      client.frame(3, picture(23));
      awaitMetric("smile_frames_total{outcome=\"dropped\"}", 1);
      Thread.sleep(350);
      finder.release();

      for (int frame : new int[] {1, 3}) {
        JsonNode error = client.next("error");
        assertThat(error.get("frame").asInt()).isEqualTo(frame);
        assertThat(error.at("/problem/type").asText()).endsWith(":too-late");
      }
      client.frame(4, picture(24));
      client.next("result");
      assertThat(finder.seen).containsExactly(21, 24);
    }
  }

  @Test
  void tellsAClientThatTheServerIsBusyAndGoesOn() throws Exception {
    URI here = start(1, HERE.withLimits(limits(2, 8, Duration.ofSeconds(30))));
    try (StreamClient worked = StreamClient.greeted(here, "{}");
        StreamClient waiting = StreamClient.greeted(here, "{}");
        StreamClient refused = StreamClient.greeted(here, "{}")) {
      worked.frame(1, PICTURE);
      awaitMetric("smile_queue_working", 1);
      waiting.frame(1, PICTURE);
      awaitMetric("smile_queue_waiting", 1);
      refused.frame(7, PICTURE);

      JsonNode error = refused.next("error");
      assertThat(error.get("frame").asInt()).isEqualTo(7);
      assertThat(error.at("/problem/type").asText()).endsWith(":busy");
      finder.release();
      worked.next("result");
      waiting.next("result");
      refused.frame(8, PICTURE);
      assertThat(refused.next("result").get("frame").asInt()).isEqualTo(8);
    }
  }

  @Test
  void goesOnAfterAFrameThatIsNoPicture() throws Exception {
    finder.release();
    try (StreamClient client = StreamClient.greeted(start(1, HERE), "{}")) {
      client.frame(1, "no picture".getBytes(UTF_8));
      JsonNode error = client.next("error");
      assertThat(error.get("frame").asInt()).isEqualTo(1);
      assertThat(error.at("/problem/type").asText()).endsWith(":not-a-picture");
      client.frame(2, PICTURE);
      client.next("result");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "[]",
        "{\"type\":\"goodbye\"}",
        "{\"type\":\"hello\",\"gate\":{\"probability\":1.5}}",
        "{\"type\":\"hello\",\"gate\":{\"holdMillis\":-1}}",
        "{\"type\":\"hello\",\"gate\":{\"holdMillis\":1e3}}",
        "{\"type\":\"hello\",\"gate\":{\"whoCounts\":\"nobody\"}}",
        "{\"type\":\"hello\",\"gate\":{\"cooldown\":1}}",
        "{\"type\":\"hello\",\"gate\":3}",
        "{\"type\":\"hello\"}{\"type\":\"hello\"}",
      })
  void closesOverAMessageThatIsNoHello(String message) throws Exception {
    try (StreamClient client = StreamClient.connect(start(1, HERE))) {
      client.text(message);

      assertRefused(client, "bad-message", 1008);
    }
  }

  @Test
  void closesOverASecondHello() throws Exception {
    try (StreamClient client = StreamClient.greeted(start(1, HERE), "{}")) {
      client.text("{\"type\":\"hello\"}");

      assertRefused(client, "bad-message", 1008);
    }
  }

  @Test
  void closesOverALongText() throws Exception {
    try (StreamClient client = StreamClient.connect(start(1, HERE))) {
      client.text("{\"type\":\"hello\"" + " ".repeat(5_000) + "}");

      assertRefused(client, "bad-message", 1008);
    }
  }

  @Test
  void closesOverAFrameBeforeTheHello() throws Exception {
    try (StreamClient client = StreamClient.connect(start(1, HERE))) {
      client.frame(1, PICTURE);

      assertRefused(client, "bad-message", 1008);
    }
  }

  @Test
  void closesOverFramesWhoseNumbersDoNotRise() throws Exception {
    try (StreamClient client = StreamClient.greeted(start(1, HERE), "{}")) {
      client.frame(2, PICTURE);
      client.frame(2, PICTURE);

      assertRefused(client, "bad-message", 1008);
    }
  }

  @Test
  void closesOverAFrameWithoutAWholeNumber() throws Exception {
    try (StreamClient client = StreamClient.greeted(start(1, HERE), "{}")) {
      client.socket().sendBinary(ByteBuffer.allocate(3), true).join();

      assertRefused(client, "bad-message", 1008);
    }
  }

  @Test
  void closesOverAFrameThatIsTooLarge() throws Exception {
    try (StreamClient client = StreamClient.greeted(start(1, HERE), "{}")) {
      client.frame(1, new byte[(1 << 20) + 1]);

      assertRefused(client, "body-too-large", 1009);
    }
  }

  @Test
  void closesOverFramesWithoutEnd() throws Exception {
    try (StreamClient client = StreamClient.greeted(start(1, HERE), "{}")) {
      // One is worked on, one waits, and 64 are dropped with patience.
      for (int frame = 1; frame <= 67; frame++) {
        client.frame(frame, PICTURE);
      }

      assertRefused(client, "bad-message", 1008);
    }
  }

  @Test
  void closesOverFragmentsWithoutEnd() throws Exception {
    try (StreamClient client = StreamClient.greeted(start(1, HERE), "{}")) {
      for (int i = 1; i <= 4_097; i++) {
        client.socket().sendBinary(ByteBuffer.allocate(1), false).join();
      }

      assertRefused(client, "body-too-slow", 1008);
    }
  }

  @Test
  void doesNotLookAtTheFrameOfAClientThatHasLeft() throws Exception {
    URI here = start(1, HERE);
    try (StreamClient staying = StreamClient.greeted(here, "{}")) {
      staying.frame(1, picture(21));
      awaitMetric("smile_queue_working", 1);
      try (StreamClient leaving = StreamClient.greeted(here, "{}")) {
        leaving.frame(1, picture(22));
        awaitMetric("smile_queue_waiting", 1);
      }
      awaitMetric("smile_streams", 1);
      staying.frame(2, picture(23));
      finder.release();

      staying.next("result");
      staying.next("gate");
      staying.next("result");
      assertThat(finder.seen).containsExactly(21, 23);
    }
  }

  @Test
  void answersWhatItHasTakenBeforeItStops() throws Exception {
    try (StreamClient client = StreamClient.greeted(start(1, HERE), "{}")) {
      client.frame(1, PICTURE);
      client.frame(2, PICTURE);
      client.frame(3, PICTURE);
      awaitMetric("smile_frames_total{outcome=\"dropped\"}", 1);
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);

      client.next("draining");
      finder.release();
      assertThat(client.next("result").get("frame").asInt()).isEqualTo(1);
      client.next("gate");
      assertThat(client.next("result").get("frame").asInt()).isEqualTo(3);
      client.next("gate");
      assertThat(client.closedWith()).isEqualTo(1001);
      stopped.join();
    }
  }

  @Test
  void closesAStreamThatIsSilent() throws Exception {
    URI here = start(1, HERE.withLimits(limits(4, 8, Duration.ofMillis(200))));
    try (StreamClient client = StreamClient.greeted(here, "{}")) {
      assertThat(client.closedWith()).isEqualTo(1001);
      awaitMetric("smile_streams", 0);
    }
  }

  @Test
  void refusesMoreStreamsThanMayBe() throws Exception {
    URI here = start(1, HERE.withLimits(limits(4, 1, Duration.ofSeconds(30))));
    try (StreamClient client = StreamClient.greeted(here, "{}")) {
      try (StreamClient refused = StreamClient.connect(here)) {
        assertRefused(refused, "busy", 1013);
      }
      assertThat(client.socket().isInputClosed()).isFalse();
    }
    awaitMetric("smile_streams", 0);
    StreamClient.greeted(here, "{}").close();
  }

  @Test
  void refusesHandshakesThatAreNotForIt() throws Exception {
    URI here = start(1, HERE.withToken(TOKEN));
    String bearer = "Bearer " + TOKEN;
    String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(TOKEN.getBytes(UTF_8));

    assertThat(handshake(here, Map.of())).startsWith("HTTP/1.1 401").contains(":unauthorized");
    assertThat(handshake(here, Map.of("Authorization", "Bearer wrong"))).startsWith("HTTP/1.1 401");
    assertThat(handshake(here, Map.of("Authorization", bearer, "Origin", "http://other.example")))
        .startsWith("HTTP/1.1 403")
        .contains(":cross-origin");
    assertThat(handshake(here, Map.of("Authorization", bearer, "Host", "rebound.example")))
        .startsWith("HTTP/1.1 403")
        .contains(":unknown-host");
    assertThat(handshake(here, Map.of("Authorization", bearer, "Sec-WebSocket-Protocol", "chat")))
        .startsWith("HTTP/1.1 400");
    assertThat(handshake(here, Map.of("Authorization", bearer, "Upgrade", "h2c")))
        .startsWith("HTTP/1.1 400");
    assertThat(
            handshake(
                here,
                Map.of(
                    "Origin",
                    here.resolve("/").toString().replaceFirst("/$", ""),
                    "Sec-WebSocket-Extensions",
                    "permessage-deflate",
                    "Sec-WebSocket-Protocol",
                    "smile.v1, smile.token." + encoded)))
        .startsWith("HTTP/1.1 101")
        .containsOnlyOnce("smile.v1")
        .doesNotContain("smile.token", "permessage-deflate", "Cookie");
  }

  /** What a server says to a request for a WebSocket, and with what document. */
  private static String handshake(URI server, Map<String, String> headers) throws IOException {
    StringBuilder request = new StringBuilder("GET /v1/stream HTTP/1.1\r\n");
    Map<String, String> all = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.put("Host", server.getAuthority());
    all.put("Connection", "Upgrade");
    all.put("Upgrade", "websocket");
    all.put("Sec-WebSocket-Version", "13");
    all.put("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==");
    all.put("Sec-WebSocket-Protocol", "smile.v1");
    all.putAll(headers);
    all.forEach((name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(request.append("\r\n").toString().getBytes(UTF_8));
      out.flush();
      socket.setSoTimeout(5_000);
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      String text = "";
      // A refusal ends with its document.
      while (!(text.endsWith("}") || (text.contains(" 101 ") && text.endsWith("\r\n\r\n")))) {
        byte[] next = socket.getInputStream().readNBytes(1);
        assertThat(next).as("after: " + text).isNotEmpty();
        said.write(next);
        text = said.toString(UTF_8);
      }
      return text;
    }
  }

  private static void assertRefused(StreamClient client, String kind, int code) throws Exception {
    assertThat(client.next("error").at("/problem/type").asText())
        .isEqualTo("urn:smile-detector:problem:" + kind);
    assertThat(client.closedWith()).isEqualTo(code);
  }

  private static ServerLimits limits(int picturesPerWorker, int streams, Duration idle) {
    return limits(picturesPerWorker, streams, ServerLimits.DEFAULT.deadline(), idle);
  }

  private static ServerLimits limits(
      int picturesPerWorker, int streams, Duration deadline, Duration idle) {
    ServerLimits usual = ServerLimits.DEFAULT;
    return new ServerLimits(
        usual.maxBodyBytes(),
        usual.maxBodiesBytes(),
        usual.maxBatchPictures(),
        picturesPerWorker,
        usual.bodyPatience(),
        deadline,
        usual.maxConnections(),
        streams,
        usual.maxFrameBytes(),
        idle,
        usual.drain());
  }

  private void awaitMetric(String name, double value) throws Exception {
    String line = name + " " + value;
    List<String> lines = List.of();
    for (int i = 0; i < 500 && !lines.contains(line); i++) {
      Thread.sleep(10);
      lines = server.metrics().text().lines().toList();
    }
    assertThat(lines).contains(line);
  }

  private static byte[] picture(int widthPx) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(widthPx, 20, BufferedImage.TYPE_INT_RGB), "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png.toByteArray();
  }
}
