package io.github.smiledetector.cli;

import io.github.smiledetector.fetch.Progress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows how far long work has come, on standard error: a bar on a terminal; elsewhere (a log, a
 * pipe) a plain line now and then, and nothing at all for work that is soon done.
 */
final class ConsoleProgress implements Progress, AutoCloseable {
  private static final long LINE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String task;
  private final Unit unit;
  private final PrintWriter lines;
  private final boolean terminal;
  private final LongSupplier nanos;
  private long lastLine;
  private ProgressBar bar;

  /** What is counted, and how users read it. */
  enum Unit {
    MEGABYTES(" MB", 1_000_000),
    PICTURES(" pictures", 1);

    private final String label;
    private final long size;

    Unit(String label, long size) {
      this.label = label;
      this.size = size;
    }

    String format(long n) {
      return size == 1
          ? String.format(Locale.ROOT, "%,d", n)
          : String.format(Locale.ROOT, "%.1f", (double) n / size);
    }
  }

  /**
   * @param task what is being done, in a word or three
   * @param unit what will be counted
   * @param err where plain lines go
   */
  ConsoleProgress(String task, Unit unit, PrintWriter err) {
    this(task, unit, err, Terminal.isPresent(), System::nanoTime);
  }

  ConsoleProgress(String task, Unit unit, PrintWriter lines, boolean terminal, LongSupplier nanos) {
    this.task = task;
    this.unit = unit;
    this.lines = lines;
    this.terminal = terminal;
    this.nanos = nanos;
    this.lastLine = nanos.getAsLong();
  }

  @Override
  public void reached(long done, long total) {
    if (terminal) {
      if (bar == null) {
        bar = bar(total);
      }
      bar.stepTo(done);
    } else if (nanos.getAsLong() - lastLine >= LINE_EVERY_NANOS) {
      lastLine = nanos.getAsLong();
      lines.println(line(done, total));
      lines.flush();
    }
  }

  private ProgressBar bar(long total) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(total)
        .setUnit(unit.label, unit.size)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        // Within its own line: other messages come in between.
        .setConsumer(new ConsoleProgressBarConsumer(System.err))
        .showSpeed()
        .build();
  }

  private String line(long done, long total) {
    String reached = task + ": " + unit.format(done);
    if (total <= 0) {
      return reached + unit.label;
    }
    return reached
        + " of "
        + unit.format(total)
        + unit.label
        + " ("
        + (int) (100 * done / total)
        + " %)";
  }

  /** Wipes the bar's line, for a message to stand there; the bar comes again below. */
  void makeRoom() {
    if (bar != null) {
      lines.print("\r\u001b[K");
    }
  }

  /** Ends the bar's line. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
