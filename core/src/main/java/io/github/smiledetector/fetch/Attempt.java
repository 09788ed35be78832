package io.github.smiledetector.fetch;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One request for a file, or for what is missing of it, and its answer. */
final class Attempt {
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final int TOO_MANY_REQUESTS = 429;

  private final HttpClient client;
  private final KnownFile known;
  private final TimeLimits limits;
  private final Progress progress;

  Attempt(HttpClient client, KnownFile known, TimeLimits limits, Progress progress) {
    this.client = client;
    this.known = known;
    this.limits = limits;
    this.progress = progress;
  }

  /**
   * Fills the part until the body ends, or until it is plain that the file is larger than allowed.
   *
   * @throws Setback if the file did not come whole; what came stays in the part
   */
  void fill(PartialFile part) throws Setback, InterruptedException {
    HttpResponse<Body> answer = send(request(part));
    try (Body body = answer.body()) {
      Fetcher.requireSafe(answer.uri());
      long total = open(part, answer);
      if (part.totalBytes() <= known.maxBytes()) {
        receive(part, body, total);
      }
    }
  }

  private HttpRequest request(PartialFile part) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(known.address())
            .header("User-Agent", "smile-detector")
            .header("Accept-Encoding", "identity");
    part.resumeValidator()
        .ifPresent(
            validator ->
                request
                    .header("Range", "bytes=" + part.size() + "-")
                    .header("If-Range", validator));
    return request.build();
  }

  private HttpResponse<Body> send(HttpRequest request) throws Setback, InterruptedException {
    CompletableFuture<HttpResponse<Body>> answer = client.sendAsync(request, head -> new Body());
    try {
      // The request's own time limit covers the body too since JDK 26, and a body may take long.
      return answer.get(limits.answer().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw Setback.passing("no answer came for " + limits.answer().toMillis() / 1000.0 + " s", e);
    } catch (ExecutionException e) {
      String why = Reason.of(e.getCause());
      throw isDistrust(e) ? Setback.lasting(why, e.getCause()) : Setback.passing(why, e.getCause());
    } finally {
      // Without effect once the answer is there.
      answer.cancel(true);
    }
  }

  private static boolean isDistrust(Throwable error) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }

  /**
   * Judges the head of an answer and makes the part ready for the body.
   *
   * @return size of the whole file, or {@link Progress#UNKNOWN}
   */
  private long open(PartialFile part, HttpResponse<?> answer) throws Setback, InterruptedException {
    requireUsable(part, answer);
    HttpHeaders head = answer.headers();
    if (answer.statusCode() == OK) {
      part.restart(Origin.of(known.address(), head));
      return part.totalBytes();
    }
    Optional<ContentRange> range = head.firstValue("Content-Range").flatMap(ContentRange::parse);
    Optional<String> asked = part.resumeValidator();
    boolean changed = asked.isPresent() && isOther(head.firstValue("ETag"), asked.get());
    if (asked.isEmpty()
        || changed
        || !range.map(r -> r.follows(part.size(), part.totalBytes())).orElse(false)) {
      String found =
          "the answer's part does not fit: "
              + (asked.isEmpty() ? "the whole file" : "bytes " + part.size() + "-")
              + " was asked for, "
              + head.firstValue("Content-Range").orElse("nothing stated")
              + (changed ? " of a changed file" : "")
              + " came";
      part.clear();
      throw Setback.passing(found, null);
    }
    part.splice();
    return Math.max(range.get().totalBytes(), part.totalBytes());
  }

  /** A tag that is not the one we asked to be held against; dates have none to compare. */
  private static boolean isOther(Optional<String> tag, String validator) {
    return validator.startsWith("\"") && tag.isPresent() && !tag.get().equals(validator);
  }

  private static void requireUsable(PartialFile part, HttpResponse<?> answer)
      throws Setback, InterruptedException {
    int status = answer.statusCode();
    String found = answer.uri() + " answered with status " + status;
    if (status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS || status / 100 == 5) {
      throw Setback.busy(found, retryAfter(answer.headers()));
    }
    if (status == RANGE_NOT_SATISFIABLE && part.size() > 0) {
      part.clear();
      throw Setback.passing(found, null);
    }
    if (status / 100 == 3) {
      throw Setback.lasting(
          found
              + ": a redirect to "
              + answer.headers().firstValue("Location").orElse("nowhere")
              + " that is not followed, for it leads away from https or is one of too many",
          null);
    }
    if (status != OK && status != PARTIAL) {
      throw Setback.lasting(found + " instead of 200", null);
    }
    String encoding = answer.headers().firstValue("Content-Encoding").orElse("identity");
    if (!encoding.toLowerCase(Locale.ROOT).equals("identity")) {
      throw Setback.lasting(
          answer.uri()
              + " answered with the file encoded ("
              + encoding
              + ") though it was asked for as it is; perhaps a proxy does that",
          null);
    }
  }

  private static Optional<Duration> retryAfter(HttpHeaders head) {
    Optional<String> value = head.firstValue("Retry-After").map(String::strip);
    if (value.isPresent() && value.get().matches("\\d{1,9}")) {
      return value.map(v -> Duration.ofSeconds(Long.parseLong(v)));
    }
    return value.flatMap(Origin::date).map(when -> Duration.between(Instant.now(), when));
  }

  private void receive(PartialFile part, Body body, long total)
      throws Setback, InterruptedException {
    progress.reached(part.size(), total);
    try {
      for (Optional<List<ByteBuffer>> piece = body.next(limits.stall());
          piece.isPresent();
          piece = body.next(limits.stall())) {
        for (ByteBuffer bytes : piece.get()) {
          part.append(bytes);
        }
        if (part.size() > known.maxBytes()) {
          return;
        }
        progress.reached(part.size(), total);
      }
    } catch (IOException e) {
      throw Setback.passing("the body broke off " + at(part, total) + ": " + Reason.of(e), e);
    }
    if (total >= 0 && part.size() != total) {
      String found = "the body ended " + at(part, total);
      if (part.size() > total) {
        part.clear();
      }
      throw Setback.passing(found, null);
    }
  }

  private static String at(PartialFile part, long total) {
    return "after " + part.size() + (total < 0 ? "" : " of " + total) + " bytes";
  }
}
