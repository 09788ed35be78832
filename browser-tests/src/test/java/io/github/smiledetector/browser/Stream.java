package io.github.smiledetector.browser;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.microsoft.playwright.WebSocket;
import java.util.ArrayList;
import java.util.List;

/** What the server said over a WebSocket of the page, as the browser heard it. */
final class Stream {
  private final WebSocket socket;
  private final List<JsonObject> received = new ArrayList<>();

  Stream(WebSocket socket) {
    this.socket = socket;
    socket.onFrameReceived(
        frame -> received.add(JsonParser.parseString(frame.text()).getAsJsonObject()));
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
        .filter(message -> message.has("opening"))
        .map(message -> message.getAsJsonObject("opening"))
        .toList();
  }

  boolean isClosed() {
    return socket.isClosed();
  }
}
