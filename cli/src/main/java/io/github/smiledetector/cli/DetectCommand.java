package io.github.smiledetector.cli;

import io.github.smiledetector.Cancellation;
import io.github.smiledetector.SmileDetector;
import io.github.smiledetector.cli.detect.Detection;
import io.github.smiledetector.cli.detect.EarlierResults;
import io.github.smiledetector.cli.detect.HtmlReport;
import io.github.smiledetector.cli.detect.Inputs;
import io.github.smiledetector.cli.detect.OutputFolder;
import io.github.smiledetector.cli.detect.ResultFormat;
import io.github.smiledetector.cli.detect.ResultWriter;
import io.github.smiledetector.cli.detect.Totals;
import io.github.smiledetector.cli.detect.VisibleText;
import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.fetch.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code smile detect}: the faces in photos, and whether each is smiling. */
@Command(
    name = "detect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Finds the faces in photos and says, for each, how probable it is that it is smiling.",
      "",
      "One line a face: where it lies (left, top, width and height in pixels), how sure the face finder is (score, 0 to 1), the smile probability and whether that reaches the threshold. Photos are read upright, as their EXIF data says: JPEG, PNG, BMP, TIFF, WebP, GIF.",
      "",
      "A photo that cannot be read does not stop the others: its error goes to the error stream, and the exit code is 3. The last line there is the totals.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smile detect party.jpg                       # a table",
      "  smile detect album --report album.html       # a page for the browser",
      "  smile detect album --csv --out album.csv     # for a spreadsheet",
      "  smile detect album --json --out a.jsonl --resume-from a.jsonl",
      "                                               # goes on where it was stopped",
      "  smile detect *.jpg --annotate seen           # copies with faces framed",
      "  smile detect *.jpg --json | jq 'select(.faces | any(.smiling)) | .file'",
      "  find . -name '*.jpg' -print0 | smile detect -0 --files-from - --csv",
      "  curl -s https://example.org/a.jpg | smile detect -",
      "  smile detect party.jpg --threshold 0.9       # only sure smiles",
      "  smile detect party.jpg --meaning broad       # only broad ones",
      "  smile detect party.jpg --model mine.smile    # from `smile export`"
    })
final class DetectCommand implements Callable<Integer> {
  private static final int TABLE_NAME_WIDTH = 40;

  @Mixin private NamedPhotos photos;
  @Mixin private ResultOptions results;

  @Option(
      names = "--annotate",
      paramLabel = "DIR",
      description =
          "Write a copy of each photo to this folder, as <name>.smiles.png, its faces framed and labelled: orange smiles, blue does not. Earlier copies are replaced, photos never.")
  private Path annotate;

  @Option(
      names = "--crops",
      paramLabel = "DIR",
      description =
          "Write each face to this folder, as <name>.face-<number>.png: the upright square that the model looks at, of at most 224 px.")
  private Path crops;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description =
          "Write a page for a browser: the photos small, with boxes, to sort and filter, and a threshold to try out. It is one file and asks nothing of any other place. Of more than 2,000 photos the first 2,000 are shown; its counts are of all.")
  private Path report;

  @Mixin private DetectorChoices choices;

  @Option(
      names = {"-q", "--quiet"},
      description = "Neither progress nor totals; errors are still told.")
  private boolean quiet;

  @Spec private CommandSpec spec;

  private PrintWriter err;

  @Override
  public Integer call() {
    err = spec.commandLine().getErr();
    photos.requireSense();
    results.requireSense(photos.listFile(), report);
    Cancellation cancellation = Cancellation.onRequest();
    return Interruption.during(() -> detectOrSayWhyNot(cancellation), cancellation::cancel);
  }

  /** Says what went wrong before the process is let end. */
  private int detectOrSayWhyNot(Cancellation cancellation) {
    try (InputStream list = photos.list()) {
      return detect(list, cancellation);
    } catch (IOException e) {
      return SmileCommand.report(
          new DataException("cannot close the list of files: " + e, e), spec.commandLine());
    } catch (RuntimeException e) {
      return SmileCommand.report(e, spec.commandLine());
    }
  }

  private int detect(InputStream list, Cancellation cancellation) {
    Optional<OutputFolder> copyFolder = folder(annotate, "--annotate");
    Optional<OutputFolder> cropFolder = folder(crops, "--crops");
    Inputs inputs =
        photos.inputs(
            list,
            Stream.concat(copyFolder.stream(), cropFolder.stream())
                .map(OutputFolder::path)
                .toList());
    Optional<EarlierResults> earlier = results.earlier();
    Totals totals = new Totals();
    Detection.End end;
    try (SmileDetector detector = SmileDetector.open(choices.options());
        HtmlReport page = report(detector)) {
      ResultFormat format =
          results.format(
              inputs.total().isPresent() ? photos.longestName() : TABLE_NAME_WIDTH,
              detector.meaning(),
              detector.precision());
      Detection detection =
          new Detection(
              detector,
              inputs,
              photos.arguments(),
              format,
              earlier,
              copyFolder,
              cropFolder,
              Optional.ofNullable(page));
      try (ResultWriter writer = results.writer(spec.commandLine().getOut(), earlier, format);
          ConsoleProgress progress = progress()) {
        end =
            detection.run(
                writer,
                totals,
                cancellation,
                new Told(progress, inputs.total().orElse(Progress.UNKNOWN)));
      }
      if (page != null) {
        page.finish(totals, end == Detection.End.DONE);
      }
    }
    if (!quiet && end != Detection.End.READER_GONE) {
      err.println(
          (end == Detection.End.STOPPED ? "interrupted: " : "")
              + totals.line(inputs.leftOutFiles()));
      err.flush();
    }
    if (end == Detection.End.STOPPED) {
      return ExitCode.INTERRUPTED;
    }
    return totals.failed() == 0 ? ExitCode.DONE : ExitCode.SOME_INPUTS_FAILED;
  }

  /** Tells what happens as it happens. */
  private final class Told implements Detection.Listener {
    private final ConsoleProgress progress;
    private final long total;

    Told(ConsoleProgress progress, long total) {
      this.progress = progress;
      this.total = total;
    }

    @Override
    public void done(Totals totals) {
      if (progress != null) {
        progress.reached(totals.pictures(), total);
      }
    }

    @Override
    public void failed(PictureException error) {
      if (progress != null) {
        progress.makeRoom();
      }
      String message = VisibleText.of(String.valueOf(error.getMessage()));
      err.println(spec.commandLine().getColorScheme().errorText(message));
      err.flush();
    }
  }

  /** Null where nobody watches, or results on the same terminal show how far it has come. */
  private ConsoleProgress progress() {
    boolean watched = Terminal.showsErrors() && (results.toFile() || !Terminal.isPresent());
    return quiet || !watched
        ? null
        : new ConsoleProgress("detect", ConsoleProgress.Unit.PICTURES, err, true, System::nanoTime);
  }

  /** Null if none is asked for. */
  private HtmlReport report(SmileDetector detector) {
    return report == null
        ? null
        : new HtmlReport(
            report,
            detector.threshold(),
            String.format(
                Locale.ROOT,
                "Model %s (%s), faces found by %s. %s: %s.",
                detector.model().name(),
                detector.precision(),
                detector.finder(),
                detector.meaning(),
                detector.model().meaning(detector.meaning()).says()));
  }

  private static Optional<OutputFolder> folder(Path path, String option) {
    return Optional.ofNullable(path).map(named -> new OutputFolder(named, option));
  }
}
