package io.github.smiledetector.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.smiledetector.DetectionQueue;
import io.github.smiledetector.DetectorOptions;
import io.github.smiledetector.SmileDetector;
import io.github.smiledetector.action.GateAction;
import io.github.smiledetector.error.OptionException;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.http.NotFoundResponse;
import io.javalin.router.Endpoint;
import jakarta.servlet.http.HttpServletRequest;
import java.net.BindException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.component.LifeCycle;

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

  /** Without a token, so that whoever watches over the server and whoever opens its page get in. */
  private static final Set<String> PUBLIC = Set.of("/", "/healthz", "/readyz", "/openapi.json");

  private static final List<String> FOLDERS = List.of("/page/", "/samples/");

  /**
   * They say how the server is while it stops, too, and under any name: orchestrators ask by
   * address. A word is all that a stranger gets there.
   */
  private static final Set<String> WATCHED = Set.of("/healthz", "/readyz");

  /** Their names are logged; others may be anything. */
  private static final Set<HandlerType> METHODS = Set.copyOf(HandlerType.commonHttp());

  private static final int DRAINING_STEP_MILLIS = 5;

  /** So many connections may come at once; further ones have to knock again. */
  private static final int ACCEPT_QUEUE = 1024;

  /** How long a connection may be silent between requests. */
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** The same while the server stops. */
  private static final Duration SHUTDOWN_IDLE = Duration.ofMillis(200);

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
  private final PageFiles files = new PageFiles();
  private final ProtocolErrors protocolErrors;
  private final Javalin javalin;
  private final AtomicInteger underWay = new AtomicInteger();
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
        new DetectionQueue(detector, workers, workers * options.limits().picturesPerWorker());
    this.access = new Access(options);
    this.metrics = new Metrics(queue);
    this.problems = new Problems(log, metrics);
    this.protocolErrors = new ProtocolErrors(log, metrics);
    this.pictures =
        new PictureRoutes(detector, queue, options.limits(), metrics, problems, this::onItsThreads);
    metrics.bodies(pictures::heldBytes);
    this.keeper =
        new Gatekeeper(options.gate(), options.gateName(), actions, metrics, log, System::nanoTime);
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
      server.javalin.start();
    } catch (RuntimeException e) {
      server.pictures.close();
      server.queue.close();
      server.keeper.close();
      throw cannotListen(options, e);
    }
    log.event("started", Map.of("address", server.address().toString()));
    if (server.access.takesAnyName() && !server.access.needsToken()) {
      log.warning(
          "any-name",
          "there is neither a token nor a name, so that pages of other sites can ask this server"
              + " under a name of theirs that leads to it. Say what it is called (--name), and"
              + " other names are refused");
    }
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

  /**
   * Takes nothing more, answers what it has taken, and ends. Meanwhile it still says, to whoever
   * asks, that it is about to stop. A second call does nothing.
   */
  @Override
  public void close() {
    if (draining) {
      return;
    }
    draining = true;
    log.event("draining", Map.of("requests", underWay.get()));
    streams.drain(options.limits().drain());
    awaitAnswers();
    javalin.stop();
    pictures.close();
    queue.close();
    keeper.close();
    log.event("stopped", Map.of());
  }

  private void awaitAnswers() {
    long end = System.nanoTime() + options.limits().drain().toNanos();
    try {
      while (underWay.get() > 0 && System.nanoTime() - end < 0) {
        Thread.sleep(DRAINING_STEP_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void onItsThreads(Runnable task) {
    javalin.jettyServer().threadPool().execute(task);
  }

  /** Bytes of bodies in memory. */
  int heldBytes() {
    return pictures.heldBytes();
  }

  /** Requests that are taken and not answered. */
  int underWay() {
    return underWay.get();
  }

  /** For tests. */
  Javalin javalin() {
    return javalin;
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads =
        Runtime.version().feature() >= LEAST_JAVA_WITH_VIRTUAL_THREADS;
    config.http.prefer405over404 = true;
    config.appData(Sender.PATIENCE, options.limits().bodyPatience());
    config.http.maxRequestSize = options.limits().maxBodyBytes();
    config.jetty.modifyServer(
        server -> {
          server.setStopTimeout(options.limits().drain().toMillis());
          server.setHandler(new GracefulHandler());
          server.setErrorHandler(protocolErrors);
          server.addBean(new NetworkConnectionLimit(options.limits().maxConnections(), server));
        });
    config.jetty.modifyServletContextHandler(
        handler -> {
          handler.setErrorHandler(protocolErrors);
          handler.addServlet(new Handshakes(streams, problems, this::admitStream), Streams.PATH);
        });
    config.jetty.addConnector(this::connector);
    config.requestLogger.http(this::answered);
    config.routes.before(this::admit);
    config.routes.exception(Exception.class, this::failed);
    // The library has an answer of its own for these otherwise.
    config.routes.exception(HttpResponseException.class, this::failed);
    config.routes.post("/v1/smiles", pictures::one);
    config.routes.post("/v1/smiles:batch", pictures::batch);
    get(
        config,
        "/v1/limits",
        context -> json(context, InfoRoutes.limits(detectorOptions, options.limits(), workers)));
    get(config, "/v1/model", context -> json(context, InfoRoutes.model(detector)));
    get(config, "/openapi.json", context -> files.send(context, "", "openapi.json"));
    get(config, "/", context -> files.send(cached(context, "no-cache"), "page/", "index.html"));
    get(
        config,
        "/page/{file}",
        context -> files.send(cached(context, "no-cache"), "page/", context.pathParam("file")));
    get(
        config,
        "/samples/{file}",
        context ->
            files.send(cached(context, "max-age=3600"), "samples/", context.pathParam("file")));
    get(config, "/healthz", context -> text(context, "ok\n"));
    get(
        config,
        "/readyz",
        context -> text(context.status(draining ? 503 : 200), draining ? "draining\n" : "ok\n"));
    get(
        config,
        "/metrics",
        context -> Sender.answer(context, Metrics.CONTENT_TYPE, metrics.text().getBytes(UTF_8)));
  }

  /** HEAD too: the library answers it with 200 wherever GET has a route, and asks nobody. */
  private static void get(JavalinConfig config, String path, Handler handler) {
    config.routes.get(path, handler);
    config.routes.head(path, handler);
  }

  private Connector connector(Server server, HttpConfiguration http) {
    http.setSendServerVersion(false);
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(options.host());
    connector.setPort(options.port());
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    connector.setIdleTimeout(IDLE.toMillis());
    connector.setShutdownIdleTimeout(SHUTDOWN_IDLE.toMillis());
    Connections connections = new Connections(options.limits(), connector.getScheduler());
    connector.addBean(connections);
    connector.addEventListener(
        new LifeCycle.Listener() {
          @Override
          public void lifeCycleStarted(LifeCycle started) {
            connections.run();
          }
        });
    return connector;
  }

  private void admit(Context context) {
    requireMay(context);
    underWay.incrementAndGet();
    // The library's log of requests is not called where answering one breaks off.
    Request.addCompletionListener(
        ServletContextRequest.getServletContextRequest(context.req()),
        error -> underWay.decrementAndGet());
  }

  private void admitStream(HttpServletRequest request) {
    access.requireOurName(request.getHeader("Host"));
    access.requireOurPage(request.getHeader("Host"), request.getHeader("Origin"));
    access.requireToken(
        request.getHeader("Authorization"), request.getHeader(Streams.PROTOCOL_HEADER));
    if (draining) {
      throw new Refusal(Problem.draining());
    }
  }

  private void requireMay(Context context) {
    context.header(Requests.ID_HEADER, Requests.id(context));
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Referrer-Policy", "no-referrer");
    context.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    boolean watching = WATCHED.contains(context.path());
    if (!watching) {
      access.requireOurName(context.header("Host"));
    }
    access.requireOurPage(context.header("Host"), context.header("Origin"));
    if (!isPublic(context.path())) {
      access.requireToken(context.header("Authorization"), null);
    }
    if (draining && !watching) {
      throw new Refusal(Problem.draining());
    }
  }

  private static boolean isPublic(String path) {
    return PUBLIC.contains(path) || FOLDERS.stream().anyMatch(path::startsWith);
  }

  private void failed(Exception error, Context context) {
    if (!(error instanceof MethodNotAllowedResponse)) {
      pictures.refuse(context, told(error));
      return;
    }
    String allowed = allowed(context.path());
    context.header("Allow", allowed);
    if (context.method().equals(HandlerType.OPTIONS)) {
      context.status(204);
    } else {
      pictures.refuse(
          context,
          new Refusal(Problem.Kind.METHOD_NOT_ALLOWED, "this path takes " + allowed + " alone"));
    }
  }

  private String allowed(String path) {
    List<String> methods = new ArrayList<>();
    if (javalin.unsafe.internalRouter.hasHttpHandlerEntry(HandlerType.GET, path)) {
      methods.addAll(List.of("GET", "HEAD"));
    }
    if (javalin.unsafe.internalRouter.hasHttpHandlerEntry(HandlerType.POST, path)) {
      methods.add("POST");
    }
    methods.add("OPTIONS");
    return String.join(", ", methods);
  }

  /** The problem in what the library throws of its own. */
  private static Throwable told(Exception error) {
    if (error instanceof NotFoundResponse) {
      return new Refusal(
          Problem.Kind.NOT_FOUND,
          "there is nothing at this path; /openapi.json lists what there is");
    }
    if (error instanceof HttpResponseException response && response.getStatus() < 500) {
      return new Refusal(Problem.Kind.BAD_REQUEST, "that is not a request in HTTP's form");
    }
    return error;
  }

  private void answered(Context context, Float millis) {
    String route = route(context);
    metrics.request(route, context.statusCode(), millis);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("request", Requests.id(context));
    fields.put("method", METHODS.contains(context.method()) ? context.method().name() : "other");
    fields.put("route", route);
    fields.put("status", context.statusCode());
    fields.put("millis", Math.round(millis * 10) / 10.0);
    log.event("request", fields);
  }

  /** Never what a client wrote, which may be anything, and as much of it as it likes. */
  private static String route(Context context) {
    Endpoint matched = context.endpoints().matchedHttpEndpoint();
    return matched == null ? "none" : matched.path;
  }

  private static Context cached(Context context, String howLong) {
    return context.header("Cache-Control", howLong);
  }

  private static void json(Context context, Object value) {
    Sender.answer(context, "application/json", Json.bytes(value));
  }

  private static void text(Context context, String text) {
    Sender.answer(context, "text/plain; charset=utf-8", text.getBytes(UTF_8));
  }
}
