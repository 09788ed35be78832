package io.github.smiledetector.cli;

import io.github.smiledetector.classifier.Precision;
import io.github.smiledetector.cli.detect.CsvFormat;
import io.github.smiledetector.cli.detect.EarlierResults;
import io.github.smiledetector.cli.detect.Inputs;
import io.github.smiledetector.cli.detect.JsonFormat;
import io.github.smiledetector.cli.detect.ResultFormat;
import io.github.smiledetector.cli.detect.ResultWriter;
import io.github.smiledetector.cli.detect.TableFormat;
import io.github.smiledetector.error.OptionException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that say how and where results are written, and which are there already. */
final class ResultOptions {
  @ArgGroup private Format format = new Format();

  /** At most one of them. */
  private static final class Format {
    @Option(
        names = "--json",
        description =
            "One JSON object a line and picture: file, width, height, faces with box, score, probability and smiling; or file and error. docs/detect-output.md says all of it.")
    private boolean json;

    @Option(
        names = "--csv",
        description = "A row a face, for spreadsheets; a picture without faces has one row too.")
    private boolean csv;
  }

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Write results to this file, and show progress instead.")
  private Path out;

  @Option(
      names = "--resume-from",
      paramLabel = "FILE",
      description =
          "What an earlier run wrote with --json or --csv, cut off or not: pictures in it are left out, except those that failed. The same file as --out is gone on with.")
  private Path resumeFrom;

  /**
   * Checks them before anything is written.
   *
   * @param list of inputs, if it is a file
   * @param report null if none is asked for
   */
  void requireSense(Optional<Path> list, Path report) {
    requireNoPicture(out, "--out", "results.jsonl");
    requireNoPicture(report, "--report", "report.html");
    requireTwo("--out", out, "--files-from", list.orElse(null));
    requireTwo("--report", report, "--files-from", list.orElse(null));
    requireTwo("--out", out, "--report", report);
    requireTwo("--report", report, "--resume-from", resumeFrom);
    if (isOut(resumeFrom) && !format.json && !format.csv) {
      throw new OptionException(
          "--resume-from "
              + resumeFrom
              + " is --out too, and nothing can go on with a table: give --json or --csv");
    }
  }

  private static void requireTwo(String option, Path file, String otherOption, Path other) {
    if (isSame(file, other)) {
      throw new OptionException(
          option
              + " would write over "
              + otherOption
              + ": both name "
              + file
              + ". Name another file for one of them");
    }
  }

  /** False where one is null. What is no regular file, such as a terminal, can be used twice. */
  private static boolean isSame(Path file, Path other) {
    if (file == null || other == null) {
      return false;
    }
    try {
      if (Files.exists(file) && Files.exists(other)) {
        return Files.isRegularFile(file) && Files.isSameFile(file, other);
      }
      return whole(file).equals(whole(other));
    } catch (IOException e) {
      return false;
    }
  }

  private static Path whole(Path file) {
    return file.toAbsolutePath().normalize();
  }

  /** As in --out *.jpg, where the first photo would be lost. */
  private static void requireNoPicture(Path file, String option, String instead) {
    if (file != null && Inputs.isCalledAPicture(file)) {
      throw new OptionException(
          option + " would write over the picture " + file + ": name a file such as " + instead);
    }
  }

  /** Whether results go to a file, not to standard output. */
  boolean toFile() {
    return out != null;
  }

  /**
   * How they are written.
   *
   * @param fileWidth columns for files' names in a table
   * @param meaning what counts as a smile
   * @param precision of the network
   */
  ResultFormat format(int fileWidth, String meaning, Precision precision) {
    if (format.json) {
      return new JsonFormat(meaning, precision);
    }
    return format.csv ? new CsvFormat() : new TableFormat(fileWidth);
  }

  /** What is there already, if anything was named. */
  Optional<EarlierResults> earlier() {
    if (resumeFrom == null) {
      return Optional.empty();
    }
    if (!Files.exists(resumeFrom)) {
      if (isOut(resumeFrom)) {
        return Optional.empty(); // the first run of a command that is repeated until it is done
      }
      throw new OptionException("--resume-from: no such file: " + resumeFrom);
    }
    EarlierResults earlier = new EarlierResults(resumeFrom);
    if (isOut(resumeFrom) && earlier.isBegun() && !(earlier.isCsv() ? format.csv : format.json)) {
      throw new OptionException(
          resumeFrom
              + " holds "
              + (earlier.isCsv() ? "CSV: give --csv" : "JSON: give --json")
              + " to go on with it, or name another file for --out");
    }
    return Optional.of(earlier);
  }

  private boolean isOut(Path file) {
    return isSame(file, out);
  }

  /** Where writing goes on in a file that holds results: behind whole ones, over a half one. */
  private long start(Optional<EarlierResults> earlier) {
    return earlier.isPresent() && isOut(resumeFrom) ? earlier.get().wholeBytes() : 0;
  }

  /**
   * Opens the writer of results.
   *
   * @param standard output, where no file was named
   */
  ResultWriter writer(
      PrintWriter standard, Optional<EarlierResults> earlier, ResultFormat results) {
    if (out == null) {
      Writer to = standard instanceof StandardOutput output ? output.direct() : standard;
      ResultWriter writer = new ResultWriter(to, "standard output", Terminal.isPresent(), false);
      writer.write(results.header());
      return writer;
    }
    try {
      long start = start(earlier);
      ResultWriter writer =
          new ResultWriter(
              Channels.newWriter(openedAt(start), StandardCharsets.UTF_8),
              out.toString(),
              false,
              true);
      if (start == 0) {
        writer.write(results.header());
      }
      return writer;
    } catch (IOException e) {
      throw new OptionException("cannot write --out " + out + ": " + e, e);
    }
  }

  private FileChannel openedAt(long start) throws IOException {
    FileChannel channel =
        FileChannel.open(out, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      // A pipe has no places.
      if (Files.isRegularFile(out)) {
        channel.truncate(start);
        channel.position(start);
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }
}
