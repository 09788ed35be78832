package io.github.smiledetector.server;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what never becomes a request of ours: what is not HTTP, has too many headers, or comes
 * when the server is about to stop. Thread-safe.
 */
final class ProtocolErrors implements Request.Handler {
  private static final int MOST_HEADER_BYTES = 8 << 10;

  private final EventLog log;
  private final Metrics metrics;

  ProtocolErrors(EventLog log, Metrics metrics) {
    this.log = log;
    this.metrics = metrics;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Object cause =
        request.getAttribute(org.eclipse.jetty.server.handler.ErrorHandler.ERROR_EXCEPTION);
    Problem problem =
        cause instanceof EofException ? Problem.clientLeft() : problem(response.getStatus());
    String id = Requests.newId();
    metrics.problem(problem.kind());
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("request", id);
    line.put("status", problem.kind().status());
    if (problem.kind() == Problem.Kind.FAULT && cause instanceof Throwable fault) {
      log.fault("fault", line, fault);
    } else {
      log.event("refused", line);
    }
    response.setStatus(problem.kind().status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.CONTENT_TYPE);
    response.getHeaders().put(Requests.ID_HEADER, id);
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    if (problem.kind() == Problem.Kind.DRAINING) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
    }
    response.write(true, ByteBuffer.wrap(Json.bytes(problem.fields(id))), callback);
    return true;
  }

  private static Problem problem(int status) {
    return switch (status) {
      case 414, 431 ->
          new Problem(
              Problem.Kind.HEADERS_TOO_LARGE,
              "a request's line and headers have at most " + MOST_HEADER_BYTES + " bytes",
              Map.of("limit", MOST_HEADER_BYTES));
      case 503 -> Problem.draining();
      default ->
          status < 500 || status == 501 || status == 505
              ? Problem.of(Problem.Kind.BAD_REQUEST, "that is not a request in HTTP's form")
              : Problem.of(new IllegalStateException("the server failed outside its routes"));
    };
  }
}
