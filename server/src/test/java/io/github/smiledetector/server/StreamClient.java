package io.github.smiledetector.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of a stream, as simple as may be. */
final class StreamClient implements AutoCloseable {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final WebSocket socket;

  private StreamClient(URI server) {
    socket =
        CLIENT
            .newWebSocketBuilder()
            .subprotocols(Streams.PROTOCOL)
            .buildAsync(at(server), new Listener())
            .join();
  }

  static URI at(URI server) {
    return URI.create(server.resolve(Streams.PATH).toString().replaceFirst("^http", "ws"));
  }

  static StreamClient connect(URI server) {
    return new StreamClient(server);
  }

  /** One that has said hello and been answered. */
  static StreamClient greeted(URI server, String gate) throws InterruptedException {
    StreamClient client = connect(server);
    client.text("{\"type\":\"hello\",\"gate\":" + gate + "}");
    client.next("ready");
    return client;
  }

  WebSocket socket() {
    return socket;
  }

  void text(String text) {
    socket.sendText(text, true).join();
  }

  void frame(long number, byte[] picture) {
    socket.sendBinary(message(number, picture), true).join();
  }

  private static ByteBuffer message(long number, byte[] picture) {
    return ByteBuffer.allocate(Integer.BYTES + picture.length)
        .putInt((int) number)
        .put(picture)
        .flip();
  }

  /** The next message, which has to be of this type. */
  JsonNode next(String type) throws InterruptedException {
    JsonNode message = messages.poll(10, TimeUnit.SECONDS);
    if (message == null || !message.path("type").asText().equals(type)) {
      throw new AssertionError("expected " + type + ", not " + message);
    }
    return message;
  }

  /** The code with which the server has closed. */
  int closedWith() throws Exception {
    return closed.get(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    socket.abort();
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence piece, boolean last) {
      text.append(piece);
      if (last) {
        try {
          messages.add(JSON.readTree(text.toString()));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
          throw new AssertionError(e);
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      closed.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      closed.completeExceptionally(error);
    }
  }
}
