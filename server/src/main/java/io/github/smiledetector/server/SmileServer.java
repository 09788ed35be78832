package io.github.smiledetector.server;

import io.github.smiledetector.DetectionQueue;
import io.github.smiledetector.DetectorOptions;
import io.github.smiledetector.SmileDetector;
import io.github.smiledetector.action.GateAction;
import io.github.smiledetector.error.OptionException;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.staticfiles.Location;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.server.handler.GracefulHandler;

/**
 * Answers smile detection over HTTP, for many clients with one detector.
 *
 * <pre>{@code
 * DetectorOptions seeing = DetectorOptions.DEFAULT.withSeenAtPx(320);
 * try (SmileDetector detector = SmileDetector.open(seeing);
 *     SmileServer server = SmileServer.start(detector, seeing, ServerOptions.DEFAULT, log)) {
 *   System.out.println(server.address());
 *   ...
 * }
 * }</pre>
 *
 * <p>docs/server.md says what can be asked and what comes back. Thread-safe.
 */
public final class SmileServer implements AutoCloseable {
  private static final int LEAST_JAVA_WITH_VIRTUAL_THREADS = 21;
  private static final String HERE = "/io/github/smiledetector/server";

  /** Without a token, so that whoever watches over the server and whoever opens its page get in. */
  private static final Set<String> PUBLIC = Set.of("/", "/healthz", "/readyz", "/openapi.json");

  /** Nothing but our own files, nothing inline, in nobody's frame. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
          + " media-src 'self' blob:; connect-src 'self'; form-action 'none'; base-uri 'none';"
          + " frame-ancestors 'none'";

  private final SmileDetector detector;
  private final DetectorOptions detectorOptions;
  private final ServerOptions options;
  private final DetectionQueue queue;
  private final Access access;
  private final Metrics metrics;
  private final Problems problems;
  private final PictureRoutes pictures;
  private final Gatekeeper keeper;
  private final Streams streams;
  private final EventLog log;
  private final Javalin javalin;
  private final int workers;
  private volatile boolean draining;

  private SmileServer(
      SmileDetector detector,
      DetectorOptions detectorOptions,
      ServerOptions options,
      EventLog log,
      List<? extends GateAction> actions) {
    this.detector = detector;
    this.detectorOptions = detectorOptions;
    this.options = options;
    this.log = log;
    this.workers =
        detectorOptions.threads() == 0
            ? Runtime.getRuntime().availableProcessors()
            : detectorOptions.threads();
    this.queue =
        new DetectionQueue(detector, workers, workers * options.limits().waitingPerWorker());
    this.access = new Access(options);
    this.metrics = new Metrics(queue);
    this.problems = new Problems(log, metrics);
    this.pictures = new PictureRoutes(detector, queue, options.limits(), metrics, problems);
    this.keeper = new Gatekeeper(options.gate(), actions, metrics, log, System::nanoTime);
    this.streams = new Streams(detector, queue, options.limits(), keeper, metrics, problems, log);
    this.javalin = Javalin.create(this::configure);
  }

  /**
   * Starts a server whose gates set nothing off.
   *
   * @see #start(SmileDetector, DetectorOptions, ServerOptions, EventLog, List)
   */
  public static SmileServer start(
      SmileDetector detector,
      DetectorOptions detectorOptions,
      ServerOptions options,
      EventLog log) {
    return start(detector, detectorOptions, options, log, List.of());
  }

  /**
   * Starts a server.
   *
   * @param detector answers; stays the caller's, to be closed after the server
   * @param detectorOptions that it was opened with
   * @param options where it listens and whom it answers
   * @param log where it says what happens
   * @param actions what happens when a stream's gate opens. The server closes them when it is
   *     closed, or does not start. If there are any, the server's own gate options hold, whatever
   *     clients ask for, and its cooldown over all streams
   * @throws OptionException if it cannot listen there
   */
  public static SmileServer start(
      SmileDetector detector,
      DetectorOptions detectorOptions,
      ServerOptions options,
      EventLog log,
      List<? extends GateAction> actions) {
    SmileServer server = new SmileServer(detector, detectorOptions, options, log, actions);
    try {
      server.javalin.start(options.host(), options.port());
    } catch (RuntimeException e) {
      server.queue.close();
      server.keeper.close();
      throw cannotListen(options, e);
    }
    log.event("started", Map.of("address", server.address().toString()));
    return server;
  }

  private static RuntimeException cannotListen(ServerOptions options, RuntimeException error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return new OptionException(
            "cannot listen on "
                + options.host()
                + ", port "
                + options.port()
                + ": "
                + cause.getMessage()
                + ". Name another one (--port)",
            error);
      }
    }
    return error;
  }

  /** Where it answers. */
  public URI address() {
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    return URI.create("http://" + host + ":" + javalin.port() + "/");
  }

  Metrics metrics() {
    return metrics;
  }

  /** Takes nothing more, answers what it has taken, and ends. A second call does nothing. */
  @Override
  public void close() {
    if (draining) {
      return;
    }
    draining = true;
    streams.drain(options.limits().drain());
    javalin.stop();
    queue.close();
    keeper.close();
    log.event("stopped", Map.of());
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads =
        Runtime.version().feature() >= LEAST_JAVA_WITH_VIRTUAL_THREADS;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = options.limits().maxBodyBytes();
    config.jetty.modifyServer(
        server -> {
          server.setStopTimeout(options.limits().drain().toMillis());
          server.setHandler(new GracefulHandler());
        });
    config.jetty.modifyServletContextHandler(
        handler ->
            handler.addServlet(new Handshakes(streams, problems, this::admitStream), Streams.PATH));
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    config.staticFiles.add(
        files -> {
          files.hostedPath = "/page";
          files.directory = HERE + "/page";
          files.location = Location.CLASSPATH;
          files.headers = Map.of("Cache-Control", "no-cache");
        });
    config.staticFiles.add(
        files -> {
          files.hostedPath = "/samples";
          files.directory = HERE + "/samples";
          files.location = Location.CLASSPATH;
          files.headers = Map.of("Cache-Control", "max-age=3600");
        });
    config.requestLogger.http(this::answered);
    config.routes.before(this::admit);
    config.routes.exception(
        Exception.class, (error, context) -> problems.write(context, told(error)));
    config.routes.post("/v1/smiles", pictures::one);
    config.routes.post("/v1/smiles:batch", pictures::batch);
    config.routes.get(
        "/v1/limits",
        context -> json(context, InfoRoutes.limits(detectorOptions, options.limits(), workers)));
    config.routes.get("/v1/model", context -> json(context, InfoRoutes.model(detector)));
    config.routes.get("/", SmileServer::page);
    config.routes.get("/healthz", context -> context.result("ok\n"));
    config.routes.get(
        "/readyz",
        context -> context.status(draining ? 503 : 200).result(draining ? "draining\n" : "ok\n"));
    config.routes.get(
        "/metrics", context -> context.contentType(Metrics.CONTENT_TYPE).result(metrics.text()));
  }

  private void admit(Context context) {
    context.header(Requests.ID_HEADER, Requests.id(context));
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Referrer-Policy", "no-referrer");
    access.requireOurs(context.header("Host"), context.header("Origin"));
    if (!isPublic(context.path())) {
      access.requireToken(context.header("Authorization"), null);
    }
    requireServing();
  }

  private void admitStream(HttpServletRequest request) {
    access.requireOurs(request.getHeader("Host"), request.getHeader("Origin"));
    access.requireToken(
        request.getHeader("Authorization"), request.getHeader(Streams.PROTOCOL_HEADER));
    requireServing();
  }

  private void requireServing() {
    if (draining) {
      throw new Refusal(
          Problem.Kind.DRAINING,
          "the server is about to stop; try again, perhaps another answers",
          Map.of("retryAfterMillis", 1000));
    }
  }

  private static boolean isPublic(String path) {
    return PUBLIC.contains(path) || path.startsWith("/page/") || path.startsWith("/samples/");
  }

  /** The problem in what the library throws of its own. */
  private static Throwable told(Exception error) {
    if (error instanceof NotFoundResponse) {
      return new Refusal(
          Problem.Kind.NOT_FOUND,
          "there is nothing at this path; /openapi.json lists what there is");
    }
    if (error instanceof MethodNotAllowedResponse) {
      return new Refusal(Problem.Kind.METHOD_NOT_ALLOWED, "this path does not take this method");
    }
    if (error instanceof HttpResponseException response && response.getStatus() == 413) {
      return new Refusal(Problem.Kind.BODY_TOO_LARGE, "the body is larger than allowed");
    }
    return error;
  }

  private void answered(Context context, Float millis) {
    String route = context.endpoint().path;
    metrics.request(route, context.statusCode(), millis);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("request", Requests.id(context));
    fields.put("method", context.method().name());
    fields.put("path", context.path());
    fields.put("status", context.statusCode());
    fields.put("millis", Math.round(millis * 10) / 10.0);
    log.event("request", fields);
  }

  private static void page(Context context) throws IOException {
    try (InputStream index = SmileServer.class.getResourceAsStream(HERE + "/page/index.html")) {
      context
          .header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
          .header("Cache-Control", "no-cache")
          .contentType("text/html; charset=utf-8")
          .result(index.readAllBytes());
    }
  }

  private static void json(Context context, Object value) {
    context.contentType("application/json").result(Json.bytes(value));
  }
}
