package io.github.smiledetector.server;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Notices a client that leaves while it waits for its answer. Jetty reads nothing from an HTTP/1.1
 * connection between a request's body and its answer, so it sees no end of it; this reads meanwhile
 * in its place. A byte of a next request is given back to Jetty, and then nothing more is read:
 * whoever sends requests ahead is not watched.
 *
 * <p>Only one may read from a connection, so this has to have ended before anything is answered.
 * Thread-safe.
 */
final class Departure implements Callback {
  /** Most answers take no longer, and to watch costs a tenth of a millisecond. */
  private static final Duration UNWATCHED = Duration.ofMillis(20);

  private final HttpConnection connection;
  private final AbstractEndPoint endPoint;
  private final Runnable left;

  /** Done when nothing of this touches the connection any more. */
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  // Guarded by this, so that nobody waits for the connection after it was asked to end.
  private Scheduler.Task beginning;
  private boolean begun;
  private boolean ending;

  private Departure(HttpConnection connection, AbstractEndPoint endPoint, Runnable left) {
    this.connection = connection;
    this.endPoint = endPoint;
    this.left = left;
  }

  /**
   * Watches a client, from a moment later on. The request's body has to be read to its end.
   *
   * @param left called, at most once, if the client closes the connection or its sending side, or
   *     the connection is closed otherwise; on any thread, so it must not wait
   * @return done already where a connection cannot be watched
   */
  static Departure watch(Context context, Runnable left) {
    Departure departure;
    if (ServletContextRequest.getServletContextRequest(context.req()).getConnectionMetaData()
            instanceof HttpConnection connection
        && connection.getEndPoint() instanceof AbstractEndPoint endPoint
        && connection.isRequestBufferEmpty()) {
      departure = new Departure(connection, endPoint, left);
      departure.begin(connection.getConnector().getScheduler());
    } else {
      departure = new Departure(null, null, left);
      departure.over.complete(null);
    }
    return departure;
  }

  private synchronized void begin(Scheduler clock) {
    beginning = clock.schedule(this::await, UNWATCHED);
  }

  /**
   * Watches no longer. To be called once.
   *
   * @return done when the request may be answered
   */
  synchronized CompletableFuture<Void> end() {
    ending = true;
    if (begun && !over.isDone()) {
      // Calls failed() here and now, unless succeeded() is at work: then that comes to its end.
      endPoint.getFillInterest().onFail(new EofException());
    } else {
      over.complete(null);
      if (beginning != null) {
        beginning.cancel();
      }
    }
    return over;
  }

  private synchronized void await() {
    begun = true;
    if (ending || !endPoint.tryFillInterested(this)) {
      over.complete(null);
    }
  }

  /** There is something to read, or was for somebody else who was told late. */
  @Override
  public void succeeded() {
    ByteBuffer next = BufferUtil.allocate(1);
    int read = read(next);
    if (read == 0) {
      await();
      return;
    }
    if (read > 0) {
      connection.onUpgradeTo(next);
    } else {
      left.run();
    }
    over.complete(null);
  }

  private int read(ByteBuffer to) {
    try {
      return endPoint.fill(to);
    } catch (IOException e) {
      return -1;
    }
  }

  @Override
  public synchronized void failed(Throwable why) {
    if (!ending) {
      left.run();
    }
    over.complete(null);
  }
}
