package io.github.smiledetector.cli;

import java.time.Duration;
import java.util.Locale;

/** Writes durations as people say them. */
final class Durations {
  private Durations() {}

  /** Such as {@code 8.2 s} or {@code 3 min 05 s}. */
  static String brief(Duration duration) {
    return duration.toMinutes() < 1
        ? String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0)
        : String.format(
            Locale.ROOT, "%d min %02d s", duration.toMinutes(), duration.toSecondsPart());
  }
}
