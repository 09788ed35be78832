package io.github.smiledetector.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.github.smiledetector.action.ActionOutcome.Result;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.track.Opening;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WebhookActionTest {
  private static final byte[] KEY = "0123456789abcdef01234567".getBytes(UTF_8);
  private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);
  private static final WebhookOptions PATIENT =
      WebhookOptions.DEFAULT.withTryTime(Duration.ofSeconds(20));
  private static final WebhookOptions IMPATIENT =
      WebhookOptions.DEFAULT.withTryTime(Duration.ofMillis(300));

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final Deque<HttpHandler> script = new ArrayDeque<>();
  private HttpServer server;

  private record Call(String path, String id, String timestamp, String signature, String body) {
    static Call of(HttpExchange exchange) throws IOException {
      return new Call(
          exchange.getRequestURI().getPath(),
          exchange.getRequestHeaders().getFirst("webhook-id"),
          exchange.getRequestHeaders().getFirst("webhook-timestamp"),
          exchange.getRequestHeaders().getFirst("webhook-signature"),
          new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    }
  }

  @BeforeEach
  void listen() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    // The first request of a process loads many classes; no test is to take that for slowness.
    answers(status(200));
    outcome(event());
    calls.clear();
    script.clear();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    HttpHandler next;
    synchronized (script) {
      calls.add(Call.of(exchange));
      next = script.size() > 1 ? script.remove() : script.element();
    }
    try (exchange) {
      next.handle(exchange);
    }
  }

  /** The answers to come, in order; the last one is given again and again. */
  private void answers(HttpHandler... handlers) {
    script.addAll(List.of(handlers));
  }

  private static HttpHandler status(int status, String... header) {
    return exchange -> {
      for (int i = 0; i < header.length; i += 2) {
        exchange.getResponseHeaders().set(header[i], header[i + 1]);
      }
      exchange.sendResponseHeaders(status, -1);
    };
  }

  /** The connection ends without an answer. */
  private static void hangUp(HttpExchange exchange) {
    exchange.close();
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook-token-1");
  }

  private static GateEvent event() {
    return GateEvent.of("entrance", new Opening("entrance-1", Duration.ofSeconds(3), 7))
        .withLifetime(Duration.ofSeconds(20));
  }

  private ActionOutcome outcome(GateEvent event) throws Exception {
    return outcome(event, PATIENT);
  }

  private ActionOutcome outcome(GateEvent event, WebhookOptions options) throws Exception {
    try (WebhookAction action = new WebhookAction(address(), SECRET, options)) {
      ActionOutcome outcome = action.act(event).get(30, SECONDS);
      assertThat(outcome.detail()).doesNotContain("hook-token");
      return outcome;
    }
  }

  @Test
  void signsThePublishedExampleOfStandardWebhooks() {
    // The example of the reference libraries' tests.
    assertThat(
            WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .sign(
                    "msg_p5jXN8AQM9LWM0D4loKWxJek",
                    1614265330,
                    "{\"test\": 2432232314}".getBytes(UTF_8)))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void sendsTheEventWithItsIdTheTimeAndTheSignature() throws Exception {
    answers(status(204));
    GateEvent event = event();
    assertThat(outcome(event)).isEqualTo(ActionOutcome.done("127.0.0.1 answered with status 204"));
    assertThat(calls).hasSize(1);
    Call call = calls.get(0);
    assertThat(call.id()).isEqualTo(event.id());
    assertThat(call.body()).isEqualTo(event.json());
    assertThat(Instant.ofEpochSecond(Long.parseLong(call.timestamp())))
        .isBetween(Instant.now().minusSeconds(10), Instant.now());
    assertThat(call.signature()).isEqualTo(signature(call));
  }

  private static String signature(Call call) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    byte[] signed = (call.id() + "." + call.timestamp() + "." + call.body()).getBytes(UTF_8);
    return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed));
  }

  @Test
  void keepsOneIdOverAllTriesAndSignsEach() throws Exception {
    answers(
        status(503),
        WebhookActionTest::hangUp,
        status(429, "Retry-After", "0"),
        status(408),
        status(200));
    GateEvent event = event();
    assertThat(outcome(event))
        .isEqualTo(ActionOutcome.done("127.0.0.1 answered with status 200 at try 5"));
    assertThat(calls).hasSize(5);
    for (Call call : calls) {
      assertThat(call.id()).isEqualTo(event.id());
      assertThat(call.signature()).isEqualTo(signature(call));
    }
  }

  @Test
  void triesNoMoreOnceTheLifetimeIsOver() throws Exception {
    answers(status(500));
    ActionOutcome outcome = outcome(event().withLifetime(Duration.ofMillis(500)));
    assertThat(outcome.result()).isEqualTo(Result.TOO_LATE);
    // The last try may have been cut short.
    assertThat(outcome.detail()).containsPattern("status 500|did not answer").contains("lifetime");
    int tries = calls.size();
    assertThat(tries).isBetween(2, 6);
    Thread.sleep(300);
    assertThat(calls).hasSize(tries);
  }

  @Test
  void doesNotWaitForATryThatWouldComeTooLate() throws Exception {
    answers(status(429, "Retry-After", "60"));
    long startNanos = System.nanoTime();
    assertThat(outcome(event()).result()).isEqualTo(Result.TOO_LATE);
    assertThat(System.nanoTime() - startNanos).isLessThan(SECONDS.toNanos(4));
    assertThat(calls).hasSize(1);
  }

  @Test
  void sendsNothingForAStaleOpening() throws Exception {
    answers(status(200));
    GateEvent stale =
        new GateEvent("old", Instant.now().minusSeconds(6), Duration.ofSeconds(5), "e", "e-1", 1);
    assertThat(outcome(stale).result()).isEqualTo(Result.TOO_LATE);
    assertThat(calls).isEmpty();
  }

  @Test
  void keepsTryingWhileNobodyListens() throws Exception {
    server.stop(0);
    ActionOutcome outcome = outcome(event().withLifetime(Duration.ofMillis(400)));
    assertThat(outcome.result()).isEqualTo(Result.TOO_LATE);
    assertThat(outcome.detail()).contains("the connection to 127.0.0.1 failed: ConnectException");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 410, 422})
  void takesARefusalForFinal(int status) throws Exception {
    answers(status(status, "Retry-After", "0"));
    assertThat(outcome(event()))
        .isEqualTo(ActionOutcome.failed("127.0.0.1 answered with status " + status));
    assertThat(calls).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void followsNoRedirect(int status) throws Exception {
    answers(status(status, "Location", "/elsewhere"), status(200));
    ActionOutcome outcome = outcome(event());
    assertThat(outcome.result()).isEqualTo(Result.FAILED);
    assertThat(outcome.detail()).contains("redirect");
    assertThat(calls).extracting(Call::path).containsExactly("/hook-token-1");
  }

  @Test
  void sendsNothingToAServerWhoseCertificateIsNotTrusted(@TempDir Path folder) throws Exception {
    try (SelfSignedServer receiver =
        SelfSignedServer.listen(folder, "ip:127.0.0.1", this::answer)) {
      assertDistrusted(receiver);
    }
  }

  @Test
  void sendsNothingToAServerWhoseCertificateIsAnothers(@TempDir Path folder) throws Exception {
    try (SelfSignedServer receiver =
        SelfSignedServer.listen(folder, "dns:gate.example", this::answer)) {
      receiver.trusted(() -> assertDistrusted(receiver));
    }
  }

  private void assertDistrusted(SelfSignedServer receiver) throws Exception {
    answers(status(200));
    try (WebhookAction action = new WebhookAction(receiver.address(), SECRET, PATIENT)) {
      ActionOutcome outcome = action.act(event()).get(30, SECONDS);
      assertThat(outcome.result()).isEqualTo(Result.FAILED);
      assertThat(outcome.detail())
          .contains("the certificate of 127.0.0.1 is not trusted: ", "nothing was sent")
          .doesNotContain("hook-token");
    }
    assertThat(receiver.connections()).isEqualTo(1);
    assertThat(calls).isEmpty();
  }

  @Test
  void sendsTheEventToAServerWhoseCertificateIsTrusted(@TempDir Path folder) throws Exception {
    answers(status(200));
    GateEvent event = event();
    try (SelfSignedServer receiver =
        SelfSignedServer.listen(folder, "ip:127.0.0.1", this::answer)) {
      receiver.trusted(
          () -> {
            try (WebhookAction action = new WebhookAction(receiver.address(), SECRET, PATIENT)) {
              assertThat(action.act(event).get(30, SECONDS).result()).isEqualTo(Result.DONE);
            }
          });
    }
    assertThat(calls).extracting(Call::body).containsExactly(event.json());
  }

  @Test
  void triesAgainWhenNoAnswerComes() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    answers(
        exchange -> {
          await(over);
        },
        status(200));
    assertThat(outcome(event(), IMPATIENT).detail()).contains("status 200 at try ");
    over.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 65536})
  void letsNoBodyGoOnWithoutEnd(int pieceBytes) throws Exception {
    CompletableFuture<Long> written = new CompletableFuture<>();
    answers(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          long bytes = 0;
          try {
            while (bytes < 1L << 28) {
              exchange.getResponseBody().write(new byte[pieceBytes]);
              exchange.getResponseBody().flush();
              bytes += pieceBytes;
              Thread.sleep(pieceBytes == 1 ? 20 : 0);
            }
          } catch (IOException | InterruptedException refused) {
            written.complete(bytes);
          }
        });
    assertThat(outcome(event(), IMPATIENT).result()).isEqualTo(Result.DONE);
    // What lies in the sockets' buffers on the way counts too.
    assertThat(written.get(10, SECONDS)).isLessThan(1L << 25);
  }

  @Test
  void finishesWhatIsUnderWayWhenClosed() throws Exception {
    answers(status(503), status(200));
    WebhookAction action = new WebhookAction(address(), SECRET, PATIENT);
    CompletableFuture<ActionOutcome> outcome = action.act(event());
    action.close();
    assertThat(outcome.get(1, SECONDS).result()).isEqualTo(Result.DONE);
    assertThat(action.act(event()).get(1, SECONDS).detail()).contains("closed");
    assertThat(calls).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://gate.example/x",
        "http://127.0.0.1.example/x",
        "http://127.example/x",
        "http://[::2]/x",
        "ftp://127.0.0.1/x",
        "/x",
        "mailto:a@b",
        "https:///x",
        "https://user:word@gate.example/x"
      })
  void rejectsAnAddressThatIsNotSafe(String address) {
    assertThatThrownBy(() -> new WebhookAction(URI.create(address), SECRET))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("webhook's address")
        .hasMessageNotContaining("/x")
        .hasMessageNotContaining("user:word");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://gate.example/x",
        "HTTPS://gate.example",
        "http://localhost:1/x",
        "http://127.3.2.1/x",
        "http://[::1]:8080/x"
      })
  void takesHttpsAndHttpToThisMachine(String address) {
    assertThatCode(() -> new WebhookAction(URI.create(address), SECRET).close())
        .doesNotThrowAnyException();
  }

  @Test
  void takesHttpToOthersOnlyWhenToldTo() {
    URI stranger = URI.create("http://gate.example/x");
    assertThatCode(
            () ->
                new WebhookAction(stranger, SECRET, WebhookOptions.DEFAULT.withPlainHttp(true))
                    .close())
        .doesNotThrowAnyException();
  }

  @Test
  void doesNotShowASecretThatItRejects() {
    String secret = Base64.getEncoder().encodeToString(new byte[23]);
    for (String unusable : List.of(secret, "whsec_" + secret, "whsec_?" + secret, "whsec_")) {
      assertThatThrownBy(() -> new WebhookAction(URI.create("https://gate.example"), unusable))
          .isInstanceOf(OptionException.class)
          .hasMessageContaining("24 to 64 random bytes")
          .hasMessageNotContaining(secret)
          .hasNoCause();
    }
    String longest = "whsec_" + Base64.getEncoder().encodeToString(new byte[64]);
    assertThatCode(() -> WebhookSecret.parse(longest + "\n")).doesNotThrowAnyException();
    String longer = "whsec_" + Base64.getEncoder().encodeToString(new byte[65]);
    assertThatThrownBy(() -> WebhookSecret.parse(longer)).isInstanceOf(OptionException.class);
  }
}
