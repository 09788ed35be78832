package io.github.smiledetector.server;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Cuts off clients whose headers never end. The time that a connection may be silent does not: they
 * send a byte now and then. Thread-safe.
 */
final class SlowHeaders implements Connection.Listener, Runnable {
  private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
  private final Duration patience;
  private final Scheduler scheduler;

  /**
   * @param patience longest time from a request's first byte to the end of its headers
   * @param scheduler looks after them; of the server
   */
  SlowHeaders(Duration patience, Scheduler scheduler) {
    this.patience = patience;
    this.scheduler = scheduler;
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof HttpConnection http) {
      connections.add(http);
    }
  }

  @Override
  public void onClosed(Connection connection) {
    if (connection instanceof HttpConnection http) {
      connections.remove(http);
    }
  }

  /** Looks at all connections, and does so again in a while. */
  @Override
  public void run() {
    long now = System.nanoTime();
    for (HttpConnection connection : connections) {
      HttpParser parser = connection.getParser();
      if (parser.inHeaderState()
          && !parser.isStart()
          && now - parser.getBeginNanoTime() > patience.toNanos()) {
        connection.getEndPoint().close();
      }
    }
    scheduler.schedule(this, patience.dividedBy(4));
  }
}
