package io.github.smiledetector.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.SmileDetector;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that ends answers what it has taken. */
@Timeout(120)
class StoppingTest {
  @Test
  void answersWhatItHasTakenAndNothingNew() throws Exception {
    HeldFinder finder = new HeldFinder();
    RunningServer server =
        new RunningServer(RunningServer.SEEING.withFinder(() -> finder), options -> options);
    try {
      int port = server.port();
      assertThat(server.get("/readyz").body()).isEqualTo("ok\n");
      List<CompletableFuture<HttpResponse<String>>> taken =
          Stream.generate(() -> posted(server)).limit(5).toList();
      finder.awaitArrivals(2);
      while (server.server().underWay() < 5) {
        Thread.sleep(5);
      }
      CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
      while (server.get("/readyz").statusCode() == 200) {
        Thread.sleep(5);
      }

      assertThat(server.get("/readyz").body()).isEqualTo("draining\n");
      HttpRequest head =
          HttpRequest.newBuilder(server.at("/readyz"))
              .method("HEAD", HttpRequest.BodyPublishers.noBody())
              .build();
      assertThat(server.send(head).statusCode()).isEqualTo(503);
      assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
      HttpResponse<String> late = server.post("/v1/smiles", RunningServer.photo());
      assertThat(late.statusCode()).isEqualTo(503);
      assertThat(RunningServer.kind(late)).isEqualTo("draining");
      assertThat(late.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(closed).isNotDone();
      assertThat(taken).noneMatch(CompletableFuture::isDone);
      finder.letGo();
      for (CompletableFuture<HttpResponse<String>> answer : taken) {
        assertThat(answer.get().statusCode()).isEqualTo(200);
      }
      closed.get();
      assertThatThrownBy(() -> new RawClient(port)).isInstanceOf(ConnectException.class);
      assertThat(server.log()).contains("\"draining\"").contains("\"stopped\"");
    } finally {
      finder.letGo();
      server.close();
    }
  }

  @Test
  void answersABodyThatWasOnItsWay() throws Exception {
    byte[] photo = RunningServer.photo();
    RunningServer server = new RunningServer(RunningServer.SEEING, options -> options);
    try (RawClient client = new RawClient(server.port())) {
      client
          .say("POST /v1/smiles HTTP/1.1", "Host: localhost", "Content-Length: " + photo.length)
          .send(java.util.Arrays.copyOf(photo, 9_000));
      while (server.server().underWay() < 1) {
        Thread.sleep(5);
      }
      CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
      while (server.get("/readyz").statusCode() == 200) {
        Thread.sleep(5);
      }
      client.send(java.util.Arrays.copyOfRange(photo, 9_000, photo.length));

      assertThat(client.answer().status()).isEqualTo(200);
      closed.get();
    } finally {
      server.close();
    }
  }

  @Test
  void waitsForNoRequestWhoseAnswerBrokeOff() throws Exception {
    try (RunningServer server = new RunningServer(RunningServer.SEEING, options -> options)) {
      server
          .server()
          .javalin()
          .unsafe
          .internalRouter
          .addHttpEndpoint(
              new Endpoint(
                  HandlerType.GET, "/broken", context -> context.result(broken()), Set.of()));
      assertThat(server.get("/broken").statusCode()).isEqualTo(500);
      assertThat(server.log()).doesNotContain("\"event\":\"request\"");

      long start = System.nanoTime();
      server.server().close();

      assertThat(server.server().underWay()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  private static InputStream broken() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        throw new IOException("purple");
      }

      @Override
      public int read(byte[] to, int offset, int length) throws IOException {
        throw new IOException("purple");
      }
    };
  }

  /** So many restarts; -Drestarts=100 for more. */
  @Test
  @Tag("slow")
  void losesNoTakenRequestOverManyRestarts() throws Exception {
    int restarts = Integer.getInteger("restarts", 20);
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    AtomicInteger port = new AtomicInteger();
    AtomicBoolean end = new AtomicBoolean();
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    EventLog events = new EventLog(new PrintStream(log, true, StandardCharsets.UTF_8));
    byte[] photo = RunningServer.photo();
    try (SmileDetector detector = SmileDetector.open(RunningServer.SEEING)) {
      List<Thread> clients =
          Stream.generate(() -> new Thread(() -> load(port, photo, end, answered, refused)))
              .limit(6)
              .toList();
      for (int i = 0; i < restarts; i++) {
        SmileServer server =
            SmileServer.start(
                detector,
                RunningServer.SEEING,
                ServerOptions.DEFAULT.withAddress("127.0.0.1", port.get()),
                events);
        if (port.getAndSet(server.address().getPort()) == 0) {
          clients.forEach(Thread::start);
        }
        int before = answered.get();
        while (answered.get() < before + 20) {
          Thread.sleep(1);
        }
        server.close();
        assertThat(server.underWay()).isZero();
      }
      end.set(true);
      for (Thread client : clients) {
        client.join();
      }
    }
    long taken =
        log.toString(StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.contains("\"event\":\"request\""))
            .count();
    System.out.println(
        restarts
            + " restarts, "
            + answered
            + " answers of "
            + taken
            + " requests taken, "
            + refused
            + " never taken");
    assertThat(answered.get()).isEqualTo((int) taken).isGreaterThanOrEqualTo(20 * restarts);
  }

  /** Asks again and again, each time on a connection of its own. */
  private static void load(
      AtomicInteger port,
      byte[] photo,
      AtomicBoolean end,
      AtomicInteger answered,
      AtomicInteger refused) {
    while (!end.get()) {
      try (RawClient client = new RawClient(port.get())) {
        client
            .say("POST /v1/smiles HTTP/1.1", "Host: localhost", "Content-Length: " + photo.length)
            .send(photo);
        RawClient.Answer answer = client.answer();
        if (answer.headers().containsKey("x-content-type-options")
            && answer.headers().containsKey("content-security-policy")) {
          answered.incrementAndGet();
        }
      } catch (IOException e) {
        refused.incrementAndGet();
      }
    }
  }

  private static CompletableFuture<HttpResponse<String>> posted(RunningServer server) {
    return server
        .client()
        .sendAsync(
            server.posting("/v1/smiles", RunningServer.photo()),
            HttpResponse.BodyHandlers.ofString());
  }
}
