package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.fetch.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
  private final StringWriter written = new StringWriter();
  private final AtomicLong seconds = new AtomicLong();

  private ConsoleProgress progress(ConsoleProgress.Unit unit) {
    return new ConsoleProgress(
        "download",
        unit,
        new PrintWriter(written, true),
        false,
        () -> TimeUnit.SECONDS.toNanos(seconds.get()));
  }

  @Test
  void isSilentWhereNobodyWatchesAndWorkIsShort() {
    try (ConsoleProgress progress = progress(ConsoleProgress.Unit.PICTURES)) {
      for (int i = 0; i <= 9; i++) {
        seconds.set(i);
        progress.reached(i, 9);
      }
    }
    assertThat(written.toString()).isEmpty();
  }

  @Test
  void writesALineEveryTenSecondsOfLongWork() {
    try (ConsoleProgress progress = progress(ConsoleProgress.Unit.MEGABYTES)) {
      for (int i = 0; i <= 25; i++) {
        seconds.set(i);
        progress.reached(i * 1_000_000L, 27_500_000);
      }
    }
    assertThat(written.toString().lines())
        .containsExactly("download: 10.0 of 27.5 MB (36 %)", "download: 20.0 of 27.5 MB (72 %)");
  }

  @Test
  void doesWithoutATotal() {
    try (ConsoleProgress progress = progress(ConsoleProgress.Unit.PICTURES)) {
      seconds.set(10);
      progress.reached(12_345, Progress.UNKNOWN);
    }
    assertThat(written.toString().strip()).isEqualTo("download: 12,345 pictures");
  }
}
