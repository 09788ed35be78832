package io.github.smiledetector.server;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Cuts off clients whose headers never end: a time that a connection may be silent does not, as
 * they send a byte now and then. And cuts off idle ones soon while there are nearly as many
 * connections as may be. Thread-safe.
 */
final class Connections implements Connection.Listener, Runnable {
  private static final Duration CROWDED_IDLE = Duration.ofSeconds(2);
  private static final Duration MOST_BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
  private final Duration patience;
  private final int crowd;
  private final Scheduler scheduler;

  /**
   * @param limits the time for a body is the time for headers too
   * @param scheduler looks after them; of the server
   */
  Connections(ServerLimits limits, Scheduler scheduler) {
    this.patience = limits.bodyPatience();
    this.crowd = limits.maxConnections() - limits.maxConnections() / 4;
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
    boolean crowded = connections.size() >= crowd;
    for (HttpConnection connection : connections) {
      HttpParser parser = connection.getParser();
      if (parser.isStart() ? crowded && idle(connection) : parser.inHeaderState() && late(parser)) {
        connection.getEndPoint().close();
      }
    }
    Duration quarter = patience.dividedBy(4);
    scheduler.schedule(
        this, quarter.compareTo(MOST_BETWEEN_LOOKS) < 0 ? quarter : MOST_BETWEEN_LOOKS);
  }

  private boolean late(HttpParser parser) {
    return System.nanoTime() - parser.getBeginNanoTime() > patience.toNanos();
  }

  private static boolean idle(HttpConnection connection) {
    return connection.getEndPoint() instanceof AbstractEndPoint endPoint
        && endPoint.getIdleFor() > CROWDED_IDLE.toMillis();
  }
}
