package io.github.smiledetector.server;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Tells clients, counts and the log what went wrong. Thread-safe. */
final class Problems {
  /** What is still to come of their bodies is not worth reading. */
  private static final Set<Problem.Kind> CLOSING =
      Set.of(
          Problem.Kind.BAD_REQUEST,
          Problem.Kind.BODY_TOO_SLOW,
          Problem.Kind.BODY_TOO_LARGE,
          Problem.Kind.DRAINING);

  private final EventLog log;
  private final Metrics metrics;

  Problems(EventLog log, Metrics metrics) {
    this.log = log;
    this.metrics = metrics;
  }

  /** What a client is told of an error; what is our fault is in the log afterwards. */
  Problem told(String request, Throwable error) {
    Problem problem = Problem.of(error);
    metrics.problem(problem.kind());
    if (problem.kind() == Problem.Kind.FAULT) {
      log.fault("fault", Map.of("request", request), error);
    }
    return problem;
  }

  /** What a request is answered with; its status and headers are set. */
  byte[] document(Context context, Throwable error) {
    String id = Requests.id(context);
    Problem problem = told(id, error);
    headers(problem).forEach(context::header);
    context.status(problem.kind().status());
    return Json.bytes(problem.fields(id));
  }

  /** The same where the request is none of Javalin's. */
  void write(HttpServletResponse response, String id, Throwable error) throws IOException {
    Problem problem = told(id, error);
    headers(problem).forEach(response::setHeader);
    response.setStatus(problem.kind().status());
    response.setContentType(Problem.CONTENT_TYPE);
    response.getOutputStream().write(Json.bytes(problem.fields(id)));
  }

  private static Map<String, String> headers(Problem problem) {
    Map<String, String> headers = new HashMap<>();
    if (problem.kind() == Problem.Kind.UNAUTHORIZED) {
      headers.put("WWW-Authenticate", "Bearer");
    }
    if (CLOSING.contains(problem.kind())) {
      headers.put("Connection", "close");
    }
    if (problem.members().get("retryAfterMillis") instanceof Integer millis) {
      headers.put("Retry-After", Integer.toString(Math.max(1, millis / 1000)));
    }
    return headers;
  }
}
