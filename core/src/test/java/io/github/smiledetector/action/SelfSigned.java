package io.github.smiledetector.action;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A server on this machine that speaks TLS and vouches for itself. */
final class SelfSigned implements AutoCloseable {
  private static final String PASSWORD = "only-for-a-test";

  private final SSLContext context;
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger connections = new AtomicInteger();

  /** What a test does while the server is trusted. */
  interface Step {
    void run() throws Exception;
  }

  private SelfSigned(KeyStore keys, HttpHandler handler) throws Exception {
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD.toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(keys);
    context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            connections.incrementAndGet();
            super.configure(parameters);
          }
        });
    server.setExecutor(threads);
    server.createContext("/", handler);
    server.start();
  }

  /**
   * Makes a key and a certificate, and starts.
   *
   * @param folder for the key store
   * @param name that the certificate is for, as keytool has it, such as {@code dns:gate.example}
   */
  static SelfSigned listen(Path folder, String name, HttpHandler handler) throws Exception {
    File file = folder.resolve("keys.p12").toFile();
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=a test",
                "-ext",
                "san=" + name,
                "-storetype",
                "PKCS12",
                "-keystore",
                file.getPath(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool failed: " + said);
    }
    return new SelfSigned(KeyStore.getInstance(file, PASSWORD.toCharArray()), handler);
  }

  URI address() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/hook-token-1");
  }

  /** How many clients have begun to speak to it. */
  int connections() {
    return connections.get();
  }

  /** Does something while this process trusts the certificate, whoever's it is. */
  void trusted(Step step) throws Exception {
    SSLContext usual = SSLContext.getDefault();
    SSLContext.setDefault(context);
    try {
      step.run();
    } finally {
      SSLContext.setDefault(usual);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
