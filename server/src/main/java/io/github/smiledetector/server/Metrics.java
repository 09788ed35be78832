package io.github.smiledetector.server;

import io.github.smiledetector.DetectionQueue;
import io.github.smiledetector.action.ActionOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.IntSupplier;

/** What a server counts and times, for Prometheus. Nothing of it is about a person. Thread-safe. */
final class Metrics {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Counter pictures;
  private final Counter faces;
  private final Counter openings;

  Metrics(DetectionQueue queue) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    Gauge.builder("smile.queue.waiting", queue, DetectionQueue::waiting)
        .description("Pictures that wait for a worker")
        .register(registry);
    Gauge.builder("smile.queue.working", queue, DetectionQueue::working)
        .description("Pictures that are worked on")
        .register(registry);
    pictures =
        Counter.builder("smile.pictures").description("Pictures answered").register(registry);
    faces = Counter.builder("smile.faces").description("Faces in them").register(registry);
    openings =
        Counter.builder("smile.gate.openings").description("Openings of gates").register(registry);
  }

  /** How much bodies take. */
  void bodies(IntSupplier heldBytes) {
    Gauge.builder("smile.bodies.bytes", heldBytes, IntSupplier::getAsInt)
        .description("Bytes of bodies in memory")
        .baseUnit("bytes")
        .strongReference(true)
        .register(registry);
  }

  /** A request was answered. */
  void request(String route, int status, double millis) {
    Timer.builder("smile.requests")
        .description("Requests, from their headers to their answer")
        .tag("route", route)
        .tag("status", Integer.toString(status))
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(Duration.ofNanos(Math.round(millis * 1e6)));
  }

  /** A request was refused. */
  void problem(Problem.Kind kind) {
    Counter.builder("smile.problems")
        .description("Requests and messages that were not answered as asked")
        .tag("kind", kind.label())
        .register(registry)
        .increment();
  }

  /** A picture was answered. */
  void picture(int facesSeen) {
    pictures.increment();
    faces.increment(facesSeen);
  }

  /** What became of a stream's frame, in a word. */
  void frame(String outcome) {
    Counter.builder("smile.frames")
        .description("Frames of streams, by what became of them")
        .tag("outcome", outcome)
        .register(registry)
        .increment();
  }

  /** A gate has opened. */
  void opening() {
    openings.increment();
  }

  /** An action that followed from an opening has ended. */
  void action(String name, ActionOutcome.Result outcome) {
    Counter.builder("smile.actions")
        .description("Actions that followed from openings, by how they ended")
        .tag("name", name)
        .tag("outcome", outcome.label())
        .register(registry)
        .increment();
  }

  /** Counts streams whenever it is asked. */
  void streams(IntSupplier open) {
    Gauge.builder("smile.streams", open, IntSupplier::getAsInt)
        .description("Streams that are open")
        .strongReference(true)
        .register(registry);
  }

  /** Everything, in Prometheus's text format. */
  String text() {
    return registry.scrape();
  }

  PrometheusMeterRegistry registry() {
    return registry;
  }
}
