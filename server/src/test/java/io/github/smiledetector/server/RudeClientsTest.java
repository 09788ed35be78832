package io.github.smiledetector.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that are slow, leave, or never end: they cost nobody else anything. */
@Timeout(60)
class RudeClientsTest {
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final String[] POST = {"POST /v1/smiles HTTP/1.1", "Host: localhost"};

  private static RunningServer server;

  @BeforeAll
  static void start() throws Exception {
    server =
        RunningServer.withLimits(
            RunningServer.SEEING,
            limits -> limits.withBodyPatience(PATIENCE).withBodies(1 << 20, 2 << 20));
    // The first picture takes longer, whoever else is there.
    server.post("/v1/smiles", RunningServer.photo());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void cutsOffABodyThatTrickles() throws Exception {
    try (RawClient client = posting("Content-Length: 5000");
        Trickle trickle = new Trickle(List.of(client), "x")) {
      long start = System.nanoTime();

      assertCutOff(client, start);
      assertThat(trickle.sent()).isPositive();
    }
  }

  @Test
  void cutsOffABodyThatDoesNotCome() throws Exception {
    try (RawClient client = posting("Content-Length: 5000")) {
      assertCutOff(client, System.nanoTime());
    }
  }

  @Test
  void cutsOffChunksWithoutEnd() throws Exception {
    try (RawClient client = posting("Transfer-Encoding: chunked");
        Trickle trickle = new Trickle(List.of(client), "1\r\nx\r\n")) {
      assertCutOff(client, System.nanoTime());
      assertThat(trickle.sent()).isPositive();
    }
  }

  private static void assertCutOff(RawClient client, long startNanos) throws Exception {
    RawClient.Answer answer = client.answer();

    assertThat(answer.status()).isEqualTo(408);
    assertThat(answer.kind()).isEqualTo("body-too-slow");
    assertThat(answer.headers()).containsEntry("connection", "close");
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
        .isBetween(PATIENCE.minusMillis(100), PATIENCE.plusSeconds(2));
    assertThat(client.ended()).isTrue();
  }

  @Test
  void cutsOffHeadersThatNeverEnd() throws Exception {
    try (RawClient silent = new RawClient(server.port()).send(bytes("GET / HTTP/1.1\r\nHost"));
        RawClient trickling = new RawClient(server.port()).send(bytes("GET / HTTP/1.1\r\n"));
        Trickle trickle = new Trickle(List.of(trickling), "X-More: 1\r\n")) {
      long start = System.nanoTime();

      assertThat(silent.ended()).isTrue();
      assertThat(trickling.ended()).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE.plusSeconds(2));
      assertThat(trickle.sent()).isPositive();
    }
  }

  @Test
  void keepsAConnectionThatIsSilentBetweenRequests() throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      for (int i = 0; i < 2; i++) {
        assertThat(client.say("GET /healthz HTTP/1.1", "Host: localhost").answer().status())
            .isEqualTo(200);
        Thread.sleep(PATIENCE.multipliedBy(3).dividedBy(2).toMillis());
      }
    }
  }

  @Test
  void aClientThatLeavesInTheMiddleOfItsBodyLeavesNothingBehind() throws Exception {
    long workedOn = pictures();
    for (int i = 0; i < 20; i++) {
      try (RawClient client = posting("Content-Length: 90000")) {
        client.send(Arrays.copyOf(RunningServer.photo(), 40_000));
      }
      try (RawClient client = posting("Transfer-Encoding: chunked")) {
        client.send("5\r\nabc".getBytes(StandardCharsets.UTF_8));
      }
    }
    awaitNothingHeld();

    assertThat(pictures()).isEqualTo(workedOn);
    assertNoFault();
    assertAnswersSoon();
  }

  @Test
  void holdsNoMoreBytesOfBodiesThanAllowed() throws Exception {
    List<RawClient> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 2; i++) {
        slow.add(posting("Content-Length: 1000000").send(new byte[900_000]));
      }
      while (server.server().heldBytes() < 1_800_000) {
        Thread.sleep(5);
      }
      HttpResponse<String> refused = server.post("/v1/smiles", new byte[900_000]);

      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(RunningServer.kind(refused)).isEqualTo("busy");
      assertThat(server.post("/v1/smiles", "small".getBytes(StandardCharsets.UTF_8)).statusCode())
          .isEqualTo(415);
    } finally {
      for (RawClient client : slow) {
        client.close();
      }
    }
    awaitNothingHeld();
    assertThat(server.post("/v1/smiles", new byte[900_000]).statusCode()).isEqualTo(415);
  }

  @Test
  @Tag("slow")
  void takesFurtherConnectionsOnceIdleOnesAreCutOff() throws Exception {
    List<RawClient> idle = new ArrayList<>();
    try (RunningServer small =
        RunningServer.withLimits(RunningServer.SEEING, limits -> limits.withMaxConnections(20))) {
      for (int i = 0; i < 30; i++) {
        idle.add(new RawClient(small.port()));
      }
      try (RawClient late = new RawClient(small.port())) {
        assertThat(late.say("GET /healthz HTTP/1.1", "Host: localhost").answer().status())
            .isEqualTo(200);
      }
    } finally {
      for (RawClient client : idle) {
        client.close();
      }
    }
  }

  @Test
  @Tag("slow")
  void answersOthersWhileThreeHundredSendSlowly() throws Exception {
    RunningServer patient = RunningServer.withLimits(RunningServer.SEEING, limits -> limits);
    List<RawClient> slow = new ArrayList<>();
    try (patient) {
      for (int i = 0; i < 300; i++) {
        slow.add(new RawClient(patient.port()).say(POST[0], POST[1], "Content-Length: 5000000"));
      }
      try (Trickle trickle = new Trickle(slow, "xxxxx")) {
        for (int i = 0; i < 30; i++) {
          assertAnswersSoon(patient);
          Thread.sleep(50);
        }
        assertThat(trickle.sent()).isGreaterThan(600);
      }
      assertThat(busyThreads(patient)).isLessThan(20);
    } finally {
      for (RawClient client : slow) {
        client.close();
      }
    }
  }

  @Test
  @Tag("slow")
  void answersOthersWhileTwoThousandAreIdle() throws Exception {
    List<RawClient> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 2_000; i++) {
        idle.add(new RawClient(server.port()));
      }
      for (int i = 0; i < 20; i++) {
        assertAnswersSoon();
      }
      assertThat(busyThreads(server)).isLessThan(20);
    } finally {
      for (RawClient client : idle) {
        client.close();
      }
    }
  }

  @Test
  void noThreadWaitsForClientsThatDoNotTakeTheirAnswers() throws Exception {
    assertAnswersOthersWhileSomeAreDeaf(30, "/metrics", 500);
  }

  @Test
  void noThreadWaitsForClientsThatDoNotTakeRefusalsOfStreams() throws Exception {
    byte[] asking = bytes("GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(8_000));
    try (RawClient deaf = new RawClient(server.port(), 4_096)) {
      sendAside(deaf, asking);
      awaitBlocked(deaf.port());

      assertThat(Thread.getAllStackTraces().values().stream().flatMap(Arrays::stream))
          .extracting(StackTraceElement::getClassName)
          .filteredOn(name -> name.startsWith("org.eclipse.jetty.util.Blocker"))
          .isEmpty();
    }
  }

  @Test
  void cutsOffAClientThatTakesItsAnswerByTheByte() throws Exception {
    byte[] asking = bytes("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1_000));
    try (RawClient client = new RawClient(server.port(), 4_096)) {
      sendAside(client, asking);
      awaitBlocked(client.port());
      long start = System.nanoTime();
      while (isConnected(client.port())) {
        client.read(100);
        Thread.sleep(100);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .isLessThan(PATIENCE.plusSeconds(20));
      }
    }
    assertNoFault();
    assertAnswersSoon();
  }

  /** From a thread of its own, which waits once the server reads no more. */
  private static void sendAside(RawClient client, byte[] bytes) {
    Thread thread =
        new Thread(
            () -> {
              try {
                client.send(bytes);
              } catch (java.io.IOException e) {
                // The server, or the test, has ended it.
              }
            },
            "aside");
    thread.setDaemon(true);
    thread.start();
  }

  /** Until an answer to a client does not get away as a whole. */
  private static void awaitBlocked(int port) throws Exception {
    while (!endPoint(port).map(Object::toString).orElse("").contains("flush=P")) {
      Thread.sleep(20);
    }
  }

  private static boolean isConnected(int port) {
    return endPoint(port).isPresent();
  }

  /** The server's end of the connection from a port. */
  private static Optional<EndPoint> endPoint(int port) {
    return Arrays.stream(server.server().javalin().jettyServer().server().getConnectors())
        .flatMap(connector -> connector.getConnectedEndPoints().stream())
        .filter(
            end ->
                end.getRemoteSocketAddress() instanceof InetSocketAddress address
                    && address.getPort() == port)
        .findFirst();
  }

  @ParameterizedTest
  @Tag("slow")
  @CsvSource({"/samples/astronaut_eileen_collins.png, 40", "/metrics, 200"})
  void answersOthersWhileThreeHundredDoNotTakeTheirAnswers(String path, int times)
      throws Exception {
    assertAnswersOthersWhileSomeAreDeaf(300, path, times);
  }

  private static void assertAnswersOthersWhileSomeAreDeaf(int clients, String path, int times)
      throws Exception {
    List<RawClient> deaf = new ArrayList<>();
    byte[] asking = bytes(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(times));
    try {
      for (int i = 0; i < clients; i++) {
        deaf.add(new RawClient(server.port(), 4_096).send(asking));
      }
      awaitDeaf();
      for (int i = 0; i < 20; i++) {
        assertAnswersSoon();
      }
      assertThat(busyThreads(server)).isLessThan(20);
    } finally {
      for (RawClient client : deaf) {
        client.close();
      }
    }
  }

  /** Until what fits on the way to the deaf ones is answered. */
  private static void awaitDeaf() throws Exception {
    int before = -1;
    while (before != server.logged()) {
      before = server.logged();
      Thread.sleep(300);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static RawClient posting(String header) throws Exception {
    return new RawClient(server.port()).say(POST[0], POST[1], header);
  }

  private static void assertAnswersSoon() throws Exception {
    assertAnswersSoon(server);
  }

  private static void assertAnswersSoon(RunningServer asked) throws Exception {
    long start = System.nanoTime();
    assertThat(asked.post("/v1/smiles", RunningServer.photo()).statusCode()).isEqualTo(200);
    // Far less than the rude are waited for, far more than a busy machine needs.
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
  }

  private static void assertNoFault() {
    assertThat(server.log().lines())
        .filteredOn(line -> line.contains("\"status\":500") || line.contains("\"fault\""))
        .isEmpty();
  }

  private static void awaitNothingHeld() throws Exception {
    while (server.server().heldBytes() > 0) {
      Thread.sleep(5);
    }
  }

  /** Pictures that were answered. */
  private static long pictures() throws Exception {
    String metrics = server.get("/metrics").body();
    return metrics
        .lines()
        .filter(line -> line.startsWith("smile_pictures_total "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(" ") + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static int busyThreads(RunningServer asked) {
    ThreadPool pool = asked.server().javalin().jettyServer().threadPool();
    return pool.getThreads() - pool.getIdleThreads();
  }

  /** Sends a little to each of some connections, again and again. */
  private static final class Trickle implements AutoCloseable {
    private static final int PAUSE_MILLIS = 100;

    private final AtomicBoolean end = new AtomicBoolean();
    private volatile int sent;

    Trickle(List<RawClient> to, String little) {
      byte[] bytes = little.getBytes(StandardCharsets.UTF_8);
      Thread thread = new Thread(() -> send(to, bytes), "trickle");
      thread.setDaemon(true);
      thread.start();
    }

    private void send(List<RawClient> to, byte[] bytes) {
      int count = 0;
      while (!end.get()) {
        for (RawClient client : to) {
          try {
            client.send(bytes);
            count++;
          } catch (java.io.IOException e) {
            // The server has cut it off.
          }
        }
        sent = count;
        try {
          Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
          return;
        }
      }
    }

    int sent() {
      return sent;
    }

    @Override
    public void close() {
      end.set(true);
    }
  }
}
