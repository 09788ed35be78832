package io.github.smiledetector.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over https, from a server with a certificate made for the test. */
class FetcherHttpsTest extends FetchCase {
  private static SSLContext context;

  private SSLContext usual;

  @BeforeAll
  static void makeACertificate(@TempDir Path keys) throws Exception {
    context =
        SelfSignedTls.context(keys, "ip:" + InetAddress.getLoopbackAddress().getHostAddress());
  }

  @BeforeEach
  void serveOverHttps() throws Exception {
    server.close();
    server =
        new ScriptedServer(
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
            "https");
    usual = SSLContext.getDefault();
    SSLContext.setDefault(context);
  }

  @AfterEach
  void trustAsUsual() {
    SSLContext.setDefault(usual);
  }

  @Test
  void goesOnWhereItBrokeOff() {
    server.answers(FILE.cutAt(HALF), FILE.served());
    download();
    assertThat(target()).hasBinaryContent(FILE.content());
    assertThat(ranges()).containsExactly("-", "bytes=100000-");
  }

  @Test
  void doesNotFollowARedirectAwayFromHttps() throws IOException {
    try (ScriptedServer plain = new ScriptedServer()) {
      plain.answers(FILE.served());
      server.answers(r -> r.head(302, "Location: " + plain.address("/file"), "Content-Length: 0"));
      assertThat(refusal(AT_ONCE))
          .contains("status 302", plain.address("/file").toString(), "away from https");
      assertThat(plain.requests()).isEmpty();
      assertThat(server.requests()).hasSize(1);
      assertThat(left()).isEmpty();
    }
  }

  @Test
  void doesNotTryAgainWithAServerThatIsNotTrusted() throws IOException {
    SSLContext.setDefault(usual);
    server.answers(FILE.served());
    assertThat(refusal(AT_ONCE)).contains("certif").doesNotContain("attempts");
    assertThat(left()).isEmpty();
  }
}
