package io.github.smiledetector.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.smiledetector.error.OptionException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;

/**
 * Sends the event's JSON to an address when a gate opens, signed as Standard Webhooks 1.0 has it:
 * {@code webhook-id} is the event's id, the same in all tries, {@code webhook-timestamp} the try's
 * time in seconds since 1970, and {@code webhook-signature} is {@code v1,} and the Base64 of
 * HMAC-SHA256 over {@code id.timestamp.body}.
 *
 * <p>A status of 200 to 299 ends it well. A connection that fails, no answer in the time for a try,
 * 408, 429 and 500 to 599 lead to another try after a short pause, with the event's lifetime as the
 * end. Every other answer is final, redirects too, which are not followed, and so is a certificate
 * that Java does not trust: nothing is sent then. The receiver may see a try of which this side has
 * seen no answer: it has to know an id that it has seen, and should refuse a timestamp in the body
 * that is older than the lifetime.
 *
 * <p>Thread-safe; events are sent side by side. Messages name the receiver's host alone, for the
 * rest of an address may be secret.
 */
public final class WebhookAction implements GateAction {
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 1000;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;

  private final URI address;
  private final WebhookSecret secret;
  private final WebhookOptions options;
  private final Executor threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "gate webhook");
            thread.setDaemon(true);
            return thread;
          });
  private final HttpClient client;
  private final Object lock = new Object();
  private CompletableFuture<?> underWay = completedFuture(null);
  private boolean closed;

  /**
   * With the usual options.
   *
   * @see #WebhookAction(URI, String, WebhookOptions)
   */
  public WebhookAction(URI address, String secret) {
    this(address, secret, WebhookOptions.DEFAULT);
  }

  /**
   * @param address where events go: https, or http to {@code localhost}, {@code 127.*} and {@code
   *     [::1]}, or to anywhere if the options say so
   * @param secret {@code whsec_} and 24 to 64 bytes in Base64
   * @throws OptionException if the address or the secret is something else
   */
  public WebhookAction(URI address, String secret, WebhookOptions options) {
    this.address = address;
    this.options = Objects.requireNonNull(options, "options");
    requireUsable(address, options);
    this.secret = WebhookSecret.parse(secret);
    client =
        HttpClient.newBuilder()
            .executor(threads)
            .followRedirects(HttpClient.Redirect.NEVER)
            // Over http, an offer of HTTP/2 would be one more thing for a small receiver to refuse.
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(options.tryTime())
            .build();
  }

  private static void requireUsable(URI address, WebhookOptions options) {
    String scheme = Objects.toString(address.getScheme(), "").toLowerCase(Locale.ROOT);
    String host = address.getHost();
    if (host == null || !(scheme.equals("https") || scheme.equals("http"))) {
      throw new OptionException(
          "a webhook's address is an https address with a host, such as"
              + " https://gate.example/opened; this one is not");
    }
    if (address.getRawUserInfo() != null) {
      throw new OptionException(
          "the webhook's address at "
              + host
              + " has a user name or password in it, which are not sent; the signature says who"
              + " calls");
    }
    if (scheme.equals("http") && !options.plainHttp() && !isThisMachine(host)) {
      throw new OptionException(
          "the webhook's address at "
              + host
              + " is plain http, which is taken for this machine alone; use https, or allow plain"
              + " http explicitly");
    }
  }

  /** By the word alone: what a name resolves to may change. */
  private static boolean isThisMachine(String host) {
    return host.equalsIgnoreCase("localhost")
        || host.equals("[::1]")
        || host.matches("127(\\.\\d{1,3}){3}");
  }

  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public CompletableFuture<ActionOutcome> act(GateEvent event) {
    synchronized (lock) {
      if (closed) {
        return completedFuture(ActionOutcome.failed("closed: no webhook is sent any more"));
      }
      // Composed, so that a fault ends up in the outcome, wherever it happens.
      CompletableFuture<ActionOutcome> outcome =
          completedFuture(event)
              .thenCompose(sent -> new Delivery(sent).go())
              .exceptionally(fault -> ActionOutcome.failed("a fault of this program: " + fault));
      underWay = CompletableFuture.allOf(underWay, outcome);
      return outcome.copy();
    }
  }

  /**
   * What a try has come to.
   *
   * @param end present if there is to be no other
   * @param found what was found otherwise
   * @param pause that the receiver has asked for
   */
  private record Verdict(Optional<ActionOutcome> end, String found, Duration pause) {
    static Verdict done(String found) {
      return new Verdict(Optional.of(ActionOutcome.done(found)), found, Duration.ZERO);
    }

    static Verdict failed(String found) {
      return new Verdict(Optional.of(ActionOutcome.failed(found)), found, Duration.ZERO);
    }

    static Verdict again(String found, Duration pause) {
      return new Verdict(Optional.empty(), found, pause);
    }
  }

  /** The tries of one event. */
  private final class Delivery {
    private final GateEvent event;
    private final byte[] body;
    private final Deadline deadline;

    Delivery(GateEvent event) {
      this.event = event;
      body = event.json().getBytes(UTF_8);
      deadline = Deadline.of(event);
    }

    CompletableFuture<ActionOutcome> go() {
      return deadline.isOver()
          ? completedFuture(
              ActionOutcome.tooLate("the opening's lifetime was over before anything was sent"))
          : attempt(1);
    }

    private CompletableFuture<ActionOutcome> attempt(int number) {
      Duration limit = Deadline.min(deadline.left(), options.tryTime());
      CompletableFuture<HttpResponse<Drain>> answer =
          client.sendAsync(request(), head -> new Drain());
      // The request's own time limit leaves out the look-up of the host's name.
      return answer
          .copy()
          .orTimeout(limit.toNanos(), NANOSECONDS)
          .handleAsync(
              (response, error) -> {
                // Without effect once the answer is there.
                answer.cancel(true);
                return error == null ? judge(response, number) : judge(error, limit);
              },
              threads)
          .thenCompose(
              verdict ->
                  verdict
                      .end()
                      .map(CompletableFuture::completedFuture)
                      .orElseGet(() -> tryAgain(verdict, number)));
    }

    private HttpRequest request() {
      long seconds = Instant.now().getEpochSecond();
      return HttpRequest.newBuilder(address)
          .header("Content-Type", "application/json")
          .header("User-Agent", "smile-detector")
          .header("webhook-id", event.id())
          .header("webhook-timestamp", Long.toString(seconds))
          .header("webhook-signature", secret.sign(event.id(), seconds, body))
          .POST(BodyPublishers.ofByteArray(body))
          .build();
    }

    private Verdict judge(HttpResponse<Drain> response, int number) {
      CompletableFuture.delayedExecutor(options.tryTime().toNanos(), NANOSECONDS, Runnable::run)
          .execute(response.body()::end);
      int status = response.statusCode();
      String found = address.getHost() + " answered with status " + status;
      if (status / 100 == 2) {
        return Verdict.done(found + (number == 1 ? "" : " at try " + number));
      }
      if (status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS || status / 100 == 5) {
        return Verdict.again(found, retryAfter(response));
      }
      return Verdict.failed(
          found + (status / 100 == 3 ? ", a redirect, which is not followed" : ""));
    }

    private Verdict judge(Throwable error, Duration limit) {
      Throwable cause = error instanceof CompletionException ? error.getCause() : error;
      if (cause instanceof TimeoutException) {
        return Verdict.again(
            address.getHost() + " did not answer for " + limit.toMillis() / 1000.0 + " s",
            Duration.ZERO);
      }
      if (isDistrust(error)) {
        return Verdict.failed(
            "the certificate of "
                + address.getHost()
                + " is not trusted: "
                + last(cause).getMessage()
                + "; nothing was sent");
      }
      return Verdict.again(
          "the connection to " + address.getHost() + " failed: " + reason(cause), Duration.ZERO);
    }

    private CompletableFuture<ActionOutcome> tryAgain(Verdict verdict, int number) {
      long doubled = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(number - 1, 10));
      Duration own =
          Duration.ofMillis(ThreadLocalRandom.current().nextLong(doubled / 2, doubled + 1));
      Duration pause = own.compareTo(verdict.pause()) > 0 ? own : verdict.pause();
      ActionOutcome tooLate =
          ActionOutcome.tooLate(
              verdict.found() + "; the opening's lifetime leaves no time for another try");
      if (pause.compareTo(deadline.left()) >= 0) {
        return completedFuture(tooLate);
      }
      return CompletableFuture.runAsync(
              () -> {}, CompletableFuture.delayedExecutor(pause.toNanos(), NANOSECONDS, threads))
          // A pause may last longer than it should.
          .thenCompose(
              paused -> deadline.isOver() ? completedFuture(tooLate) : attempt(number + 1));
    }
  }

  /** Only seconds: an opening does not outlast what is given as a date. */
  private static Duration retryAfter(HttpResponse<?> response) {
    Optional<String> value = response.headers().firstValue("Retry-After").map(String::strip);
    return value
        .filter(text -> text.matches("\\d{1,9}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .orElse(Duration.ZERO);
  }

  private static boolean isDistrust(Throwable error) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }

  /** The network client often leaves the message out, and hides the reason in a cause. */
  private static String reason(Throwable error) {
    String kind = error.getClass().getSimpleName();
    String told = error.getMessage() == null ? kind : kind + ": " + error.getMessage();
    Throwable last = last(error);
    return last == error ? told : told + " (" + last.getClass().getSimpleName() + ")";
  }

  private static Throwable last(Throwable error) {
    Throwable last = error;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return last;
  }

  @Override
  public void close() {
    CompletableFuture<?> rest;
    synchronized (lock) {
      closed = true;
      rest = underWay;
    }
    Waiting.untilEnd(rest, () -> {});
  }
}
