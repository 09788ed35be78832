package io.github.smiledetector.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server refuses, and how it says so, over sockets. */
@Timeout(60)
class LimitsTest {
  private static final int MOST_BYTES = ServerLimits.DEFAULT.maxBodyBytes();
  private static final String TOKEN = "0123456789abcdef-token";

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = new RunningServer(RunningServer.SEEING, options -> options);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void refusesABodyThatIsDeclaredTooLargeWithoutReadingIt() throws Exception {
    try (RawClient client = client()) {
      RawClient.Answer answer =
          client
              .say(
                  "POST /v1/smiles HTTP/1.1",
                  "Host: localhost",
                  "Content-Length: " + (MOST_BYTES + 1))
              .answer();

      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.kind()).isEqualTo("body-too-large");
      assertThat(answer.body()).contains("\"limit\":" + MOST_BYTES);
      assertThat(answer.headers()).containsEntry("connection", "close");
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void refusesABodyWithoutALengthWhereItBecomesTooLarge() throws Exception {
    try (RawClient client = client()) {
      client.say("POST /v1/smiles HTTP/1.1", "Host: localhost", "Transfer-Encoding: chunked");
      byte[] chunk = chunk(new byte[1 << 20]);
      for (int i = 0; i < 10; i++) {
        client.send(chunk);
      }
      RawClient.Answer answer = client.send(chunk(new byte[] {1})).answer();

      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.headers()).containsEntry("connection", "close");
      assertThat(client.ended()).isTrue();
    }
    assertThat(server.server().heldBytes()).isZero();
  }

  @Test
  void takesABodyOfTheLargestSize() throws Exception {
    byte[] padded = Arrays.copyOf(RunningServer.photo(), MOST_BYTES);

    assertThat(server.post("/v1/smiles", padded).statusCode()).isEqualTo(200);
  }

  @Test
  void tellsAClientThatWaitsToBeAskedForItsBodyRightAway() throws Exception {
    try (RawClient client = client()) {
      RawClient.Answer answer =
          client
              .say(
                  "POST /v1/smiles HTTP/1.1",
                  "Host: localhost",
                  "Expect: 100-continue",
                  "Content-Length: " + (MOST_BYTES + 1))
              .answer();

      assertThat(answer.status()).isEqualTo(413);
    }
  }

  @Test
  void writesNoBodyToAFile() throws Exception {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    List<String> before = names(folder);
    try (RawClient client = client()) {
      byte[] form = RunningServer.form("edge", "picture", List.of(new byte[5 << 20]));
      client
          .say(
              "POST /v1/smiles HTTP/1.1",
              "Host: localhost",
              "Content-Type: multipart/form-data; boundary=edge",
              "Content-Length: " + form.length)
          .send(Arrays.copyOf(form, form.length - 100));
      awaitHeld(5 << 20);

      assertThat(names(folder))
          .filteredOn(name -> name.contains("MultiPart"))
          .isEqualTo(before.stream().filter(name -> name.contains("MultiPart")).toList());
    }
  }

  @Test
  void refusesMorePixelsThanAllowedByTheHeaderAlone() throws Exception {
    byte[] huge = png(8_000, 8_000);

    HttpResponse<String> answer = server.post("/v1/smiles", huge);

    assertProblem(answer, 422, "picture-too-large");
  }

  @Test
  void refusesWhatIsNoPictureWhateverItSaysThatItIs() throws Exception {
    HttpResponse<String> answer =
        server.post("/v1/smiles", text("<svg/>"), "Content-Type", "image/jpeg");

    assertProblem(answer, 415, "not-a-picture");
  }

  @Test
  void takesAPictureWhateverItSaysThatItIs() throws Exception {
    HttpResponse<String> answer =
        server.post("/v1/smiles", RunningServer.photo(), "Content-Type", "text/plain");

    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void refusesADamagedPicture() throws Exception {
    byte[] photo = RunningServer.photo();

    assertProblem(
        server.post("/v1/smiles", Arrays.copyOf(photo, photo.length / 4)), 422, "damaged-picture");
  }

  @Test
  void refusesAnEmptyBody() throws Exception {
    assertProblem(server.post("/v1/smiles", new byte[0]), 400, "empty-body");
    assertProblem(
        server.postForm("/v1/smiles", "picture", List.of(new byte[0])), 400, "empty-body");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-0.1", "1.1", "NaN", "Infinity", "half", "0,5", "1e999"})
  void refusesAThresholdThatIsNoProbability(String threshold) throws Exception {
    for (String path : List.of("/v1/smiles", "/v1/smiles:batch")) {
      HttpResponse<String> answer =
          server.post(path + "?threshold=" + threshold, RunningServer.photo());

      assertProblem(answer, 400, "bad-parameter");
      assertThat(RunningServer.json(answer).get("parameter").asText()).isEqualTo("threshold");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"threshold=70%", "threshold=0.7%zz", "%74hreshold=7", "%=1", "threshold=%ff"})
  void refusesAThresholdThatCannotBeDecoded(String query) throws Exception {
    // Java's own client refuses to send it.
    RawClient.Answer answer =
        told("POST /v1/smiles?" + query + " HTTP/1.1", "Host: localhost", "Content-Length: 0");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.kind()).isEqualTo("bad-parameter");
    assertThat(answer.body()).contains("\"parameter\":\"threshold\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"image/jpeg; charset", "image/jpeg; charset=", "image/jpeg; charset=klingon", ";"})
  void readsTheThresholdWhateverTheContentTypeIs(String type) throws Exception {
    HttpResponse<String> answer =
        server.post(
            "/v1/smiles?a&b=%20&threshold=0%2E25&threshold=1",
            RunningServer.photo(), "Content-Type", type);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(RunningServer.json(answer).get("threshold").asDouble()).isEqualTo(0.25);
  }

  @Test
  void countsAFaceAsSmilingFromTheThresholdOn() throws Exception {
    byte[] photo = RunningServer.sample("astronaut_eileen_collins.png");

    JsonNode sure = RunningServer.json(server.post("/v1/smiles?threshold=1", photo));
    JsonNode any = RunningServer.json(server.post("/v1/smiles?threshold=0", photo));

    assertThat(sure.at("/faces/0/smiling").asBoolean()).isFalse();
    assertThat(any.at("/faces/0/smiling").asBoolean()).isTrue();
    assertThat(any.get("threshold").asDouble()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=other",
        "multipart/mixed; boundary=edge"
      })
  void refusesPartsThatCannotBeToldApart(String type) throws Exception {
    byte[] cut = Arrays.copyOf(RunningServer.form("edge", "picture", List.of(new byte[9])), 60);

    assertProblem(server.post("/v1/smiles", cut, "Content-Type", type), 400, "bad-multipart");
  }

  @Test
  void refusesTooManyPartsAndPartsOfOtherNames() throws Exception {
    byte[] photo = RunningServer.photo();

    assertProblem(
        server.postForm("/v1/smiles", "picture", List.of(photo, photo)), 400, "bad-multipart");
    HttpResponse<String> many =
        server.postForm("/v1/smiles:batch", "picture", Collections.nCopies(17, text("x")));
    assertProblem(many, 400, "bad-multipart");
    assertThat(RunningServer.json(many).get("limit").asInt()).isEqualTo(16);
    assertProblem(
        server.postForm("/v1/smiles:batch", "picture", Collections.nCopies(3_000, text("x"))),
        400,
        "bad-multipart");
    assertProblem(server.postForm("/v1/smiles", "photo", List.of(photo)), 400, "bad-multipart");
    assertProblem(server.postForm("/v1/smiles", "picture", List.of()), 400, "bad-multipart");
  }

  @Test
  void aBadPictureOfABatchDoesNotStopTheOthers() throws Exception {
    HttpResponse<String> answer =
        server.postForm(
            "/v1/smiles:batch",
            "picture",
            List.of(text("no picture"), RunningServer.photo(), png(8_000, 8_000)));

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode results = RunningServer.json(answer).get("results");
    assertThat(results).hasSize(3);
    assertThat(results.at("/0/name").asText()).isEqualTo("secret-1.jpg");
    assertThat(results.at("/0/problem/status").asInt()).isEqualTo(415);
    assertThat(results.at("/1/faces").size()).isPositive();
    assertThat(results.at("/2/problem/type").asText()).endsWith(":picture-too-large");
  }

  @Test
  void takesABatchThatIsNoFormAsOnePicture() throws Exception {
    HttpResponse<String> answer = server.post("/v1/smiles:batch", RunningServer.photo());

    assertThat(RunningServer.json(answer).get("results")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing", "/v1", "/v1/smiles/x", "/page/none.js", "/samples/"})
  void saysThatThereIsNothing(String path) throws Exception {
    assertProblem(server.get(path), 404, "not-found");
  }

  @Test
  void leadsOutOfNoFolder() throws Exception {
    for (String path :
        List.of(
            "/page/../openapi.json",
            "/page/..%2fopenapi.json",
            "/page/%2e%2e/openapi.json",
            "/samples/..\\openapi.json",
            "/page/..;/openapi.json",
            "//page/index.html",
            "/page/%00")) {
      try (RawClient client = client()) {
        RawClient.Answer answer =
            client.say("GET " + path + " HTTP/1.1", "Host: localhost").answer();
        // The first is the description's own path, written in a longer way.
        assertThat(answer.status()).as(path).isIn(200, 400, 404);
        if (answer.status() != 200) {
          assertThat(answer.headers()).as(path).containsEntry("content-type", Problem.CONTENT_TYPE);
        }
      }
    }
  }

  @Test
  void saysWhichMethodsAPathTakes() throws Exception {
    HttpResponse<String> get = server.get("/v1/smiles");
    assertProblem(get, 405, "method-not-allowed");
    assertThat(get.headers().firstValue("Allow")).hasValue("POST, OPTIONS");

    HttpResponse<String> delete =
        server.send(HttpRequest.newBuilder(server.at("/v1/limits")).DELETE().build());
    assertProblem(delete, 405, "method-not-allowed");
    assertThat(delete.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");

    for (String method : List.of("PUT", "TRACE", "PATCH", "BREW")) {
      HttpResponse<String> other = server.send(asking(method, "/v1/smiles"));
      assertProblem(other, 405, "method-not-allowed");
    }
    HttpResponse<String> stream = server.send(asking("DELETE", "/v1/stream"));
    assertProblem(stream, 405, "method-not-allowed");
    assertThat(stream.headers().firstValue("Allow")).hasValue("GET");
    HttpResponse<String> options = server.send(asking("OPTIONS", "/v1/smiles"));
    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(options.headers().firstValue("Allow")).hasValue("POST, OPTIONS");
    assertThat(options.headers().map()).doesNotContainKey("access-control-allow-origin");
  }

  @Test
  void answersHeadAsGetWithoutABody() throws Exception {
    for (String path : List.of("/", "/healthz", "/v1/limits", "/samples/grace_hopper.jpg")) {
      HttpResponse<String> head = server.send(asking("HEAD", path));
      assertThat(head.statusCode()).as(path).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(head.headers().firstValue("Content-Length"))
          .isEqualTo(server.get(path).headers().firstValue("Content-Length"))
          .isPresent();
    }
    for (String path : List.of("/nothing", "/page/none.js", "/samples/none.png")) {
      assertThat(server.send(asking("HEAD", path)).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(server.send(asking("HEAD", "/v1/smiles")).statusCode()).isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "[::2]",
        "192.168.0.1"
      })
  void refusesNamesThatAreNotItsOwn(String host) throws Exception {
    for (String path : List.of("/", "/v1/limits", "/metrics", "/nothing", "/healthz/x")) {
      RawClient.Answer answer = told("GET " + path + " HTTP/1.1", "Host: " + host);

      assertThat(answer.status()).as(path).isEqualTo(403);
      assertThat(answer.kind()).isEqualTo("unknown-host");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/readyz"})
  void tellsWhoeverWatchesUnderAnyName(String path) throws Exception {
    assertThat(told("GET " + path + " HTTP/1.1", "Host: 10.1.2.3:8080").status()).isEqualTo(200);
    assertThat(told("GET " + path + " HTTP/1.0").status()).isEqualTo(200);
    assertThat(
            told("GET " + path + " HTTP/1.1", "Host: 10.1.2.3", "Origin: http://evil.example")
                .status())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LOCALHOST", "127.0.0.1:80", "[::1]", "[::1]:8080", "localhost:1"})
  void answersToItsNames(String host) throws Exception {
    assertThat(told("GET /v1/limits HTTP/1.1", "Host: " + host).status()).isEqualTo(200);
  }

  @Test
  void refusesARequestWithoutAName() throws Exception {
    assertThat(told("GET /v1/limits HTTP/1.0").status()).isEqualTo(403);
    assertThat(told("GET /v1/limits HTTP/1.1").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example",
        "null",
        "http://localhost:1",
        "http://localhost.evil.example",
        "https://evil.example/localhost",
        "file://",
        ""
      })
  void refusesPagesOfOtherSites(String origin) throws Exception {
    RawClient.Answer answer =
        told("GET /v1/limits HTTP/1.1", "Host: localhost", "Origin: " + origin);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.kind()).isEqualTo("cross-origin");
  }

  @Test
  void answersItsOwnPage() throws Exception {
    RawClient.Answer answer =
        told("GET /v1/limits HTTP/1.1", "Host: localhost:80", "Origin: http://localhost:80");

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void listensOnIpv6Too() throws Exception {
    try (RunningServer six =
        new RunningServer(RunningServer.SEEING, options -> options.withAddress("::1", 0))) {
      assertThat(six.server().address().getHost()).isEqualTo("[::1]");
      assertThat(six.get("/healthz").statusCode()).isEqualTo(200);
    } catch (io.github.smiledetector.error.OptionException e) {
      org.junit.jupiter.api.Assumptions.abort("no IPv6 here: " + e.getMessage());
    }
  }

  @Test
  void wantsTheTokenForWhatIsNotOpen() throws Exception {
    try (RunningServer closed =
        new RunningServer(RunningServer.SEEING, options -> options.withToken(TOKEN))) {
      byte[] photo = RunningServer.photo();
      for (String path : List.of("/v1/limits", "/v1/model", "/metrics", "/nothing")) {
        assertProblem(closed.get(path), 401, "unauthorized");
        assertProblem(closed.get(path, "Authorization", "Bearer wrong"), 401, "unauthorized");
        assertProblem(closed.get(path, "Authorization", "Basic " + TOKEN), 401, "unauthorized");
        assertProblem(
            closed.get(path, "Authorization", "Bearer " + TOKEN + "x"), 401, "unauthorized");
      }
      HttpResponse<String> refused = closed.post("/v1/smiles", photo);
      assertProblem(refused, 401, "unauthorized");
      assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
      assertThat(closed.post("/v1/smiles", photo, "Authorization", "Bearer " + TOKEN).statusCode())
          .isEqualTo(200);
      assertThat(closed.get("/v1/limits", "Authorization", "bearer " + TOKEN).statusCode())
          .isEqualTo(200);
      for (String path :
          List.of("/", "/healthz", "/readyz", "/page/index.html", "/samples/grace_hopper.jpg")) {
        assertThat(closed.get(path).statusCode()).as(path).isEqualTo(200);
      }
      assertThat(closed.log()).doesNotContain(TOKEN);
    }
  }

  @Test
  void tellsClientsThatAreStillSendingWhyTheyAreRefused() throws Exception {
    byte[] large = Arrays.copyOf(RunningServer.photo(), 5_000_000);
    for (int i = 0; i < 20; i++) {
      assertProblem(server.post("/v1/smiles?threshold=2", large), 400, "bad-parameter");
      assertProblem(server.post("/nothing", large), 404, "not-found");
      assertProblem(
          server.post("/v1/smiles", large, "Origin", "http://evil.example"), 403, "cross-origin");
      assertProblem(server.post("/v1/limits", large), 405, "method-not-allowed");
      assertProblem(
          server.post("/v1/smiles", Arrays.copyOf(large, MOST_BYTES + 1)), 413, "body-too-large");
    }
    assertThat(server.log()).doesNotContain("\"fault\"");
  }

  @Test
  void refusesATokenBeforeTheBodyIsRead() throws Exception {
    try (RunningServer closed =
            new RunningServer(RunningServer.SEEING, options -> options.withToken(TOKEN));
        RawClient client = new RawClient(closed.port())) {
      RawClient.Answer answer =
          client
              .say("POST /v1/smiles HTTP/1.1", "Host: localhost", "Content-Length: 1000000")
              .answer();

      assertThat(answer.status()).isEqualTo(401);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void saysAtOnceThatItIsBusy() throws Exception {
    HeldFinder finder = new HeldFinder();
    try (RunningServer held =
        new RunningServer(RunningServer.SEEING.withFinder(() -> finder), o -> o)) {
      List<CompletableFuture<HttpResponse<String>>> accepted =
          Stream.generate(() -> posted(held)).limit(2 * 4).toList();
      finder.awaitArrivals(2);
      awaitWaiting(held, 6);

      long start = System.nanoTime();
      HttpResponse<String> refused = held.post("/v1/smiles", RunningServer.photo());
      Duration took = Duration.ofNanos(System.nanoTime() - start);

      assertProblem(refused, 503, "busy");
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(took).isLessThan(Duration.ofSeconds(1));
      finder.letGo();
      for (CompletableFuture<HttpResponse<String>> answer : accepted) {
        assertThat(answer.get().statusCode()).isEqualTo(200);
      }
    } finally {
      finder.letGo();
    }
  }

  @Test
  void givesUpAtTheDeadline() throws Exception {
    HeldFinder finder = new HeldFinder();
    try (RunningServer held =
        RunningServer.withLimits(
            RunningServer.SEEING.withFinder(() -> finder),
            limits -> limits.withDeadline(Duration.ofMillis(300)))) {
      List<CompletableFuture<HttpResponse<String>>> answers =
          Stream.generate(() -> posted(held)).limit(4).toList();
      finder.awaitArrivals(2);
      Thread.sleep(400);
      finder.letGo();

      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        assertProblem(answer.get(), 504, "too-late");
      }
    } finally {
      finder.letGo();
    }
  }

  @Test
  void saysNothingOfAFaultButWhereToLook() throws Exception {
    try (RunningServer broken =
        new RunningServer(
            RunningServer.SEEING.withFinder(() -> HeldFinder.failing("the disk is purple")),
            options -> options)) {
      HttpResponse<String> answer = broken.post("/v1/smiles", RunningServer.photo());

      assertProblem(answer, 500, "fault");
      assertThat(answer.body()).doesNotContain("purple").doesNotContain("Exception");
      String id = answer.headers().firstValue("X-Request-Id").orElseThrow();
      assertThat(broken.log().lines())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains("\"event\":\"fault\"")
                      .contains(id)
                      .contains("the disk is purple")
                      .contains("HeldFinder"));
    }
  }

  @Test
  void answersAHundredFacesAtMost() throws Exception {
    try (RunningServer crowded =
        new RunningServer(
            RunningServer.SEEING.withFinder(() -> HeldFinder.of(150)), options -> options)) {
      HttpResponse<String> answer = crowded.post("/v1/smiles", RunningServer.photo());

      assertThat(RunningServer.json(answer).get("faces")).hasSize(100);
    }
  }

  @Test
  void namesTheRequestEverywhere() throws Exception {
    HttpResponse<String> good = server.post("/v1/smiles", RunningServer.photo());
    HttpResponse<String> bad = server.post("/v1/smiles", text("x"));
    String goodId = good.headers().firstValue("X-Request-Id").orElseThrow();
    String badId = bad.headers().firstValue("X-Request-Id").orElseThrow();

    assertThat(RunningServer.json(good).get("id").asText()).isEqualTo(goodId);
    assertThat(RunningServer.json(bad).get("instance").asText())
        .isEqualTo("urn:smile-detector:request:" + badId);
    awaitLogged(badId);
    assertThat(server.log()).contains(goodId);
  }

  @Test
  void refusesMoreHeadersThanAllowed() throws Exception {
    for (List<String> bomb :
        List.of(
            List.of("GET / HTTP/1.1", "Host: localhost", "X-Long: " + "x".repeat(9_000)),
            Stream.concat(
                    Stream.of("GET / HTTP/1.1", "Host: localhost"),
                    Stream.generate(() -> "X-Many: 1").limit(2_000))
                .toList(),
            List.of("GET /" + "x".repeat(9_000) + " HTTP/1.1", "Host: localhost"))) {
      RawClient.Answer answer = told(bomb.toArray(String[]::new));
      assertThat(answer.status()).isEqualTo(431);
      assertThat(answer.kind()).isEqualTo("headers-too-large");
      assertThat(answer.headers().get("x-request-id")).matches("[0-9a-f]{16}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "GET",
        "GET / HTTP/9.9",
        "GET /%zz HTTP/1.1\r\nHost: localhost",
        "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example",
        "GET / HTTP/1.1\r\nHost: local host",
        "POST /v1/smiles HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1",
        "POST /v1/smiles HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nContent-Length: 5",
        "POST /v1/smiles HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked",
        "POST /v1/smiles HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz"
      })
  void refusesWhatIsNoRequest(String said) throws Exception {
    RawClient.Answer answer = told(said);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.kind()).isEqualTo("bad-request");
    assertThat(answer.headers()).containsEntry("content-type", Problem.CONTENT_TYPE);
  }

  @Test
  void logsNothingOfAPictureAndNothingThatClientsWrote() throws Exception {
    server.postForm(
        "/v1/smiles:batch?threshold=0.4321", "picture", List.of(text("x"), RunningServer.photo()));
    server.postForm("/v1/smiles?who=private-query", "private-part", List.of(text("x")));
    server.get("/private-path");
    server.send(asking("PRIVATE", "/private-path"));
    HttpResponse<String> seen = server.post("/v1/smiles?who=private-query", RunningServer.photo());
    awaitLogged(seen.headers().firstValue("X-Request-Id").orElseThrow());

    assertThat(server.log())
        .doesNotContain("secret-")
        .doesNotContain("private-")
        .doesNotContain("PRIVATE")
        .contains("\"method\":\"other\"")
        .doesNotContain("0.4321")
        .doesNotContain("probability")
        .doesNotContain(RunningServer.json(seen).at("/faces/0/probability").asText());
    assertThat(server.log().lines())
        .allSatisfy(line -> assertThat(line).matches("\\{\"time\":\".*\"level\":\".*\\}"));
  }

  @Test
  void logsNoNameOfAPictureThatAFaultIsAbout() throws Exception {
    try (RunningServer broken =
        new RunningServer(
            RunningServer.SEEING.withFinder(() -> HeldFinder.failing("purple")),
            options -> options)) {
      HttpResponse<String> answer =
          broken.postForm("/v1/smiles:batch", "picture", List.of(RunningServer.photo()));

      assertThat(RunningServer.json(answer).at("/results/0/problem/status").asInt()).isEqualTo(500);
      assertThat(broken.log()).contains("purple").doesNotContain("secret-");
    }
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String kind)
      throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue(Problem.CONTENT_TYPE);
    assertThat(RunningServer.kind(answer)).isEqualTo(kind);
    assertThat(RunningServer.json(answer).get("status").asInt()).isEqualTo(status);
  }

  private static CompletableFuture<HttpResponse<String>> posted(RunningServer server) {
    return server
        .client()
        .sendAsync(
            server.posting("/v1/smiles", RunningServer.photo()),
            HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest asking(String method, String path) {
    return HttpRequest.newBuilder(server.at(path))
        .method(method, HttpRequest.BodyPublishers.noBody())
        .build();
  }

  private static RawClient.Answer told(String... lines) throws Exception {
    try (RawClient client = client()) {
      return client.say(lines).answer();
    }
  }

  private static RawClient client() throws Exception {
    return new RawClient(server.port());
  }

  private static void awaitWaiting(RunningServer server, int pictures) throws Exception {
    while (!server.get("/metrics").body().contains("smile_queue_waiting " + pictures + ".0")) {
      Thread.sleep(20);
    }
  }

  private static void awaitHeld(int bytes) throws Exception {
    while (server.server().heldBytes() < bytes) {
      Thread.sleep(5);
    }
  }

  /** A request is logged once it is answered. */
  private static void awaitLogged(String id) throws Exception {
    while (!server.log().matches("(?s).*\"event\":\"request\",\"request\":\"" + id + ".*")) {
      Thread.sleep(5);
    }
  }

  private static List<String> names(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] chunk(byte[] bytes) {
    byte[] head = text(Integer.toHexString(bytes.length) + "\r\n");
    return ByteBuffer.allocate(head.length + bytes.length + 2)
        .put(head)
        .put(bytes)
        .put(text("\r\n"))
        .array();
  }

  /** A picture whose header says that it has so many pixels; it has few. */
  private static byte[] png(int width, int height) throws Exception {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", png);
    byte[] bytes = png.toByteArray();
    ByteBuffer.wrap(bytes).putInt(16, width).putInt(20, height);
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(bytes, 12, 17);
    ByteBuffer.wrap(bytes).putInt(29, (int) crc.getValue());
    return bytes;
  }
}
