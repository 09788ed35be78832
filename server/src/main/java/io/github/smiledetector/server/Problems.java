package io.github.smiledetector.server;

import io.javalin.http.Context;
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

  /** Answers a request with what went wrong. */
  void write(Context context, Throwable error) {
    String id = Requests.id(context);
    Problem problem = told(id, error);
    if (problem.kind() == Problem.Kind.UNAUTHORIZED) {
      context.header("WWW-Authenticate", "Bearer");
    }
    if (CLOSING.contains(problem.kind())) {
      context.header("Connection", "close");
    }
    if (problem.members().get("retryAfterMillis") instanceof Integer millis) {
      context.header("Retry-After", Integer.toString(Math.max(1, millis / 1000)));
    }
    context
        .status(problem.kind().status())
        .contentType(Problem.CONTENT_TYPE)
        .result(Json.bytes(problem.fields(id)));
  }
}
