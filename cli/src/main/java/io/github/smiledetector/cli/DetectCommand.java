package io.github.smiledetector.cli;

import io.github.smiledetector.Cancellation;
import io.github.smiledetector.SmileDetector;
import io.github.smiledetector.cli.detect.CsvFormat;
import io.github.smiledetector.cli.detect.Detection;
import io.github.smiledetector.cli.detect.EarlierResults;
import io.github.smiledetector.cli.detect.Inputs;
import io.github.smiledetector.cli.detect.JsonFormat;
import io.github.smiledetector.cli.detect.OutputFolder;
import io.github.smiledetector.cli.detect.PathList;
import io.github.smiledetector.cli.detect.ResultFormat;
import io.github.smiledetector.cli.detect.ResultWriter;
import io.github.smiledetector.cli.detect.TableFormat;
import io.github.smiledetector.cli.detect.Totals;
import io.github.smiledetector.cli.detect.VisibleText;
import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.error.StoppedException;
import io.github.smiledetector.fetch.Progress;
import java.io.BufferedInputStream;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
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
      "  smile detect party.jpg                            # a table",
      "  smile detect album --json --out album.jsonl       # a folder and all below it, for programs",
      "  smile detect album --json --out album.jsonl --resume-from album.jsonl",
      "                                                    # the same, going on after Ctrl-C or a crash",
      "  smile detect album --report album.html            # a page to look at in a browser",
      "  smile detect *.jpg --annotate seen                # copies with the faces framed, in folder seen",
      "  smile detect party.jpg --threshold 0.9            # only sure smiles count as smiling",
      "  smile detect *.jpg --json | jq 'select(.faces | any(.smiling)) | .file'",
      "  find . -name '*.jpg' -print0 | smile detect --files-from - --null --csv",
      "  curl -s https://example.org/a.jpg | smile detect -",
      "  smile detect party.jpg --model mine.smile         # a model of your own, from `smile export`"
    })
final class DetectCommand implements Callable<Integer> {
  private static final int TABLE_NAME_WIDTH = 40;

  @Parameters(
      paramLabel = "PHOTO",
      arity = "0..*",
      description =
          "Picture files, whatever they are called; folders, in which every file with a picture's extension is taken, in the order of names, but nothing hidden and no copies that this command made; patterns in quotes ('album/**/*.jpg') for more files than a shell can name; - for one picture on standard input.")
  private List<String> photos = List.of();

  @Option(
      names = "--files-from",
      paramLabel = "FILE",
      description = "Take files named in this list too, one path a line; - for standard input.")
  private String filesFrom;

  @Option(
      names = {"-0", "--null"},
      description = "Paths in --files-from end with NUL, as `find -print0` writes them.")
  private boolean nul;

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

  @Mixin private DetectorChoices choices;

  @Option(
      names = {"-q", "--quiet"},
      description = "Neither progress nor totals; errors are still told.")
  private boolean quiet;

  @Spec private CommandSpec spec;

  private PrintWriter err;
  private ConsoleProgress progress;

  @Override
  public Integer call() {
    err = spec.commandLine().getErr();
    requireSense();
    Cancellation cancellation = Cancellation.onRequest();
    return Interruption.during(() -> detect(cancellation), cancellation::cancel);
  }

  private void requireSense() {
    if (photos.isEmpty() && filesFrom == null) {
      throw new OptionException(
          "no photos: name files, folders or patterns, - for standard input, or a list with --files-from");
    }
    if (nul && filesFrom == null) {
      throw new OptionException(
          "--null says how a list is written: name the list with --files-from");
    }
    if ("-".equals(filesFrom) && photos.contains(Inputs.STANDARD_INPUT)) {
      throw new OptionException(
          "standard input is either a picture (-) or a list (--files-from -)");
    }
    if (out != null && Inputs.isCalledAPicture(out)) {
      throw new OptionException(
          "--out "
              + out
              + " would write results over a picture: name a file such as results.jsonl");
    }
  }

  private int detect(Cancellation cancellation) {
    try (InputStream list = list()) {
      Optional<OutputFolder> copyFolder = folder(annotate, "--annotate");
      Optional<OutputFolder> cropFolder = folder(crops, "--crops");
      Inputs inputs =
          new Inputs(
              photos,
              Optional.ofNullable(list).map(in -> new PathList(in, filesFrom, nul)),
              System.in,
              Stream.concat(copyFolder.stream(), cropFolder.stream())
                  .map(OutputFolder::path)
                  .toList());
      Optional<EarlierResults> earlier = earlier();
      Totals totals = new Totals();
      try (SmileDetector detector = SmileDetector.open(choices.options())) {
        Detection detection =
            new Detection(
                detector, inputs, photos, format(inputs), earlier, copyFolder, cropFolder);
        write(detection, inputs, earlier, totals, cancellation);
        tell(totals, inputs, "");
        return totals.failed() == 0 ? ExitCode.DONE : ExitCode.SOME_INPUTS_FAILED;
      } catch (StoppedException e) {
        tell(totals, inputs, "interrupted: ");
        return ExitCode.of(e);
      }
    } catch (IOException e) {
      throw new DataException("cannot close " + (out == null ? filesFrom : out) + ": " + e, e);
    } catch (RuntimeException e) {
      // Before the process is let end.
      return SmileCommand.report(e, spec.commandLine());
    }
  }

  private void write(
      Detection detection,
      Inputs inputs,
      Optional<EarlierResults> earlier,
      Totals totals,
      Cancellation cancellation)
      throws IOException {
    try (Writer to = writer(earlier);
        ResultWriter writer =
            new ResultWriter(
                to,
                out == null ? "standard output" : out.toString(),
                out == null && Terminal.isPresent());
        ConsoleProgress shown = progress()) {
      progress = shown;
      if (!goesOn(earlier)) {
        detection.writeHeader(writer);
      }
      detection.run(
          writer, totals, cancellation, new Told(inputs.total().orElse(Progress.UNKNOWN)));
    }
  }

  private void tell(Totals totals, Inputs inputs, String before) {
    if (!quiet) {
      err.println(before + totals.line(inputs.leftOutFiles()));
    }
    err.flush();
  }

  /** Tells what happens as it happens. */
  private final class Told implements Detection.Listener {
    private final long total;

    Told(long total) {
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
      err.println(
          spec.commandLine()
              .getColorScheme()
              .errorText(VisibleText.of(String.valueOf(error.getMessage()))));
      err.flush();
    }
  }

  /** Null where results on the same terminal, or nobody, show how far it has come. */
  private ConsoleProgress progress() {
    boolean watched = Terminal.showsErrors() && (out != null || !Terminal.isPresent());
    return quiet || !watched
        ? null
        : new ConsoleProgress("detect", ConsoleProgress.Unit.PICTURES, err, true, System::nanoTime);
  }

  private ResultFormat format(Inputs inputs) {
    if (format.json) {
      return new JsonFormat();
    }
    if (format.csv) {
      return new CsvFormat();
    }
    return new TableFormat(
        inputs.total().isEmpty()
            ? TABLE_NAME_WIDTH
            : photos.stream().mapToInt(name -> VisibleText.of(name).length()).max().orElse(0));
  }

  /** Null if there is none. */
  private InputStream list() throws IOException {
    if (filesFrom == null) {
      return null;
    }
    if (filesFrom.equals("-")) {
      return new BufferedInputStream(System.in) {
        @Override
        public void close() {
          // Closing would wait for whoever still reads.
        }
      };
    }
    try {
      return new BufferedInputStream(Files.newInputStream(Path.of(filesFrom)), 1 << 16);
    } catch (IOException e) {
      throw new OptionException("cannot read the list --files-from " + filesFrom + ": " + e, e);
    }
  }

  private static Optional<OutputFolder> folder(Path path, String option) {
    return Optional.ofNullable(path).map(named -> new OutputFolder(named, option));
  }

  private Optional<EarlierResults> earlier() {
    if (resumeFrom == null) {
      return Optional.empty();
    }
    if (!Files.exists(resumeFrom)) {
      if (resumeFrom.equals(out)) {
        return Optional.empty(); // the first run of a command that is repeated until it is done
      }
      throw new OptionException("--resume-from: no such file: " + resumeFrom);
    }
    EarlierResults earlier = new EarlierResults(resumeFrom);
    if (isOut(resumeFrom) && earlier.isBegun()) {
      boolean same = earlier.isCsv() ? format.csv : format.json;
      if (!same) {
        throw new OptionException(
            resumeFrom
                + " holds "
                + (earlier.isCsv() ? "CSV: give --csv" : "JSON: give --json")
                + " to go on with it, or name another file for --out");
      }
    }
    return Optional.of(earlier);
  }

  private boolean isOut(Path file) {
    try {
      return out != null && Files.exists(out) && Files.isSameFile(file, out);
    } catch (IOException e) {
      return false;
    }
  }

  private boolean goesOn(Optional<EarlierResults> earlier) {
    return earlier.isPresent() && earlier.get().wholeBytes() > 0 && isOut(resumeFrom);
  }

  private Writer writer(Optional<EarlierResults> earlier) {
    if (out == null) {
      PrintWriter standard = spec.commandLine().getOut();
      Writer direct = standard instanceof StandardOutput output ? output.direct() : standard;
      return new FilterWriter(direct) {
        @Override
        public void close() throws IOException {
          flush(); // the process's own, or a test's
        }
      };
    }
    try {
      FileChannel channel =
          FileChannel.open(out, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      // Behind whole results, over a half one.
      channel.truncate(goesOn(earlier) ? earlier.orElseThrow().wholeBytes() : 0);
      channel.position(channel.size());
      return Channels.newWriter(channel, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new OptionException("cannot write --out " + out + ": " + e, e);
    }
  }
}
