package io.github.smiledetector.browser;

import io.github.smiledetector.DetectorOptions;
import io.github.smiledetector.SmileDetector;
import io.github.smiledetector.server.EventLog;
import io.github.smiledetector.server.ServerOptions;
import io.github.smiledetector.server.SmileServer;
import java.io.PrintStream;
import java.net.URI;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The server of a test class, on a free port. */
final class Served implements BeforeAllCallback, AfterAllCallback, AutoCloseable {
  private final DetectorOptions seeing;
  private final ServerOptions options;
  private SmileDetector detector;
  private SmileServer server;

  private Served(int seenAtPx, ServerOptions options) {
    this.seeing = DetectorOptions.DEFAULT.withSeenAtPx(seenAtPx);
    this.options = options.withAddress("127.0.0.1", 0);
  }

  /** As {@code smile serve} does, which sees fast rather than sharp. */
  static Served fast(ServerOptions options) {
    return new Served(320, options);
  }

  /** Sharp enough for the samples: the finder takes none of their emblems for a second face. */
  static Served sharp(ServerOptions options) {
    return new Served(480, options);
  }

  URI page() {
    return server.address();
  }

  void start() {
    detector = SmileDetector.open(seeing);
    EventLog log = new EventLog(new PrintStream(PrintStream.nullOutputStream()));
    server = SmileServer.start(detector, seeing, options, log);
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    if (detector != null) {
      detector.close();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    start();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }
}
