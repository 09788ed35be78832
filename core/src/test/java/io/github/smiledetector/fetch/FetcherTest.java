package io.github.smiledetector.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.smiledetector.error.DataException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetcherTest {
  private static final byte[] CONTENT = "a file of a few bytes".repeat(10_000).getBytes(UTF_8);
  private static final String DIGEST = Sha256.of(CONTENT);

  @TempDir Path folder;
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/whole",
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(CONTENT);
          }
        });
    server.createContext(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/whole");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.createContext(
        "/unsized",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(CONTENT);
          }
        });
    server.createContext(
        "/cut",
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT, 0, 1000);
          exchange.getResponseBody().flush();
          // Leaves by an error, so the server closes the connection in the middle of the body.
          throw new IOException("cut off on purpose");
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private KnownFile known(String path) {
    return known(path, 1 << 20, Acceptance.ofSha256(DIGEST));
  }

  private KnownFile known(String path, long maxBytes, Acceptance acceptance) {
    URI address =
        URI.create(
            "http://"
                + server.getAddress().getAddress().getHostAddress()
                + ":"
                + server.getAddress().getPort()
                + path);
    return new KnownFile("the test file", address, maxBytes, acceptance);
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).map(p -> p.getFileName().toString()).toList();
    }
  }

  @Test
  void downloadsChecksAndMovesIntoPlace() throws IOException {
    List<Long> done = new ArrayList<>();
    List<Long> totals = new ArrayList<>();
    Path target = folder.resolve("new/folder/file.bin");
    Fetched fetched =
        new Fetcher()
            .download(
                known("/whole"),
                target,
                (d, t) -> {
                  done.add(d);
                  totals.add(t);
                });
    assertThat(fetched).isEqualTo(new Fetched(target, CONTENT.length, DIGEST));
    assertThat(target).hasBinaryContent(CONTENT);
    assertThat(done).isSorted().startsWith(0L).endsWith((long) CONTENT.length);
    assertThat(totals).containsOnly((long) CONTENT.length);
    assertThat(left()).containsExactly("file.bin");
  }

  @Test
  void followsARedirect() {
    Path target = folder.resolve("file.bin");
    new Fetcher().download(known("/moved"), target, Progress.NONE);
    assertThat(target).hasBinaryContent(CONTENT);
  }

  @Test
  void saysThatTheTotalIsUnknownWhenTheServerDoesNot() {
    List<Long> totals = new ArrayList<>();
    Path target = folder.resolve("file.bin");
    new Fetcher().download(known("/unsized"), target, (done, total) -> totals.add(total));
    assertThat(totals).containsOnly(Progress.UNKNOWN);
    assertThat(target).hasBinaryContent(CONTENT);
  }

  @Test
  void keepsNothingOfAFileWithAnotherDigest() throws IOException {
    String other = "0".repeat(64);
    KnownFile wrong = known("/whole", 1 << 20, Acceptance.ofSha256(other));
    assertThatThrownBy(
            () -> new Fetcher().download(wrong, folder.resolve("file.bin"), Progress.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(wrong.address().toString(), other, DIGEST);
    assertThat(left()).isEmpty();
  }

  @Test
  void leavesTheOlderFileWhenTheNewOneIsRefused() throws IOException {
    Path target = folder.resolve("file.bin");
    Files.writeString(target, "older");
    KnownFile wrong = known("/whole", 1 << 20, Acceptance.ofSha256("0".repeat(64)));
    assertThatThrownBy(() -> new Fetcher().download(wrong, target, Progress.NONE))
        .isInstanceOf(DataException.class);
    assertThat(target).hasContent("older");
    assertThat(left()).containsExactly("file.bin");
  }

  @Test
  void namesTheStatusOfAMissingFile() throws IOException {
    assertThatThrownBy(
            () ->
                new Fetcher()
                    .download(known("/nowhere"), folder.resolve("file.bin"), Progress.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("the test file", "/nowhere", "404", "--from");
    assertThat(left()).isEmpty();
  }

  @Test
  void keepsNothingOfADownloadThatBreaksOff() throws IOException {
    assertThatThrownBy(
            () ->
                new Fetcher(TimeLimits.DEFAULT, FetchCase.AT_ONCE)
                    .download(known("/cut"), folder.resolve("file.bin"), Progress.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("the test file", "/cut", "broke off", "of " + CONTENT.length);
    assertThat(left()).isEmpty();
  }

  @Test
  void stopsAtTheLargestExpectedSize() throws IOException {
    KnownFile small = known("/whole", 1000, Acceptance.ofSha256(DIGEST));
    assertThatThrownBy(
            () -> new Fetcher().download(small, folder.resolve("file.bin"), Progress.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("larger than the 1000 bytes");
    assertThat(left()).isEmpty();
  }

  @Test
  void namesTheAddressOfAServerThatIsNotThere() {
    KnownFile known = known("/whole");
    server.stop(0);
    assertThatThrownBy(
            () ->
                new Fetcher(TimeLimits.DEFAULT, FetchCase.AT_ONCE)
                    .download(known, folder.resolve("file.bin"), Progress.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("the test file", known.address().toString(), "ConnectException");
  }

  @Test
  void refusesAnUnprotectedAddressElsewhere() {
    // An address of the documentation range: nothing would answer if this test were wrong.
    KnownFile plain =
        new KnownFile(
            "the test file",
            URI.create("http://192.0.2.1/file"),
            1000,
            Acceptance.ofSha256(DIGEST));
    assertThatThrownBy(
            () -> new Fetcher().download(plain, folder.resolve("file.bin"), Progress.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("only https");
  }

  @Test
  void takesALocalCopyUnderTheSameChecks() throws IOException {
    Path source = Files.write(folder.resolve("source.bin"), CONTENT);
    Path target = folder.resolve("kept/file.bin");
    Fetched fetched = new Fetcher().copy(source, known("/unused"), target, Progress.NONE);
    assertThat(fetched.sha256()).isEqualTo(DIGEST);
    assertThat(target).hasBinaryContent(CONTENT);

    Files.writeString(source, "something else");
    assertThatThrownBy(
            () ->
                new Fetcher()
                    .copy(
                        source, known("/unused"), folder.resolve("kept/second.bin"), Progress.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(source.toString());
    assertThat(left()).containsExactlyInAnyOrder("source.bin", "file.bin");
  }

  @Test
  void saysWhatIsThereInsteadOfALocalCopy() {
    assertThatThrownBy(
            () ->
                new Fetcher()
                    .copy(
                        folder.resolve("none.bin"),
                        known("/unused"),
                        folder.resolve("file.bin"),
                        Progress.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("does not exist");
    assertThatThrownBy(
            () ->
                new Fetcher()
                    .copy(folder, known("/unused"), folder.resolve("file.bin"), Progress.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is no file");
  }
}
