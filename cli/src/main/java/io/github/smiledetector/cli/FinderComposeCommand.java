package io.github.smiledetector.cli;

import io.github.smiledetector.cli.detect.Inputs;
import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.picture.EncodedCopy;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureSource;
import io.github.smiledetector.train.augment.Scene;
import io.github.smiledetector.train.augment.SceneComposer;
import io.github.smiledetector.train.augment.SceneKind;
import io.github.smiledetector.train.augment.SceneOptions;
import io.github.smiledetector.train.augment.ScenePhotos;
import io.github.smiledetector.train.data.FaceLabels;
import io.github.smiledetector.train.data.MarkedFace;
import io.github.smiledetector.train.data.MarkedPhoto;
import io.github.smiledetector.train.evaluate.PictureSheet;
import io.github.smiledetector.train.evaluate.TitledPicture;
import io.github.smiledetector.train.files.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code smile finder compose}: the pictures that a face finder learns from, as files. */
@Command(
    name = "compose",
    description = {
      "Makes scenes of marked photos as the training of a face finder makes them, to look at or to judge finders on.",
      "",
      "DIR gets the pictures, labels.jsonl with their faces, and a sheet of the first of them, scenes.png. The same seed,"
          + " labels and photos give the same scenes."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the scenes are there",
      "4:labels or photos cannot be read, or scenes not be written"
    },
    footer = {
      "",
      "Examples:",
      "  smile finder compose lfw.jsonl --faceless landscapes --count 60 --out scenes",
      "  smile finder compose lfw.jsonl --faceless landscapes --kind pasted --faces 20-40 --out small"
    })
final class FinderComposeCommand implements Runnable {
  private static final String LABELS = "labels.jsonl";
  private static final int MOST_DRAWN = 64;
  private static final int JPEG_QUALITY = 95;

  @Parameters(
      paramLabel = "LABELS.jsonl",
      arity = "1..*",
      description = "Marked photos, as `smile finder label` writes them.")
  private List<Path> labels;

  @Option(
      names = "--faceless",
      paramLabel = "DIR",
      description =
          "Folder of photos without any face, for backgrounds beside those of LABELS; without any they are of one colour.")
  private Path faceless;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the scenes; may not hold a labels.jsonl yet.")
  private Path out;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "200",
      description = "How many scenes, 1 to 1,000,000 (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Start of the random numbers (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--image-size",
      paramLabel = "PX",
      defaultValue = "256",
      description = "Side of the scenes, 32 to 2048 (default: ${DEFAULT-VALUE}).")
  private int sidePx;

  @Option(
      names = "--faces",
      paramLabel = "MIN-MAX",
      defaultValue = "10-400",
      description =
          "Sizes of the faces: the longer side of their boxes, in pixels; others are marked to be ignored (default: ${DEFAULT-VALUE}).")
  private String faces;

  @Option(
      names = "--kind",
      paramLabel = "photo|mosaic|pasted|faceless",
      description =
          "One photo, many side by side, faces pasted where there are none, no face at all; several times for several (default: all, in this order "
              + SceneKind.SHARES
              + " %%).")
  private Set<SceneKind> kinds;

  @Mixin private PictureFormatOption format;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    if (count < 1 || count > 1_000_000) {
      throw new OptionException("--count must be from 1 to 1,000,000, not " + count);
    }
    if (sidePx < 32 || sidePx > 2048) {
      throw new OptionException("--image-size must be from 32 to 2048 pixels, not " + sidePx);
    }
    SceneOptions options = options();
    Path list = out.resolve(LABELS);
    if (Files.exists(list)) {
      throw new OptionException(
          list + " is there already: scenes are not mixed; name another folder or remove this one");
    }
    List<MarkedPhoto> marked = new ArrayList<>();
    labels.forEach(file -> marked.addAll(FaceLabels.read(file)));
    ScenePhotos photos = new ScenePhotos(marked, faceless == null ? List.of() : pictures(faceless));
    List<TitledPicture> drawn = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    long found = 0;
    long ignored = 0;
    long nanos = 0;
    try (SceneComposer composer = new SceneComposer(sidePx, photos, options);
        ConsoleProgress progress =
            new ConsoleProgress(
                "compose", ConsoleProgress.Unit.PICTURES, spec.commandLine().getErr())) {
      Files.createDirectories(out);
      SplittableRandom seeds = new SplittableRandom(seed);
      for (int i = 0; i < count; i++) {
        long start = System.nanoTime();
        Scene scene = composer.compose(seeds.split());
        nanos += System.nanoTime() - start;
        Picture picture = Picture.rounded(sidePx, sidePx, 3, scene.pixels());
        String name = String.format(Locale.ROOT, "%06d.%s", i, format.png() ? "png" : "jpg");
        Files.write(
            out.resolve(name),
            format.png() ? EncodedCopy.png(picture) : EncodedCopy.jpeg(picture, JPEG_QUALITY));
        lines
            .append(
                FaceLabels.line(
                    new MarkedPhoto(out.resolve(name), name, sidePx, sidePx, "", scene.faces())))
            .append('\n');
        long beside = scene.faces().stream().filter(MarkedFace::ignored).count();
        ignored += beside;
        found += scene.faces().size() - beside;
        if (drawn.size() < MOST_DRAWN) {
          drawn.add(new TitledPicture(name, MarkedDrawing.of(picture, scene.faces())));
        }
        progress.reached(i + 1, count);
      }
    } catch (IOException e) {
      throw new DataException("cannot write scenes into " + out + ": " + e, e);
    }
    WholeFile.write(list, lines.toString());
    new PictureSheet(
            "%d of %,d scenes".formatted(drawn.size(), count),
            "orange boxes are faces, blue ones are to be ignored; orange points lie on a face's left",
            drawn)
        .write(out.resolve("scenes.png"));
    PrintWriter to = spec.commandLine().getOut();
    to.printf(
        Locale.ROOT,
        "%s: %,d scenes, %,d faces, %,d more to be ignored; %.1f ms a scene%n",
        list,
        count,
        found,
        ignored,
        nanos / 1e6 / count);
    to.flush();
  }

  private SceneOptions options() {
    String[] sizes = faces.split("-", -1);
    try {
      if (sizes.length == 2) {
        return new SceneOptions(
            Double.parseDouble(sizes[0]),
            Double.parseDouble(sizes[1]),
            kinds == null || kinds.isEmpty() ? EnumSet.allOf(SceneKind.class) : kinds);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new OptionException("--faces takes two sizes such as 20-40, not " + faces);
  }

  /** The pictures of a folder of photos without faces, in order, links followed. */
  static List<Path> pictures(Path faceless) {
    if (!Files.isDirectory(faceless)) {
      throw new DataException("--faceless: no such folder: " + faceless);
    }
    Inputs inputs =
        new Inputs(
            List.of(faceless.toAbsolutePath().toString()),
            Optional.empty(),
            InputStream.nullInputStream(),
            List.of());
    List<Path> found = new ArrayList<>();
    while (inputs.hasNext()) {
      PictureSource source = inputs.next().source();
      if (!(source instanceof PictureSource.OfFile file)) {
        throw new DataException(
            "--faceless: "
                + source.name()
                + " cannot be listed, or leads in a circle: mend or remove it");
      }
      found.add(faceless.resolve(faceless.toAbsolutePath().relativize(file.path())));
    }
    if (found.isEmpty()) {
      throw new DataException("--faceless: there is no picture in " + faceless);
    }
    return found.stream().sorted().toList();
  }
}
