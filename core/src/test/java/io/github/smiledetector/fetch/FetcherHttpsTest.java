package io.github.smiledetector.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over https, from a server with a certificate made for the test. */
class FetcherHttpsTest extends FetchCase {
  private static final String PASSWORD = "changeit";

  private static SSLContext context;

  private SSLContext usual;

  @BeforeAll
  static void makeACertificate(@TempDir Path keys) throws Exception {
    Path file = keys.resolve("keys.p12");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-genkeypair", "-alias", "test"));
    command.addAll(List.of("-keyalg", "EC", "-dname", "CN=test"));
    command.addAll(List.of("-ext", "san=ip:" + InetAddress.getLoopbackAddress().getHostAddress()));
    command.addAll(List.of("-keystore", file.toString(), "-storepass", PASSWORD));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();

    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory keyManagers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keyManagers.init(store, PASSWORD.toCharArray());
    TrustManagerFactory trustManagers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trustManagers.init(store);
    context = SSLContext.getInstance("TLS");
    context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
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
