package io.github.smiledetector.cli;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.train.data.LabelledPicture;
import io.github.smiledetector.train.data.LabelledPictures;
import io.github.smiledetector.train.data.PictureFolders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which pictures of which data set {@code smile show} draws. */
final class SampleOptions {
  private static final int MOST_PICTURES = 100;

  @Parameters(paramLabel = "DIR", description = "Folder with one sub-folder of pictures a class.")
  private Path folder;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "9",
      description = "How many pictures, 1 to 100 (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description =
          "Decides the random draw; the same seed draws the same sheet (default:"
              + " ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private ClassOptions classes;

  int count() {
    if (count < 1 || count > MOST_PICTURES) {
      throw new OptionException("--count must be from 1 to " + MOST_PICTURES + ", not " + count);
    }
    return count;
  }

  long seed() {
    return seed;
  }

  LabelledPictures read() {
    return PictureFolders.read(folder, classes.choice());
  }

  /** Pictures drawn at random without repetition: as many as asked for, or all there are. */
  List<LabelledPicture> draw(LabelledPictures all, int wanted) {
    List<LabelledPicture> pictures = new ArrayList<>(all.pictures());
    Collections.shuffle(pictures, new Random(seed));
    return pictures.subList(0, Math.min(wanted, pictures.size()));
  }

  /** What to call a data set: its folder's name. */
  static String nameOf(LabelledPictures all) {
    Path name = all.folder().toAbsolutePath().normalize().getFileName();
    return name == null ? all.folder().toString() : name.toString();
  }

  /** The name of the class folder that a picture lies in. */
  static String classOf(LabelledPicture picture) {
    return picture.name().substring(0, picture.name().indexOf('/'));
  }
}
