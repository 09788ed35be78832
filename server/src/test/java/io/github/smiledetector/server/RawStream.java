package io.github.smiledetector.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A client of a stream that sends any frames that it likes, and reads only if it is told to. */
final class RawStream implements AutoCloseable {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final int LAST = 0x80;
  private static final int MASKED = 0x80;
  private static final int TWO_BYTES = 126;

  private final RawClient client;

  /** What a server sends: an opcode and what follows it. */
  record Received(int opcode, ByteBuffer payload) {
    String text() {
      return UTF_8.decode(payload.duplicate()).toString();
    }

    int closeCode() {
      return payload.getShort(0);
    }
  }

  RawStream(int port, int bufferBytes) throws IOException {
    client = new RawClient(port, bufferBytes);
    RawClient.Answer answer =
        client
            .say(
                "GET " + Streams.PATH + " HTTP/1.1",
                "Host: localhost",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
                "Sec-WebSocket-Protocol: " + Streams.PROTOCOL)
            .answer(false);
    if (answer.status() != 101) {
      throw new AssertionError("no stream, but " + answer);
    }
  }

  static byte[] frame(int opcode, boolean last, byte... payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(opcode | (last ? LAST : 0));
    if (payload.length < TWO_BYTES) {
      frame.write(MASKED | payload.length);
    } else {
      frame.write(MASKED | TWO_BYTES);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    }
    // A mask of zeros, which changes nothing.
    frame.writeBytes(new byte[4]);
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  RawStream hello() throws IOException {
    return send(frame(TEXT, true, "{\"type\":\"hello\"}".getBytes(UTF_8)));
  }

  RawStream picture(int number, byte[] picture) throws IOException {
    ByteBuffer message = ByteBuffer.allocate(Integer.BYTES + picture.length);
    return send(frame(BINARY, true, message.putInt(number).put(picture).array()));
  }

  RawStream send(byte[] bytes) throws IOException {
    client.send(bytes);
    return this;
  }

  Received next() throws IOException {
    byte[] head = client.read(2);
    int length = head[1];
    if (length == TWO_BYTES) {
      length = Short.toUnsignedInt(ByteBuffer.wrap(client.read(2)).getShort());
    }
    return new Received(head[0] & 0x0f, ByteBuffer.wrap(client.read(length)));
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
