package io.github.smiledetector.action;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.github.smiledetector.fetch.SelfSignedTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** A server on this machine that speaks TLS and vouches for itself. */
final class SelfSignedServer implements AutoCloseable {
  private final SSLContext context;
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger connections = new AtomicInteger();

  /** What a test does while the server is trusted. */
  interface Step {
    void run() throws Exception;
  }

  private SelfSignedServer(SSLContext context, HttpHandler handler) throws IOException {
    this.context = context;
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
  static SelfSignedServer listen(Path folder, String name, HttpHandler handler) throws Exception {
    return new SelfSignedServer(SelfSignedTls.context(folder, name), handler);
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
