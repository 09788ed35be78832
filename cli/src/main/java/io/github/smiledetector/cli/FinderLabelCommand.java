package io.github.smiledetector.cli;

import io.github.smiledetector.cli.detect.Inputs;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.picture.PictureSource;
import io.github.smiledetector.train.crops.FaceTeacher;
import io.github.smiledetector.train.crops.TaughtPhotos;
import io.github.smiledetector.train.data.MarkedFace;
import io.github.smiledetector.train.data.MarkedPhoto;
import io.github.smiledetector.train.evaluate.PictureSheet;
import io.github.smiledetector.train.evaluate.TitledPicture;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code smile finder label}: a finder marks the faces that another one is to learn. */
@Command(
    name = "label",
    description = {
      "Marks the faces in photos by what a finder, the teacher, says of each at three scales, as it is and mirrored.",
      "",
      "Boxes of different looks that coincide by half are one face, its box and points the mean weighted by score. Faces with"
          + " a mean score of 0.75 that half of the looks agree on count; what else two looks agree on, or one has a score of 0.6"
          + " for, is marked to be ignored.",
      "",
      "FILE gets a line of JSON a photo: file (as seen from FILE), width, height, person and faces, each with box (x, y,"
          + " width, height), landmarks (eye on the picture's left, eye on its right, nose, left and right corner of the"
          + " mouth), score and ignore."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every photo could be read",
      "3:some could not and are listed; the others are in the file",
      "4:no photo could be read, or the file cannot be written",
      "5:the teacher has not been fetched"
    },
    footer = {
      "",
      "Examples:",
      "  smile models fetch yunet",
      "  smile finder label lfw --person-by folder --out lfw.jsonl --sheet lfw.png"
    })
final class FinderLabelCommand implements Callable<Integer> {
  private static final int MOST_LISTED = 10;
  private static final int MOST_DRAWN = 36;

  /** Below it YuNet's boxes are mostly none worth a doubt. */
  private static final double WEAKEST = 0.3;

  /** What tells whom a photo shows. */
  private enum PersonBy {
    NOTHING,
    FOLDER
  }

  @Mixin private NamedPhotos named;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.jsonl",
      description = "File for the labels; one that is there is replaced.")
  private Path out;

  @Option(
      names = "--teacher",
      paramLabel = "FINDER",
      defaultValue = "yunet",
      description =
          "What finds the faces; has to give landmarks. yunet is asked for faces of a score of 0.3 and more (default: ${DEFAULT-VALUE}).")
  private FinderName teacherName;

  @Option(
      names = "--person-by",
      paramLabel = "folder|nothing",
      defaultValue = "nothing",
      description =
          "What tells whom a photo shows, so that one person stays on one side of a split (default: ${DEFAULT-VALUE}).")
  private PersonBy personBy;

  @Option(
      names = "--sheet",
      paramLabel = "FILE.png",
      description = "Draw 36 of the photos, evenly spread, with their faces here.")
  private Path sheet;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    long start = System.nanoTime();
    named.requireSense();
    EvaluateCommand.refuseFolder(out, "--out");
    EvaluateCommand.refuseFolder(sheet, "--sheet");
    PrintWriter err = spec.commandLine().getErr();
    List<String> unreadable = new ArrayList<>();
    List<Path> files = files(unreadable);
    TaughtPhotos taught;
    try (FaceFinder finder = open();
        ConsoleProgress progress =
            new ConsoleProgress("label", ConsoleProgress.Unit.PICTURES, err)) {
      taught =
          TaughtPhotos.write(
              files, out, personBy == PersonBy.FOLDER, new FaceTeacher(finder), progress);
    }
    if (sheet != null) {
      draw(taught.photos());
    }
    unreadable.addAll(taught.unreadable());
    unreadable.stream().limit(MOST_LISTED).forEach(each -> err.println("left out: " + each));
    if (unreadable.size() > MOST_LISTED) {
      err.printf(Locale.ROOT, "left out: and %,d more%n", unreadable.size() - MOST_LISTED);
    }
    err.flush();
    List<MarkedFace> faces =
        taught.photos().stream().flatMap(photo -> photo.faces().stream()).toList();
    long ignored = faces.stream().filter(MarkedFace::ignored).count();
    long without =
        taught.photos().stream()
            .filter(photo -> photo.faces().stream().allMatch(MarkedFace::ignored))
            .count();
    PrintWriter to = spec.commandLine().getOut();
    to.printf(
        Locale.ROOT,
        "%s: %,d photos, %,d faces, %,d more to be ignored, %,d photos without a face, %,d left out; %.0f photos a second%n",
        out,
        taught.photos().size(),
        faces.size() - ignored,
        ignored,
        without,
        unreadable.size(),
        taught.photos().size() / ((System.nanoTime() - start) / 1e9));
    to.flush();
    return unreadable.isEmpty() ? ExitCode.DONE : ExitCode.SOME_INPUTS_FAILED;
  }

  private FaceFinder open() {
    return teacherName.open(WEAKEST);
  }

  /** All files that were named; of what is none it notes why. */
  private List<Path> files(List<String> unreadable) {
    if (named.arguments().contains(Inputs.STANDARD_INPUT)) {
      throw new OptionException(
          "labels name the files of their photos: standard input (-) has no name; name files or folders");
    }
    List<Path> files = new ArrayList<>();
    try (InputStream list = named.list()) {
      Inputs inputs = named.inputs(list, List.of());
      while (inputs.hasNext()) {
        PictureSource source = inputs.next().source();
        if (source instanceof PictureSource.OfFile file) {
          files.add(file.path());
        } else {
          unreadable.add(source.name() + " cannot be found or listed");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private void draw(List<MarkedPhoto> photos) {
    int count = Math.min(MOST_DRAWN, photos.size());
    List<TitledPicture> drawn =
        IntStream.range(0, count)
            .mapToObj(i -> photos.get((int) ((long) i * photos.size() / count)))
            .map(
                photo ->
                    new TitledPicture(
                        String.valueOf(photo.file().getFileName()),
                        MarkedDrawing.of(PictureReader.read(photo.file()), photo.faces())))
            .toList();
    new PictureSheet(
            "%d of %,d photos, marked by %s".formatted(count, photos.size(), teacherName),
            "orange boxes are faces, blue ones are to be ignored; orange points lie on a face's left",
            drawn)
        .write(sheet);
  }
}
