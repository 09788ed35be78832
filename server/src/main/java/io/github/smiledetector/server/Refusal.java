package io.github.smiledetector.server;

import java.util.Map;

/** Ends the work on a request with a {@link Problem}. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  Refusal(Problem problem) {
    // Nobody looks at the trace of what a client did wrong.
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  Refusal(Problem.Kind kind, String detail) {
    this(Problem.of(kind, detail));
  }

  Refusal(Problem.Kind kind, String detail, Map<String, Object> members) {
    this(new Problem(kind, detail, members));
  }

  Problem problem() {
    return problem;
  }
}
