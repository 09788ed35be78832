package io.github.smiledetector.cli;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.face.CompactFaceFinder;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.geometry.BoxCrop;
import io.github.smiledetector.geometry.CropGeometry;
import io.github.smiledetector.geometry.LandmarkCrop;
import io.github.smiledetector.train.crops.CropOptions;
import io.github.smiledetector.train.crops.TrainingCrops;
import io.github.smiledetector.train.data.LabelTable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code smile data crop}: whole photos become training crops, cut as they are cut in use. */
@Command(
    name = "crop",
    description = {
      "Makes training crops of whole photos with the face finder that will cut them in use, so that a model learns from"
          + " the squares that it will see.",
      "",
      "DATA is a folder with one sub-folder of photos per class, or a CSV table with a column file (paths as seen from the"
          + " table) and any others. A photo tells of one face: of those found the one with the longest box side, weighted by"
          + " how near its middle lies to the photo's (1 there, falling evenly to 0 in the corners).",
      "",
      "DIR gets the crops, and last of all labels.csv: the table's own columns and, in place of any of the same name,"
          + " file (the crop), source (the photo, as DATA names it), share (of the crop's side, what the network sees; the"
          + " rest is for augmentation), face_px (side of what the network sees, in the photo's pixels) and found (the"
          + " finder's name, or whole). Class folders give file, smile (1 or 0) and class.",
      "",
      "Photos below 200 px, many of them faces that others cut out, are searched enlarged; those without a face once more"
          + " with a border around them. Crops are never enlarged, except to 32 px; beyond a photo's edge its border goes on."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every photo could be read",
      "3:some could not and are listed; the crops of the others are there",
      "4:DATA is no such folder or table, or gave no crop at all",
      "5:the finder has not been fetched"
    },
    footer = {
      "",
      "Examples:",
      "  smile data crop my-photos --out my-crops",
      "  smile data crop photos.csv --out crops --label expression=grin",
      "  smile data crop fer2013 --smiling happy --rest --unfound whole --out fer-crops",
      "  smile data crop my-photos --finder haar --crop 0.922,0.005,0.074 --out haar-crops"
    })
final class DataCropCommand implements Callable<Integer> {
  /** A square that holds the face from the brows to the chin, with room at the sides. */
  static final LandmarkCrop LANDMARK_CROP = new LandmarkCrop(2.4, 0.48);

  /** The same in terms of Haar's boxes, on an average face (docs/face-finders.md). */
  static final BoxCrop HAAR_CROP = new BoxCrop(0.922, 0.005, 0.074);

  private static final int MOST_LISTED = 10;

  /** What the network's square is measured by. */
  private enum Measure {
    LANDMARKS,
    BOX
  }

  /** What becomes of a photo in which no face is found. */
  private enum Unfound {
    SKIP,
    WHOLE
  }

  @Parameters(
      paramLabel = "DATA",
      description = "Folder with one sub-folder of photos per class, or a label table (CSV).")
  private Path data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the crops and their table; may not hold a labels.csv yet.")
  private Path out;

  @Option(
      names = "--label",
      paramLabel = "COLUMN[=WORD]",
      description =
          "With a table: take only the rows in which this column is filled, and make a column smile of it (with =WORD 1 where the word stands there, else 0).")
  private String label;

  @Mixin private ClassOptions classes;

  @Option(
      names = "--finder",
      paramLabel = FinderName.LABEL,
      completionCandidates = FinderName.Names.class,
      defaultValue = CompactFaceFinder.NAME,
      description = "What finds the faces (default: ${DEFAULT-VALUE}).")
  private FinderName finderName;

  @Option(
      names = "--geometry",
      paramLabel = "landmarks|box",
      description =
          "What the network's square is measured by: eyes and mouth, turned upright, or the finder's box (default: landmarks where the finder gives them).")
  private Measure measure;

  @Option(
      names = "--landmark-crop",
      paramLabel = "SCALE,DOWN",
      split = ",",
      description =
          "Side of the network's square as a multiple of the distance from eyes to mouth, and how far its centre lies from the eyes (0) to the mouth (1) (default: 2.4,0.48). Give smile export the same.")
  private double[] landmarkCrop;

  @Option(
      names = "--crop",
      paramLabel = "SCALE,X,Y",
      split = ",",
      description =
          "The same in terms of a box: side as a share of the box's, and how far the centre lies to the right and below (default, for haar only: 0.922,0.005,0.074).")
  private double[] boxCrop;

  @Option(
      names = "--size",
      paramLabel = "PX",
      defaultValue = "136",
      description = "Side of the crops at most (default: ${DEFAULT-VALUE}).")
  private int sidePx;

  @Option(
      names = "--share",
      paramLabel = "S",
      defaultValue = "0.72",
      description =
          "Share of a crop's side that the network's square takes, in the middle (default: ${DEFAULT-VALUE}).")
  private double share;

  @Option(
      names = "--unfound",
      paramLabel = "skip|whole",
      defaultValue = "skip",
      description =
          "Photos without a face found: leave them out and list them, or take the largest square in their middle with share 1 (default: ${DEFAULT-VALUE}).")
  private Unfound unfound;

  @Mixin private PictureFormatOption format;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    long start = System.nanoTime();
    LabelTable photos = TableOptions.table(data, label, classes);
    TrainingCrops crops;
    PrintWriter err = spec.commandLine().getErr();
    try (FaceFinder finder = finderName.open();
        ConsoleProgress progress =
            new ConsoleProgress("crop", ConsoleProgress.Unit.PICTURES, err)) {
      CropOptions options =
          new CropOptions(geometry(finder), sidePx, share, unfound == Unfound.WHOLE, format.png());
      crops = TrainingCrops.write(photos, out, finder, options, progress);
    }
    listed(err, "cannot be read", crops.unreadable());
    listed(err, "no face found", crops.unfound());
    err.flush();
    double seconds = (System.nanoTime() - start) / 1e9;
    PrintWriter to = spec.commandLine().getOut();
    int found = crops.table().rows().size() - crops.whole();
    to.printf(
        Locale.ROOT,
        "%s: %,d photos; %,d faces found by %s (%.1f %%), %,d whole, %,d without a face left out, %,d cannot be read; %.0f photos a second%n",
        crops.table().file(),
        photos.rows().size(),
        found,
        finderName,
        100.0 * found / photos.rows().size(),
        crops.whole(),
        crops.unfound().size(),
        crops.unreadable().size(),
        photos.rows().size() / seconds);
    to.flush();
    return crops.unreadable().isEmpty() ? ExitCode.DONE : ExitCode.SOME_INPUTS_FAILED;
  }

  private CropGeometry geometry(FaceFinder finder) {
    boolean landmarks = measure == null ? finder.givesLandmarks() : measure == Measure.LANDMARKS;
    if (landmarks && !finder.givesLandmarks()) {
      throw new OptionException(
          finderName + " gives no landmarks; use --geometry box, or --finder yunet or compact");
    }
    if (landmarks ? boxCrop != null : landmarkCrop != null) {
      throw new OptionException(
          landmarks
              ? "--crop goes with --geometry box; use --landmark-crop"
              : "--landmark-crop goes with --geometry landmarks; use --crop");
    }
    try {
      if (landmarks) {
        return landmarkCrop == null
            ? LANDMARK_CROP
            : new LandmarkCrop(number(landmarkCrop, 2, 0), number(landmarkCrop, 2, 1));
      }
      if (boxCrop == null && !finderName.equals(FinderName.HAAR)) {
        throw new OptionException(
            "--geometry box with " + finderName + " needs --crop SCALE,X,Y: only haar's is known");
      }
      return boxCrop == null
          ? HAAR_CROP
          : new BoxCrop(number(boxCrop, 3, 0), number(boxCrop, 3, 1), number(boxCrop, 3, 2));
    } catch (IllegalArgumentException e) {
      throw new OptionException("the crop: " + e.getMessage(), e);
    }
  }

  private static double number(double[] numbers, int expected, int place) {
    if (numbers.length != expected) {
      throw new OptionException(
          (expected == 2 ? "--landmark-crop takes two numbers" : "--crop takes three numbers")
              + " with commas between; found "
              + numbers.length);
    }
    return numbers[place];
  }

  private void listed(PrintWriter err, String what, List<String> all) {
    all.stream().limit(MOST_LISTED).forEach(each -> err.println(what + ": " + each));
    if (all.size() > MOST_LISTED) {
      err.printf(Locale.ROOT, "%s: and %,d more%n", what, all.size() - MOST_LISTED);
    }
  }
}
