package io.github.smiledetector.fetch;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where fetched files are kept between runs, by the rules of the XDG base directories: {@code
 * $SMILE_CACHE} if set, else {@code $XDG_CACHE_HOME/smile-detector}, else {@code
 * ~/.cache/smile-detector}. Everything in it can be fetched again.
 */
public final class Cache {
  private Cache() {}

  /** The cache folder of this process; it may not exist yet. */
  public static Path folder() {
    return folder(System.getenv(), System.getProperty("user.home"));
  }

  static Path folder(Map<String, String> environment, String home) {
    String own = environment.getOrDefault("SMILE_CACHE", "");
    if (!own.isBlank()) {
      return Path.of(own).toAbsolutePath();
    }
    String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
    // The XDG specification says that a relative path there is to be ignored.
    if (!shared.isBlank() && Path.of(shared).isAbsolute()) {
      return Path.of(shared, "smile-detector");
    }
    return Path.of(home, ".cache", "smile-detector");
  }
}
