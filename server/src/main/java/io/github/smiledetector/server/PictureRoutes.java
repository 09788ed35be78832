package io.github.smiledetector.server;

import io.github.smiledetector.Cancellation;
import io.github.smiledetector.DetectionQueue;
import io.github.smiledetector.PictureSmiles;
import io.github.smiledetector.SmileDetector;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** The routes that take pictures. Thread-safe. */
final class PictureRoutes implements AutoCloseable {
  private static final int RETRY_AFTER_SECONDS = 1;

  private final SmileDetector detector;
  private final DetectionQueue queue;
  private final ServerLimits limits;
  private final Bodies bodies;
  private final Answers answers;
  private final Metrics metrics;
  private final Problems problems;
  private final Executor answering;

  PictureRoutes(
      SmileDetector detector,
      DetectionQueue queue,
      ServerLimits limits,
      Metrics metrics,
      Problems problems,
      Executor answering) {
    this.detector = detector;
    this.queue = queue;
    this.limits = limits;
    this.bodies = new Bodies(limits);
    this.answers = new Answers(detector);
    this.metrics = metrics;
    this.problems = problems;
    this.answering = answering;
  }

  /** Refuses a request before its body is read, and then takes what the client still sends. */
  void refuse(Context context, Throwable error) {
    byte[] document = problems.document(context, error);
    if (Bodies.hasBody(context)) {
      context.future(
          () ->
              Sender.send(context, Problem.CONTENT_TYPE, document)
                  .thenCompose(sent -> bodies.discard(context)));
    } else {
      Sender.answer(context, Problem.CONTENT_TYPE, document);
    }
  }

  /** Bytes that bodies take. */
  int heldBytes() {
    return bodies.heldBytes();
  }

  @Override
  public void close() {
    bodies.close();
  }

  /** Answers one picture. */
  void one(Context context) {
    String id = Requests.id(context);
    double threshold = threshold(context);
    answer(
        context,
        1,
        (pictures, cancellation) ->
            queue
                .offer(pictures.get(0).source(), cancellation)
                .orElseThrow(PictureRoutes::busy)
                .thenApply(
                    smiles -> {
                      metrics.picture(smiles.faces().size());
                      return answers.one(id, threshold, smiles);
                    }));
  }

  /** Answers several pictures. One that cannot be read does not stop the others. */
  void batch(Context context) {
    String id = Requests.id(context);
    double threshold = threshold(context);
    answer(
        context,
        limits.maxBatchPictures(),
        (pictures, cancellation) ->
            results(id, pictures, cancellation)
                .thenApply(results -> answers.many(id, threshold, results)));
  }

  private interface Work {
    CompletableFuture<byte[]> on(List<Bodies.Sent> pictures, Cancellation cancellation);
  }

  /** Reads the body, has the work done and answers; no thread waits for any of it. */
  private void answer(Context context, int most, Work work) {
    bodies.requireAllowed(context);
    if (queue.isFull()) {
      throw busy();
    }
    // The header itself: asked for the type, the library looks up its charset, which may be none.
    String type = context.header("Content-Type");
    context.future(
        () -> {
          Bodies.Body body = bodies.read(context);
          return body.bytes()
              .thenApply(bytes -> Bodies.pictures(type, bytes, most))
              .thenCompose(pictures -> done(context, pictures, work))
              .whenComplete((json, error) -> body.close())
              // Not on the queue's threads or the clock's: they have other things to do.
              .thenComposeAsync(json -> Sender.send(context, "application/json", json), answering)
              .exceptionallyComposeAsync(error -> tell(context, cause(error)), answering);
        });
  }

  /** Has the work done, until its time is over or the client leaves. */
  private CompletableFuture<byte[]> done(Context context, List<Bodies.Sent> pictures, Work work) {
    Cancellation cancellation = Cancellation.after(limits.deadline());
    Departure departure = Departure.watch(context, cancellation::cancel);
    CompletableFuture<byte[]> json =
        CompletableFuture.completedFuture(pictures).thenCompose(all -> work.on(all, cancellation));
    return json.exceptionally(error -> null)
        .thenCompose(either -> departure.end())
        .thenCompose(
            ended -> {
              if (cancellation.isCancelled()) {
                throw new Refusal(Problem.clientLeft());
              }
              return json;
            });
  }

  private CompletableFuture<Void> tell(Context context, Throwable error) {
    return Sender.send(context, Problem.CONTENT_TYPE, problems.document(context, error));
  }

  private CompletableFuture<List<Answers.Result>> results(
      String id, List<Bodies.Sent> pictures, Cancellation cancellation) {
    List<CompletableFuture<PictureSmiles>> seen =
        queue
            .offerInTurn(pictures.stream().map(Bodies.Sent::source).toList(), cancellation)
            .orElseThrow(PictureRoutes::busy);
    List<CompletableFuture<Answers.Result>> results = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      results.add(result(id, pictures.get(i), seen.get(i), cancellation));
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(done -> results.stream().map(CompletableFuture::join).toList());
  }

  private CompletableFuture<Answers.Result> result(
      String id,
      Bodies.Sent picture,
      CompletableFuture<PictureSmiles> seen,
      Cancellation cancellation) {
    return seen.handle(
        (smiles, error) -> {
          if (cancellation.isCancelled()) {
            // That is the request's problem, not each picture's.
            throw new Refusal(Problem.clientLeft());
          }
          if (error == null) {
            metrics.picture(smiles.faces().size());
            return new Answers.Result(picture.name(), smiles, null);
          }
          return new Answers.Result(picture.name(), null, problems.told(id, cause(error)));
        });
  }

  private static Refusal busy() {
    return new Refusal(
        Problem.Kind.BUSY,
        "as many pictures are taken on as may be; try again later",
        Map.of("retryAfterMillis", 1000 * RETRY_AFTER_SECONDS));
  }

  private double threshold(Context context) {
    String given = Requests.parameter(context, "threshold");
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
