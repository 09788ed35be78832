package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code smile serve} as it stands at a gate: a process, a camera's stream, a command. */
@Tag("edge")
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the command is a shell script")
class ServeGateTest {
  private static final int LONGER_SIDE_PX = 640;
  private static final int MOST_FRAMES = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void runsTheCommandOnceForASmileAndTellsItWhichGateHasOpened() throws Exception {
    Path events = folder.resolve("events");
    Path script = Files.writeString(folder.resolve("open-gate"), "#!/bin/sh\ncat >> \"$1\"\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    byte[] smile = jpeg(ProjectFolder.file("samples/astronaut_eileen_collins.png"));
    String opening;
    // Gaps, for the machine may be slow; no cooldown, so that the smile alone opens no second time.
    try (SmileProcess serve =
        SmileProcess.start(
            folder,
            "serve",
            "--port",
            0,
            "--gate-name",
            "the \"east\" gate",
            "--gate-hold",
            0.5,
            "--gate-largest-gap",
            20,
            "--gate-cooldown",
            0,
            "--on-open",
            script,
            "--on-open-arg",
            events)) {
      try (Camera camera = Camera.connect(serve.address())) {
        assertThat(camera.next("ready").path("actions")).hasToString("[\"command\"]");
        JsonNode gate = camera.show(smile);
        for (int i = 0; i < MOST_FRAMES && !gate.path("phase").asText().equals("open"); i++) {
          gate = camera.show(smile);
        }
        opening = gate.path("opening").path("id").asText();
        assertThat(opening).as(gate.toString()).isNotEmpty();
        for (int i = 0; i < 10; i++) {
          assertThat(camera.show(smile).path("phase").asText("")).isIn("waiting-for-end", "");
        }
      }
      serve.signal("TERM");
      assertThat(serve.exitCode()).isEqualTo(143);
      assertThat(serve.err())
          .containsOnlyOnce("\"event\":\"action\"")
          .contains("\"outcome\":\"done\"", "\"event\":\"stopped\"")
          .doesNotContain("\"error\"");
    }
    List<String> told = Files.readAllLines(events);
    assertThat(told).hasSize(1);
    JsonNode event = JSON.readTree(told.get(0));
    assertThat(event.path("type").asText()).isEqualTo("smile.gate.opened");
    assertThat(event.path("gate").asText()).isEqualTo("the \"east\" gate");
    assertThat(event.path("opening").asText()).isEqualTo(opening);
  }

  private static byte[] jpeg(Path file) throws IOException {
    BufferedImage photo = ImageIO.read(file.toFile());
    double scale = (double) LONGER_SIDE_PX / Math.max(photo.getWidth(), photo.getHeight());
    int width = (int) Math.round(photo.getWidth() * scale);
    int height = (int) Math.round(photo.getHeight() * scale);
    BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(photo, 0, 0, width, height, null);
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(scaled, "jpeg", bytes)).isTrue();
    return bytes.toByteArray();
  }

  /** A client of the stream that shows one frame after the other. */
  private static final class Camera implements WebSocket.Listener, AutoCloseable {
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private WebSocket socket;
    private int number;

    static Camera connect(URI server) {
      Camera camera = new Camera();
      camera.socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .subprotocols("smile.v1")
              .buildAsync(URI.create("ws://" + server.getAuthority() + "/v1/stream"), camera)
              .join();
      camera.socket.sendText("{\"type\":\"hello\"}", true).join();
      return camera;
    }

    /** What the gate says of a frame, or why nobody looked: a slow machine may be too late. */
    JsonNode show(byte[] picture) throws InterruptedException {
      ByteBuffer frame = ByteBuffer.allocate(4 + picture.length).putInt(++number).put(picture);
      socket.sendBinary(frame.flip(), true).join();
      return next("gate", "error");
    }

    /** The next message of one of these types; others before it are dropped. */
    JsonNode next(String... types) throws InterruptedException {
      while (true) {
        JsonNode message = messages.poll(60, TimeUnit.SECONDS);
        assertThat(message).as("a message of " + List.of(types)).isNotNull();
        if (List.of(types).contains(message.path("type").asText())) {
          return message;
        }
      }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence piece, boolean last) {
      text.append(piece);
      if (last) {
        try {
          messages.add(JSON.readTree(text.toString()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public void close() {
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }
  }
}
