package io.github.smiledetector.server;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What happens, a JSON object a line. Never a picture, and nothing of what was seen in one.
 * Thread-safe.
 */
public final class EventLog {
  private final PrintStream out;

  /**
   * @param out where lines go; not closed
   */
  public EventLog(PrintStream out) {
    this.out = out;
  }

  /** Says that something happened. */
  void event(String event, Map<String, ?> fields) {
    write("info", event, fields);
  }

  /** Says what whoever runs the server should think about. */
  void warning(String event, String detail) {
    write("warn", event, Map.of("detail", detail));
  }

  /** Says that something went wrong that is not a client's fault. */
  void fault(String event, Map<String, ?> fields, Throwable cause) {
    StringWriter trace = new StringWriter();
    cause.printStackTrace(new PrintWriter(trace));
    Map<String, Object> all = new LinkedHashMap<>(fields);
    all.put("cause", String.valueOf(cause));
    all.put("trace", trace.toString());
    write("error", event, all);
  }

  private void write(String level, String event, Map<String, ?> fields) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("time", Instant.now().toString());
    line.put("level", level);
    line.put("event", event);
    line.putAll(fields);
    String text = Json.text(line);
    synchronized (out) {
      out.println(text);
    }
  }
}
