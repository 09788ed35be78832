package io.github.smiledetector.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that leave while they wait for an answer, and others that only seem to. */
@Timeout(120)
class DepartureTest {
  private static final int WORKERS = 2;
  private static final int PLACES = WORKERS * ServerLimits.DEFAULT.picturesPerWorker();

  /** Longer than what a test takes. */
  private static final Duration NEVER = Duration.ofMinutes(10);

  /** Pauses that end before, when and after a client begins to be watched. */
  private static final int LONGEST_PAUSE_MILLIS = 30;

  private final List<RawClient> clients = new ArrayList<>();
  private final WatchedFinder finder = new WatchedFinder();
  private RunningServer server = running(NEVER);

  @AfterEach
  void stop() throws Exception {
    finder.release();
    server.close();
    for (RawClient client : clients) {
      client.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/smiles", "/v1/smiles:batch"})
  void whoLeavesWhileItsPictureWaitsFreesItsPlace(String path) throws Exception {
    List<RawClient> staying = occupyWorkers();
    List<RawClient> leaving = fill(path);

    for (RawClient client : leaving) {
      client.close();
      awaitRoom();
      staying.add(client().send(request("/v1/smiles", 1)));
      awaitFull();
    }
    finder.release();

    for (RawClient client : staying) {
      assertThat(client.answer().status()).isEqualTo(200);
    }
    awaitNothingLeft();
    assertThat(finder.seen).hasSize(staying.size());
    assertThat(logged("\"status\":499")).isEqualTo(leaving.size());
    assertThat(server.get("/metrics").body())
        .contains("smile_problems_total{kind=\"client-left\"} " + leaving.size() + ".0");
    assertNoFault();
  }

  @Test
  void aBatchWhoseTimeIsOverTakesNoFurtherPlaces() throws Exception {
    server.close();
    Duration deadline = Duration.ofMillis(200);
    server = running(deadline);
    occupyWorkers();
    fill("/v1/smiles:batch");
    Thread.sleep(deadline.toMillis());

    assertThat(isFull()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/smiles", "/v1/smiles:batch"})
  void whoEndsItsSendingSideIsToldThatItHasLeft(String path) throws Exception {
    occupyWorkers();
    RawClient client = fill(path).get(0).sendNoMore();
    awaitRoom();
    RawClient.Answer answer = client.answer();

    assertThat(answer.status()).isEqualTo(499);
    assertThat(answer.kind()).isEqualTo("client-left");
    assertThat(client.ended()).isTrue();
    assertThat(finder.seen).hasSize(WORKERS);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 9})
  void answersRequestsInTheOrderInWhichTheyCameTogether(int count) throws Exception {
    finder.release();
    RawClient client = client().send(numbered(0, count));

    assertAnsweredInOrder(client, 0, count);
    assertAnsweredInOrder(client.send(numbered(count, 1)), count, 1);
  }

  /** A byte of the next request is read by whoever watches the client. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100, 10_000, Integer.MAX_VALUE})
  void answersARequestThatComesWhileAnotherWaits(int early) throws Exception {
    RawClient client = client().send(numbered(0, 1));
    awaitSearched(1);
    byte[] next = numbered(1, 2);
    client.send(Arrays.copyOf(next, Math.min(early, next.length)));
    // Read by now or not, it has to be answered.
    Thread.sleep(100);
    finder.release();
    if (early < next.length) {
      client.send(Arrays.copyOfRange(next, early, next.length));
    }

    assertAnsweredInOrder(client, 0, 3);
  }

  @Test
  void whoSendsAheadAndLeavesCostsNoMoreThanItsPictures() throws Exception {
    RawClient client = client().send(numbered(0, 1));
    awaitSearched(1);
    client.send(numbered(1, 1)).close();
    finder.release();

    awaitNothingLeft();
    assertNoFault();
  }

  @Test
  void answersManyRequestsOfOneConnection() throws Exception {
    finder.release();
    RawClient client = client();
    for (int i = 0; i < 200; i++) {
      finder.pauseMillis = i % LONGEST_PAUSE_MILLIS;
      assertAnsweredInOrder(client.send(numbered(i, 1)), i, 1);
    }
  }

  @Test
  void answersRequestsInChunksOnOneConnection() throws Exception {
    finder.release();
    RawClient client = client();
    byte[] photo = RunningServer.photo();
    for (int i = 0; i < LONGEST_PAUSE_MILLIS; i++) {
      finder.pauseMillis = i;
      client
          .say("POST /v1/smiles HTTP/1.1", "Host: localhost", "Transfer-Encoding: chunked")
          .send(text(Integer.toHexString(photo.length) + "\r\n"))
          .send(photo)
          .send(text("\r\n0\r\n\r\n"));
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void nothingIsLeftOfClientsThatLeaveJustWhenTheyAreAnswered() throws Exception {
    finder.release();
    long seed = System.nanoTime();
    System.out.println("clients leave at random, seed " + seed);
    Random random = new Random(seed);
    byte[] one = request("/v1/smiles", 1);
    byte[] many = request("/v1/smiles:batch", 3);
    client().send(one).answer();
    finder.pauseMillis = LONGEST_PAUSE_MILLIS / 2;
    // What an answer takes.
    long start = System.nanoTime();
    client().send(one).answer();
    long span = 2 * (System.nanoTime() - start);

    for (int i = 0; i < 400; i++) {
      finder.pauseMillis = random.nextInt(LONGEST_PAUSE_MILLIS);
      RawClient client = new RawClient(server.port()).send(i % 4 == 0 ? many : one);
      if (i % 5 == 0) {
        client.send(one);
      }
      LockSupport.parkNanos((long) (random.nextDouble() * span));
      if (i % 3 == 0) {
        client.reset();
      } else if (i % 3 == 1) {
        client.sendNoMore();
        assertThat(client.answer().status()).isIn(200, 499);
      }
      client.close();
    }
    awaitNothingLeft();
    assertNoFault();
    assertUsable();
  }

  @Test
  void stopsInOrderThoughAClientHasLeft() throws Exception {
    List<RawClient> staying = occupyWorkers();
    RawClient leaving = client().send(request("/v1/smiles", 1));
    while (server.server().underWay() < WORKERS + 1) {
      Thread.sleep(5);
    }
    leaving.close();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
    while (server.get("/readyz").statusCode() == 200) {
      Thread.sleep(5);
    }
    finder.release();

    for (RawClient client : staying) {
      assertThat(client.answer().status()).isEqualTo(200);
    }
    closed.get();
    assertThat(server.server().underWay()).isZero();
    assertThat(server.server().heldBytes()).isZero();
    assertNoFault();
  }

  private RunningServer running(Duration deadline) {
    return RunningServer.withLimits(
        RunningServer.SEEING.withThreads(WORKERS).withFinder(() -> finder),
        limits -> limits.withDeadline(deadline));
  }

  private RawClient client() throws IOException {
    RawClient client = new RawClient(server.port());
    clients.add(client);
    return client;
  }

  /** Clients whose pictures are being searched, one for each worker. */
  private List<RawClient> occupyWorkers() throws Exception {
    List<RawClient> occupying = new ArrayList<>();
    while (occupying.size() < WORKERS) {
      occupying.add(client().send(request("/v1/smiles", 1)));
    }
    awaitSearched(WORKERS);
    return occupying;
  }

  /** Clients whose pictures wait, as many as may. */
  private List<RawClient> fill(String path) throws Exception {
    List<RawClient> waiting = new ArrayList<>();
    while (waiting.size() < PLACES - WORKERS) {
      waiting.add(client().send(request(path, 3)));
    }
    awaitFull();
    return waiting;
  }

  private static byte[] request(String path, int pictures) {
    byte[] body =
        path.endsWith(":batch")
            ? RunningServer.form(
                "edge", "picture", Collections.nCopies(pictures, RunningServer.photo()))
            : RunningServer.photo();
    return request(path, body);
  }

  private static byte[] request(String path, byte[] body) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(
        text(
            "POST "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                + body.length
                + (path.endsWith(":batch")
                    ? "\r\nContent-Type: multipart/form-data; boundary=edge"
                    : "")
                + "\r\n\r\n"));
    request.writeBytes(body);
    return request.toByteArray();
  }

  /** Requests whose thresholds tell them apart. */
  private static byte[] numbered(int first, int count) {
    ByteArrayOutputStream requests = new ByteArrayOutputStream();
    for (int i = first; i < first + count; i++) {
      requests.writeBytes(request("/v1/smiles?threshold=" + i / 1000.0, 1));
    }
    return requests.toByteArray();
  }

  private static void assertAnsweredInOrder(RawClient client, int first, int count)
      throws Exception {
    for (int i = first; i < first + count; i++) {
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("\"threshold\":" + i / 1000.0 + ",");
    }
  }

  private void assertUsable() throws Exception {
    List<RawClient> all = new ArrayList<>();
    while (all.size() < PLACES) {
      all.add(client().send(request("/v1/smiles", 1)));
    }
    for (RawClient client : all) {
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  private void awaitSearched(int pictures) throws Exception {
    while (finder.seen.size() < pictures) {
      Thread.sleep(5);
    }
  }

  private void awaitFull() throws Exception {
    while (!isFull()) {
      Thread.sleep(5);
    }
  }

  private void awaitRoom() throws Exception {
    while (isFull()) {
      Thread.sleep(5);
    }
  }

  /** Asks with nothing: who has no room refuses that before it is looked at. */
  private boolean isFull() throws Exception {
    String kind = RunningServer.kind(server.post("/v1/smiles", new byte[0]));
    assertThat(kind).isIn("busy", "empty-body");
    return kind.equals("busy");
  }

  private void awaitNothingLeft() throws Exception {
    while (server.server().underWay() > 0 || server.server().heldBytes() > 0) {
      Thread.sleep(5);
    }
  }

  private long logged(String part) {
    return server.log().lines().filter(line -> line.contains(part)).count();
  }

  private void assertNoFault() {
    assertThat(server.log()).doesNotContain("\"status\":500").doesNotContain("\"fault\"");
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
