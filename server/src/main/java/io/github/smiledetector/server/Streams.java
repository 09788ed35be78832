package io.github.smiledetector.server;

import io.github.smiledetector.DetectionQueue;
import io.github.smiledetector.SmileDetector;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeRequest;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeResponse;

/** All streams of a server, and what they share. Thread-safe. */
final class Streams {
  static final String PATH = "/v1/stream";
  static final String PROTOCOL = "smile.v1";
  static final String PROTOCOL_HEADER = "Sec-WebSocket-Protocol";

  private final SmileDetector detector;
  private final DetectionQueue queue;
  private final ServerLimits limits;
  private final Gatekeeper keeper;
  private final Metrics metrics;
  private final Problems problems;
  private final EventLog log;
  private final Set<Stream> open = new HashSet<>();
  private boolean draining;

  Streams(
      SmileDetector detector,
      DetectionQueue queue,
      ServerLimits limits,
      Gatekeeper keeper,
      Metrics metrics,
      Problems problems,
      EventLog log) {
    this.detector = detector;
    this.queue = queue;
    this.limits = limits;
    this.keeper = keeper;
    this.metrics = metrics;
    this.problems = problems;
    this.log = log;
    metrics.streams(this::count);
  }

  SmileDetector detector() {
    return detector;
  }

  DetectionQueue queue() {
    return queue;
  }

  ServerLimits limits() {
    return limits;
  }

  Gatekeeper keeper() {
    return keeper;
  }

  Metrics metrics() {
    return metrics;
  }

  Problems problems() {
    return problems;
  }

  /** A stream for a handshake that was not refused. */
  Stream stream(JettyServerUpgradeRequest request, JettyServerUpgradeResponse response) {
    response.setAcceptedSubProtocol(PROTOCOL);
    // Pictures are compressed, and what is not small when it is unpacked is an attack.
    response.setExtensions(List.of());
    return new Stream(this, Requests.newId());
  }

  /**
   * Looks at a handshake that has been let in otherwise.
   *
   * <p>Not refused where there are as many streams as may be: a browser is not told why a handshake
   * is refused, and it is told why a stream is closed.
   *
   * @throws Refusal if the client wants to talk otherwise
   */
  void admit(HttpServletRequest request) {
    if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      throw new Refusal(
          Problem.Kind.BAD_PARAMETER,
          "this path is for WebSockets; ask for an upgrade to one",
          Map.of("parameter", "Upgrade"));
    }
    String protocols = request.getHeader(PROTOCOL_HEADER);
    if (protocols == null
        || Arrays.stream(protocols.split(",", -1)).map(String::strip).noneMatch(PROTOCOL::equals)) {
      throw new Refusal(
          Problem.Kind.BAD_PARAMETER,
          "a stream speaks the subprotocol " + PROTOCOL + "; ask for it in " + PROTOCOL_HEADER,
          Map.of("parameter", PROTOCOL_HEADER));
    }
  }

  /** Takes a stream on, or says why not. */
  Optional<Refusal> add(Stream stream) {
    synchronized (open) {
      if (draining) {
        return Optional.of(new Refusal(Problem.Kind.DRAINING, "the server is about to stop"));
      }
      if (open.size() >= limits.maxStreams()) {
        return Optional.of(
            new Refusal(
                Problem.Kind.BUSY,
                "there are as many streams as may be; try again later",
                Map.of("retryAfterMillis", 5000, "limit", limits.maxStreams())));
      }
      open.add(stream);
    }
    log.event("stream-opened", Map.of("stream", stream.id()));
    return Optional.empty();
  }

  /** Forgets a stream that has ended. */
  void remove(Stream stream, int code) {
    boolean known;
    synchronized (open) {
      known = open.remove(stream);
    }
    if (known) {
      log.event("stream-closed", Map.of("stream", stream.id(), "code", code));
    }
  }

  private int count() {
    synchronized (open) {
      return open.size();
    }
  }

  /**
   * Takes no more frames and returns when those taken are answered and all streams closed.
   *
   * @param longest time for that; what is not over by then is cut off
   */
  void drain(Duration longest) {
    List<Stream> last;
    synchronized (open) {
      draining = true;
      last = List.copyOf(open);
    }
    last.forEach(Stream::drain);
    try {
      CompletableFuture.allOf(last.stream().map(Stream::end).toArray(CompletableFuture[]::new))
          .get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      last.forEach(Stream::cutOff);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      last.forEach(Stream::cutOff);
    }
  }
}
