package io.github.smiledetector.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A client that says exactly what it is told to, however rude. */
final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int USUAL_BUFFER_BYTES = 1 << 17;

  private final Socket socket = new Socket();
  private final InputStream in;

  RawClient(int port) throws IOException {
    this(port, USUAL_BUFFER_BYTES);
  }

  /**
   * @param bufferBytes what the system takes for it while it does not read
   */
  RawClient(int port, int bufferBytes) throws IOException {
    socket.setReceiveBufferSize(bufferBytes);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** An answer; header names in lower case. */
  record Answer(int status, Map<String, String> headers, String body) {
    String kind() {
      return body.replaceFirst("(?s).*\"type\":\"urn:smile-detector:problem:([a-z-]+)\".*", "$1");
    }
  }

  /** Sends lines, each with its end, and the empty line after headers. */
  RawClient say(String... lines) throws IOException {
    return send((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
  }

  RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Ends its sending side; it can still be answered. */
  RawClient sendNoMore() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** Leaves without a farewell: the server's next write finds nobody. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** The next answer to anything but HEAD. */
  Answer answer() throws IOException {
    return answer(true);
  }

  Answer answer(boolean withBody) throws IOException {
    String status = line();
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "-1"));
    byte[] body = new byte[0];
    if (withBody) {
      body = length >= 0 ? in.readNBytes(length) : in.readAllBytes();
    }
    return new Answer(
        Integer.parseInt(status.split(" ", 3)[1]),
        headers,
        new String(body, StandardCharsets.UTF_8));
  }

  /** So many bytes, whatever they are. */
  byte[] read(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the server closed the connection");
    }
    return bytes;
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Whether the server has closed the connection, at the latest after a while. */
  boolean ended() {
    try {
      return in.read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the server closed the connection after: " + line);
      }
      if (next == '\n') {
        return line.toString(StandardCharsets.UTF_8).strip();
      }
      line.write(next);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
