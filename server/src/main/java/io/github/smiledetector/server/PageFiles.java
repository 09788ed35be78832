package io.github.smiledetector.server;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The files of the page and its samples, from the class path, read once. Thread-safe. */
final class PageFiles {
  private static final String HERE = "/io/github/smiledetector/server/";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+\\.([a-z0-9]+)");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "json", "application/json",
          "svg", "image/svg+xml",
          "png", "image/png",
          "jpg", "image/jpeg");

  private final Map<String, byte[]> known = new ConcurrentHashMap<>();

  /** Answers with a file. */
  void send(Context context, String folder, String name) {
    Optional<String> type = type(name);
    Optional<byte[]> file = type.flatMap(known -> file(folder + name));
    if (file.isEmpty()) {
      throw new NotFoundResponse();
    }
    Sender.answer(context, type.get(), file.get());
  }

  private static Optional<String> type(String name) {
    var parts = NAME.matcher(name);
    return parts.matches() ? Optional.ofNullable(TYPES.get(parts.group(1))) : Optional.empty();
  }

  private Optional<byte[]> file(String path) {
    byte[] cached = known.get(path);
    if (cached != null) {
      return Optional.of(cached);
    }
    try (InputStream in = PageFiles.class.getResourceAsStream(HERE + path)) {
      if (in == null) {
        return Optional.empty();
      }
      byte[] bytes = in.readAllBytes();
      known.put(path, bytes);
      return Optional.of(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }
}
