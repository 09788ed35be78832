package io.github.smiledetector.server;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.ee10.servlet.HttpOutput;
import org.eclipse.jetty.util.Callback;

/**
 * Sends answers, all of them: no thread waits for a client to take one, however short it is. What
 * the library would send by itself, it would wait for.
 */
final class Sender {
  private Sender() {}

  /** Answers a request; its status and headers are set. */
  static void answer(Context context, String type, byte[] body) {
    context.future(() -> send(context, type, body));
  }

  /**
   * Sends a body. The request has to be asynchronous already, its status and headers set.
   *
   * @return done when it is sent, or the client has left: then nobody can be told
   */
  static CompletableFuture<Void> send(Context context, String type, byte[] body) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    try {
      context.contentType(type);
      context.res().setContentLength(body.length);
      HttpOutput output = (HttpOutput) context.res().getOutputStream();
      output.sendContent(
          ByteBuffer.wrap(body),
          Callback.from(() -> sent.complete(null), left -> sent.complete(null)));
    } catch (IOException e) {
      sent.complete(null);
    }
    return sent;
  }
}
