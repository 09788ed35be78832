package io.github.smiledetector.browser;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.microsoft.playwright.WebSocket;
import com.microsoft.playwright.WebSocketFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What went over a WebSocket of the page, as the browser saw it. */
final class Stream {
  private final WebSocket socket;
  private final List<JsonObject> received = new ArrayList<>();
  private final Set<Integer> unanswered = new HashSet<>();
  private int sent;
  private int mostUnanswered;

  Stream(WebSocket socket) {
    this.socket = socket;
    socket.onFrameSent(this::sent);
    socket.onFrameReceived(this::received);
  }

  private void sent(WebSocketFrame frame) {
    if (frame.text() == null) {
      unanswered.add(ByteBuffer.wrap(frame.binary()).getInt());
      mostUnanswered = Math.max(mostUnanswered, unanswered.size());
      sent++;
    }
  }

  private void received(WebSocketFrame frame) {
    JsonObject message = JsonParser.parseString(frame.text()).getAsJsonObject();
    received.add(message);
    if (message.has("frame") && !message.get("type").getAsString().equals("gate")) {
      unanswered.remove(message.get("frame").getAsInt());
    }
    if (message.has("dropped")) {
      message.getAsJsonArray("dropped").forEach(dropped -> unanswered.remove(dropped.getAsInt()));
    }
  }

  /** The messages of a type that have come so far. */
  List<JsonObject> received(String type) {
    return received.stream()
        .filter(message -> message.get("type").getAsString().equals(type))
        .toList();
  }

  /** The openings of the gate that have come so far. */
  List<JsonObject> openings() {
    return received("gate").stream()
        .filter(message -> message.has("opening") && !message.get("opening").isJsonNull())
        .map(message -> message.getAsJsonObject("opening"))
        .toList();
  }

  int sent() {
    return sent;
  }

  /** Most frames that were on their way at a time. */
  int mostUnanswered() {
    return mostUnanswered;
  }

  boolean isClosed() {
    return socket.isClosed();
  }
}
