package io.github.smiledetector.server;

import io.github.smiledetector.Cancellation;
import io.github.smiledetector.DetectionQueue;
import io.github.smiledetector.PictureSmiles;
import io.github.smiledetector.SmileDetector;
import io.github.smiledetector.picture.PictureSource;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The routes that take pictures. Thread-safe. */
final class PictureRoutes {
  private static final int RETRY_AFTER_SECONDS = 1;

  private final SmileDetector detector;
  private final DetectionQueue queue;
  private final ServerLimits limits;
  private final Bodies bodies;
  private final Answers answers;
  private final Metrics metrics;
  private final Problems problems;

  PictureRoutes(
      SmileDetector detector,
      DetectionQueue queue,
      ServerLimits limits,
      Metrics metrics,
      Problems problems) {
    this.detector = detector;
    this.queue = queue;
    this.limits = limits;
    this.bodies = new Bodies(limits);
    this.answers = new Answers(detector);
    this.metrics = metrics;
    this.problems = problems;
  }

  /** Answers one picture. */
  void one(Context context) {
    double threshold = threshold(context);
    PictureSource picture = bodies.pictures(context, 1).get(0);
    CompletableFuture<PictureSmiles> seen = offer(picture, Cancellation.after(limits.deadline()));
    String id = Requests.id(context);
    context.future(
        () ->
            seen.handle(
                (smiles, error) -> {
                  if (error == null) {
                    metrics.picture(smiles.faces().size());
                    context
                        .contentType("application/json")
                        .result(answers.one(id, threshold, smiles));
                  } else {
                    problems.write(context, cause(error));
                  }
                  return null;
                }));
  }

  /** Answers several pictures. One that cannot be read does not stop the others. */
  void batch(Context context) {
    double threshold = threshold(context);
    List<PictureSource> pictures = bodies.pictures(context, limits.maxBatchPictures());
    Cancellation cancellation = Cancellation.after(limits.deadline());
    // The first has to find a place; the others take the places that those before them leave.
    List<CompletableFuture<Answers.Result>> results = new ArrayList<>();
    CompletableFuture<PictureSmiles> previous = offer(pictures.get(0), cancellation);
    results.add(result(context, pictures.get(0), previous));
    for (PictureSource picture : pictures.subList(1, pictures.size())) {
      CompletableFuture<PictureSmiles> seen =
          previous
              .handle((smiles, error) -> picture)
              .thenCompose(next -> offer(next, cancellation));
      results.add(result(context, picture, seen));
      previous = seen;
    }
    String id = Requests.id(context);
    context.future(
        () ->
            CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                .thenRun(
                    () ->
                        context
                            .contentType("application/json")
                            .result(
                                answers.many(
                                    id,
                                    threshold,
                                    results.stream().map(CompletableFuture::join).toList()))));
  }

  private CompletableFuture<Answers.Result> result(
      Context context, PictureSource picture, CompletableFuture<PictureSmiles> seen) {
    return seen.handle(
        (smiles, error) -> {
          if (error == null) {
            metrics.picture(smiles.faces().size());
            return new Answers.Result(picture.name(), smiles, null);
          }
          return new Answers.Result(
              picture.name(), null, problems.told(Requests.id(context), cause(error)));
        });
  }

  private CompletableFuture<PictureSmiles> offer(PictureSource picture, Cancellation cancellation) {
    return queue
        .offer(picture, cancellation)
        .orElseThrow(
            () ->
                new Refusal(
                    Problem.Kind.BUSY,
                    "as many pictures wait as may; try again later",
                    Map.of("retryAfterMillis", 1000 * RETRY_AFTER_SECONDS)));
  }

  private double threshold(Context context) {
    String given = context.queryParam("threshold");
    if (given == null) {
      return detector.threshold();
    }
    try {
      double threshold = Double.parseDouble(given);
      if (threshold >= 0 && threshold <= 1) {
        return threshold;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new Refusal(
        Problem.Kind.BAD_PARAMETER,
        "threshold is a smile probability, 0 to 1, not " + given,
        Map.of("parameter", "threshold"));
  }

  private static Throwable cause(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }
}
