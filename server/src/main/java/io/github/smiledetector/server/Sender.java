package io.github.smiledetector.server;

import io.javalin.config.Key;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.HttpOutput;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.util.Callback;

/**
 * Sends answers, all of them: no thread waits for a client to take one, however short it is. What
 * the library would send by itself, it would wait for.
 *
 * <p>Nor does an answer wait for ever. Jetty cuts off who takes nothing for a while, but not who
 * takes a little now and then; its least rate of responses is a setting that nothing looks at.
 */
final class Sender {
  /** How long a client may take for an answer, besides what its length allows. */
  static final Key<Duration> PATIENCE = new Key<>("patience-for-answers");

  private static final int LEAST_BYTES_PER_SECOND = 4 << 10;

  private Sender() {}

  /** Answers a request; its status and headers are set. */
  static void answer(Context context, String type, byte[] body) {
    context.future(() -> send(context, type, body));
  }

  /**
   * Sends a body. The request has to be asynchronous already, its status and headers set.
   *
   * @return done when it is sent, or the client has left, or takes too long and is cut off: then
   *     nobody can be told
   */
  static CompletableFuture<Void> send(Context context, String type, byte[] body) {
    CompletableFuture<Boolean> sent = new CompletableFuture<>();
    try {
      context.contentType(type);
      context.res().setContentLength(body.length);
      HttpOutput output = (HttpOutput) context.res().getOutputStream();
      output.sendContent(
          ByteBuffer.wrap(body),
          Callback.from(() -> sent.complete(true), left -> sent.complete(true)));
    } catch (IOException e) {
      sent.complete(true);
    }
    long longestMillis =
        context.appData(PATIENCE).toMillis() + body.length * 1_000L / LEAST_BYTES_PER_SECOND;
    return sent.completeOnTimeout(false, longestMillis, TimeUnit.MILLISECONDS)
        .thenCompose(
            inTime ->
                inTime
                    ? CompletableFuture.<Void>completedFuture(null)
                    // Not on the thread that all time limits of Java's wait for.
                    : CompletableFuture.runAsync(() -> cutOff(context)));
  }

  private static void cutOff(Context context) {
    ServletContextRequest.getServletContextRequest(context.req())
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .close();
  }
}
