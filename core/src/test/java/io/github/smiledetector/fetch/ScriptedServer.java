package io.github.smiledetector.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An HTTP server on this machine that does to each request what the test says, lies and silence
 * included. One request a connection.
 */
final class ScriptedServer implements Closeable {
  private final ServerSocket socket;
  private final String scheme;
  private final List<Answer> script = new CopyOnWriteArrayList<>();
  private final List<Request> requests = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** What a test gives for an answer. */
  interface Answer {
    void to(Request request) throws IOException, InterruptedException;
  }

  ScriptedServer() throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), "http");
  }

  ScriptedServer(ServerSocket socket, String scheme) {
    this.socket = socket;
    this.scheme = scheme;
    start(this::listen);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "scripted server");
    thread.setDaemon(true);
    thread.start();
  }

  /** The answers to come, in order; the last one is given again and again. */
  void answers(Answer... answers) {
    script.clear();
    script.addAll(List.of(answers));
  }

  URI address(String path) {
    return URI.create(
        scheme
            + "://"
            + socket.getInetAddress().getHostAddress()
            + ":"
            + socket.getLocalPort()
            + path);
  }

  /** All requests so far. */
  List<Request> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /** How many bytes of bodies went out, all in all. */
  long bodyBytes() {
    return requests().stream().mapToLong(r -> r.sent.get()).sum();
  }

  private void listen() {
    try {
      while (true) {
        Socket connection = socket.accept();
        start(() -> serve(connection));
      }
    } catch (IOException e) {
      // The server was closed.
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      Request request = new Request(connection, closed);
      Answer answer;
      synchronized (requests) {
        requests.add(request);
        answer = script.size() > 1 ? script.remove(0) : script.get(0);
      }
      try {
        answer.to(request);
      } finally {
        request.ended.countDown();
      }
    } catch (IOException | InterruptedException e) {
      // The client went away, which tests look at from its side.
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    socket.close();
  }

  /** One request, and the way to answer it. */
  static final class Request {
    private final Map<String, String> headers = new TreeMap<>();
    private final AtomicLong sent = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final OutputStream out;
    private final CountDownLatch closed;

    private Request(Socket connection, CountDownLatch closed) throws IOException {
      this.out = connection.getOutputStream();
      this.closed = closed;
      InputStream in = connection.getInputStream();
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int c = in.read();
        if (c < 0) {
          throw new IOException("the client left");
        }
        head.append((char) c);
      }
      for (String line : head.toString().split("\r\n", -1)) {
        int colon = line.indexOf(": ");
        if (colon > 0) {
          headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
        }
      }
    }

    /** A header's value, or null. */
    String header(String name) {
      return headers.get(name);
    }

    /** Whether the answer is over, or the client gone, within some seconds. */
    boolean hasEnded(int seconds) throws InterruptedException {
      return ended.await(seconds, TimeUnit.SECONDS);
    }

    /** Sends the head: the status, then header lines. */
    Request head(int status, String... lines) throws IOException {
      String head = "HTTP/1.1 " + status + " So\r\nConnection: close\r\n";
      for (String line : lines) {
        head += line + "\r\n";
      }
      out.write((head + "\r\n").getBytes(ISO_8859_1));
      out.flush();
      return this;
    }

    /** Sends bytes of a body. */
    Request body(byte[] bytes, int from, int to) throws IOException {
      out.write(bytes, from, to - from);
      out.flush();
      sent.addAndGet(to - from);
      return this;
    }

    /** Sends one chunk of a chunked body. */
    Request chunk(byte[] bytes, int from, int to) throws IOException {
      out.write((Integer.toHexString(to - from) + "\r\n").getBytes(ISO_8859_1));
      body(bytes, from, to);
      out.write("\r\n".getBytes(ISO_8859_1));
      out.flush();
      return this;
    }

    /** Says and does nothing more, but does not hang up either. */
    void stall() throws InterruptedException {
      closed.await();
    }
  }
}
