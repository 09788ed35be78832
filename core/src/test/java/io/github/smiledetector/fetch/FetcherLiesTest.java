package io.github.smiledetector.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.smiledetector.error.DataException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Servers that say one thing and do another. */
class FetcherLiesTest extends FetchCase {
  @Test
  void fewerBytesThanAnnounced() throws IOException {
    server.answers(r -> r.head(200, "Content-Length: 300000").body(FILE.content(), 0, SIZE));
    assertThat(refusal(AT_ONCE))
        .contains("5 attempts", "broke off after 200000 of 300000 bytes", "nothing was kept");
    assertThat(server.requests()).hasSize(5);
    assertThat(left()).isEmpty();
  }

  @Test
  void moreBytesThanAnnounced() throws IOException {
    server.answers(r -> r.head(200, "Content-Length: 100000").body(FILE.content(), 0, SIZE));
    assertThat(refusal(AT_ONCE)).contains(FILE.digest(), "nothing was kept");
    assertThat(server.requests()).hasSize(1);
    assertThat(left()).isEmpty();
  }

  @Test
  void moreBytesInARangeThanAnnounced() throws IOException {
    server.answers(
        FILE.cutAt(HALF),
        r ->
            r.head(206, "Content-Range: bytes 100000-199999/200000", "Transfer-Encoding: chunked")
                .chunk(FILE.content(), 0, SIZE)
                .chunk(FILE.content(), 0, 0),
        FILE.served());
    download();
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(ranges()).containsExactly("-", "bytes=100000-", "-");
  }

  @Test
  void aChunkedBodyThatIsCutOff() throws IOException {
    server.answers(
        r ->
            r.head(200, "Transfer-Encoding: chunked", "ETag: \"v1\"")
                .chunk(FILE.content(), 0, HALF),
        FILE.served());
    download();
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(ranges()).containsExactly("-", "bytes=100000-");
    assertThat(server.bodyBytes()).isEqualTo(SIZE);
  }

  @Test
  void aBodyWithoutAnEnd() throws Exception {
    server.answers(
        r -> {
          r.head(200, "Transfer-Encoding: chunked", "ETag: \"v1\"");
          while (true) {
            r.chunk(FILE.content(), 0, SIZE);
          }
        });
    assertThat(refusal(AT_ONCE)).contains("larger than the 1000000 bytes", "nothing was kept");
    assertThat(server.requests()).hasSize(1);
    // The connection is dropped, not left open with a server that goes on for ever.
    assertThat(server.requests().get(0).hasEnded(5)).isTrue();
    assertThat(left()).isEmpty();
  }

  @Test
  void aFileThatIsAnnouncedTooLarge() throws IOException {
    server.answers(
        r -> {
          r.head(200, "Content-Length: 10000000000", "ETag: \"v1\"");
          r.stall();
        });
    assertThat(refusal(AT_ONCE)).contains("larger than the 1000000 bytes", "nothing was kept");
    assertThat(server.requests()).hasSize(1);
    assertThat(left()).isEmpty();
  }

  @Test
  void aRangeOfAFileThatIsTooLargeAfterAll() throws IOException {
    server.answers(
        r ->
            r.head(200, "Transfer-Encoding: chunked", "ETag: \"v1\"")
                .chunk(FILE.content(), 0, HALF),
        r ->
            r.head(206, "Content-Range: bytes 100000-199999/10000000000", "Content-Length: 100000")
                .body(FILE.content(), HALF, SIZE),
        r -> r.head(404));
    assertThatThrownBy(this::downloadUnchecked)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("404");
    assertThat(target()).doesNotExist();
  }

  @Test
  void anEncodingThatWasNotAskedFor() throws IOException {
    server.answers(
        r ->
            r.head(200, "Content-Encoding: gzip", "Content-Length: 100000")
                .body(FILE.content(), 0, HALF));
    assertThat(refusal(AT_ONCE)).contains("encoded (gzip)", "proxy", "nothing was kept");
    assertThat(server.requests()).hasSize(1);
    assertThat(server.requests().get(0).header("accept-encoding")).isEqualTo("identity");
    assertThat(left()).isEmpty();
  }

  @Test
  void aRangeThatWasNotAskedFor() {
    byte[] junk = ServedFile.bytes(SIZE, 3);
    server.answers(
        r -> r.head(206, "Content-Range: bytes 0-199999/200000").body(junk, 0, SIZE),
        FILE.served());
    downloadUnchecked();
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(ranges()).containsExactly("-", "-");
  }

  @Test
  void redirectsInACircle() throws IOException {
    server.answers(r -> r.head(302, "Location: /file", "Content-Length: 0"));
    assertThat(refusal(AT_ONCE)).contains("status 302", "redirect to /file", "too many");
    assertThat(server.requests()).hasSizeLessThan(10);
    assertThat(left()).isEmpty();
  }

  @Test
  void aRedirectToAnUnprotectedAddressElsewhere() throws Exception {
    Optional<InetAddress> elsewhere =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress())
            .findAny();
    assumeThat(elsewhere).as("an address of this machine but loopback").isPresent();
    try (ScriptedServer other =
        new ScriptedServer(new ServerSocket(0, 50, elsewhere.orElseThrow()), "http")) {
      other.answers(FILE.served());
      server.answers(r -> r.head(302, "Location: " + other.address("/file"), "Content-Length: 0"));
      assertThat(refusal(AT_ONCE)).contains(other.address("/file") + ": only https");
      assertThat(left()).isEmpty();
    }
  }

  @Test
  void aWebPageInTheFilesPlace() throws IOException {
    byte[] page = ServedFile.page("please log in");
    server.answers(
        r ->
            r.head(
                    200,
                    "Content-Type: application/octet-stream",
                    "ETag: \"v1\"",
                    "Content-Length: " + page.length)
                .body(page, 0, page.length));
    assertThat(refusal(AT_ONCE))
        .contains("/file (this is a web page", "in a browser", FILE.digest(), "nothing was kept");
    assertThat(server.requests()).hasSize(1);
    assertThat(left()).isEmpty();
  }

  @Test
  void talkThatIsNoHttp() throws IOException {
    server.answers(r -> r.body(FILE.content(), 0, 100), FILE.served());
    download();
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void theOlderFileStaysWhenALieIsFoundOut() throws IOException {
    Files.writeString(target(), "older");
    server.answers(r -> r.head(200, "Content-Length: 3").body(FILE.content(), 0, 3));
    assertThatThrownBy(this::download).isInstanceOf(DataException.class);
    assertThat(target()).hasContent("older");
    assertThat(left()).containsExactly("file.bin");
  }
}
