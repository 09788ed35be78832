package io.github.smiledetector.browser;

import io.github.smiledetector.DetectorOptions;
import io.github.smiledetector.SmileDetector;
import io.github.smiledetector.action.CommandAction;
import io.github.smiledetector.server.EventLog;
import io.github.smiledetector.server.ServerOptions;
import io.github.smiledetector.server.SmileServer;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The server of a test class or a test, on a free port. */
final class Served implements BeforeAllCallback, AfterAllCallback, AutoCloseable {
  private final DetectorOptions seeing;
  private final ServerOptions options;
  private final List<String> command;
  private SmileDetector detector;
  private SmileServer server;
  private URI page;

  private Served(int seenAtPx, ServerOptions options, List<String> command) {
    this.seeing = DetectorOptions.DEFAULT.withSeenAtPx(seenAtPx);
    this.options = options;
    this.command = command;
  }

  /** As {@code smile serve} does, which sees fast rather than sharp. */
  static Served fast() {
    return new Served(320, ServerOptions.DEFAULT, List.of());
  }

  /** Sharp enough for the samples: the finder takes none of their emblems for a second face. */
  static Served sharp(ServerOptions options) {
    return new Served(480, options, List.of());
  }

  /** Fast, with a command that runs when the gate opens. */
  static Served acting(List<String> command) {
    return new Served(320, ServerOptions.DEFAULT, command);
  }

  URI page() {
    return page;
  }

  /** Starts it. */
  Served start() {
    start(0);
    return this;
  }

  /** Starts it again, once it has stopped, where it was. */
  void startAgain() {
    start(page.getPort());
  }

  private void start(int port) {
    detector = SmileDetector.open(seeing);
    EventLog log = new EventLog(new PrintStream(PrintStream.nullOutputStream()));
    server =
        SmileServer.start(
            detector,
            seeing,
            options.withAddress("127.0.0.1", port),
            log,
            command.isEmpty() ? List.of() : List.of(new CommandAction(command)));
    page = server.address();
  }

  /** Returns when all that it has taken is answered, and all commands have ended. */
  void stop() {
    server.close();
    detector.close();
  }

  @Override
  public void close() {
    if (server != null) {
      stop();
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
