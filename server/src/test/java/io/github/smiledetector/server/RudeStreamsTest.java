package io.github.smiledetector.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.DetectorOptions;
import io.github.smiledetector.face.Face;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.picture.Picture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of streams that never end, or never read. */
@Timeout(60)
class RudeStreamsTest {
  private static final Duration IDLE = Duration.ofSeconds(2);
  private static final int USUAL_BUFFER_BYTES = 1 << 17;
  private static final int SMALL_BUFFER_BYTES = 4_096;
  private static final byte[] PICTURE = picture();

  private static final AtomicInteger SEEN = new AtomicInteger();

  private static RunningServer server;

  @BeforeAll
  static void start() {
    DetectorOptions seeing =
        DetectorOptions.DEFAULT
            .withFinder(Crowded::new)
            .withMaxFaces(Crowded.FACES)
            .withSmallestFacePx(20)
            .withThreads(2);
    server = RunningServer.withLimits(seeing, limits -> limits.withStreamIdle(IDLE));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {RawStream.PING, RawStream.PONG})
  void closesOverPingsOrPongsWithoutEnd(int opcode) throws Exception {
    try (RawStream client = new RawStream(server.port(), USUAL_BUFFER_BYTES).hello()) {
      double before = problems("bad-message");
      sendWithoutEnd(client, RawStream.frame(opcode, true));

      assertRefused(client, "bad-message", before);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {RawStream.TEXT, RawStream.BINARY})
  void closesOverEmptyPiecesWithoutEnd(int opcode) throws Exception {
    try (RawStream client = new RawStream(server.port(), USUAL_BUFFER_BYTES).hello()) {
      client.send(RawStream.frame(opcode, false));
      double before = problems("body-too-slow");
      sendWithoutEnd(client, RawStream.frame(RawStream.CONTINUATION, false));

      assertRefused(client, "body-too-slow", before);
    }
  }

  @Test
  void answersPingsBetweenThePiecesOfAMessage() throws Exception {
    byte[] numbered = new byte[Integer.BYTES + PICTURE.length];
    System.arraycopy(PICTURE, 0, numbered, Integer.BYTES, PICTURE.length);
    try (RawStream client = new RawStream(server.port(), USUAL_BUFFER_BYTES).hello()) {
      client
          .send(RawStream.frame(RawStream.BINARY, false))
          .send(RawStream.frame(RawStream.PING, true, (byte) 7))
          .send(RawStream.frame(RawStream.PONG, true))
          .send(RawStream.frame(RawStream.CONTINUATION, true, numbered));

      assertThat(client.next().text()).contains("\"type\":\"ready\"");
      RawStream.Received pong = client.next();
      assertThat(pong.opcode()).isEqualTo(RawStream.PONG);
      assertThat(pong.payload()).isEqualTo(ByteBuffer.wrap(new byte[] {7}));
      assertThat(client.next().text()).contains("\"type\":\"result\"", "\"frame\":0");
    }
  }

  @Test
  void answersAFarewell() throws Exception {
    try (RawStream client = new RawStream(server.port(), USUAL_BUFFER_BYTES).hello()) {
      client.next();
      client.send(RawStream.frame(RawStream.CLOSE, true, (byte) (1000 >> 8), (byte) 1000));

      RawStream.Received last = client.next();
      assertThat(last.opcode()).isEqualTo(RawStream.CLOSE);
      assertThat(last.closeCode()).isEqualTo(1000);
      awaitStreams(0);
    }
    assertThat(server.log()).contains("\"code\":1000");
  }

  @Test
  void endsAStreamWhoseClientDoesNotRead() throws Exception {
    try (RawStream client = new RawStream(server.port(), SMALL_BUFFER_BYTES).hello()) {
      int number = 0;
      int seen = SEEN.get();
      // As fast as they are looked at, until what was said of them does not get away any more.
      while (awaitSeen(seen + number)) {
        client.picture(++number, PICTURE);
      }
      int last = SEEN.get();
      for (int i = 0; i < 20; i++) {
        client.picture(++number, PICTURE);
      }
      sendAgainAndAgain(client, RawStream.frame(RawStream.PONG, true));

      awaitStreams(0);
      assertThat(SEEN).as("frames looked at while nothing was read").hasValue(last);
    }
  }

  private static boolean awaitSeen(int count) throws InterruptedException {
    for (int i = 0; i < 100 && SEEN.get() < count; i++) {
      Thread.sleep(5);
    }
    return SEEN.get() >= count;
  }

  private static void assertRefused(RawStream client, String kind, double before) throws Exception {
    try {
      RawStream.Received received = client.next();
      for (int i = 0; i < 100_000 && !received.text().contains("\"error\""); i++) {
        received = client.next();
      }
      assertThat(received.text()).contains("urn:smile-detector:problem:" + kind);
      RawStream.Received last = client.next();
      assertThat(last.opcode()).isEqualTo(RawStream.CLOSE);
      assertThat(last.closeCode()).isEqualTo(1008);
    } catch (SocketException reset) {
      // Whoever sends on after the end may not be told it: so TCP has it.
      assertThat(reset).hasMessageContaining("reset");
    }
    awaitStreams(0);
    assertThat(problems(kind)).isEqualTo(before + 1);
  }

  /** How many clients have been told of a problem. */
  private static double problems(String kind) {
    String name = "smile_problems_total{kind=\"" + kind + "\"} ";
    return server
        .server()
        .metrics()
        .text()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .sum();
  }

  private static void sendWithoutEnd(RawStream client, byte[] frame) {
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int i = 0; i < 500; i++) {
      many.writeBytes(frame);
    }
    send(client, many.toByteArray(), 0);
  }

  /** Never so long apart that the stream would be silent. */
  private static void sendAgainAndAgain(RawStream client, byte[] frame) {
    send(client, frame, IDLE.toMillis() / 10);
  }

  private static void send(RawStream client, byte[] bytes, long pauseMillis) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  client.send(bytes);
                  Thread.sleep(pauseMillis);
                }
              } catch (IOException | InterruptedException e) {
                // The server, or the test, has ended it.
              }
            },
            "rude");
    thread.setDaemon(true);
    thread.start();
  }

  private static void awaitStreams(int count) throws Exception {
    String line = "smile_streams " + (double) count;
    long end = System.nanoTime() + IDLE.multipliedBy(5).toNanos();
    String streams;
    do {
      Thread.sleep(20);
      streams =
          server
              .server()
              .metrics()
              .text()
              .lines()
              .filter(each -> each.startsWith("smile_streams "))
              .findFirst()
              .orElseThrow();
    } while (!streams.equals(line) && System.nanoTime() - end < 0);
    assertThat(streams).isEqualTo(line);
  }

  private static byte[] picture() {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(100, 100, BufferedImage.TYPE_INT_RGB), "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png.toByteArray();
  }

  /** Finds many faces, too small to be judged: long answers after little work. */
  private static final class Crowded implements FaceFinder {
    private static final int FACES = 200;

    @Override
    public List<Face> find(Picture picture, int smallestPx) {
      SEEN.incrementAndGet();
      return Collections.nCopies(FACES, new Face(new Box(10, 10, 5, 5), 0.9, Optional.empty()));
    }

    @Override
    public String name() {
      return "crowded";
    }

    @Override
    public boolean givesLandmarks() {
      return true;
    }

    @Override
    public void close() {}
  }
}
