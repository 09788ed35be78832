package io.github.smiledetector.cli;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.train.data.LabelledPicture;
import io.github.smiledetector.train.data.LabelledPictures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which pictures of which data set {@code smile show} draws. */
final class SampleOptions {
  private static final int MOST_PICTURES = 100;

  @Parameters(
      paramLabel = "DATA",
      description = "Folder with one sub-folder of pictures a class, or a CSV table of pictures.")
  private Path data;

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
  @Mixin private TableOptions tables;

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
    return tables.read(List.of(data), classes);
  }

  /** Pictures drawn at random without repetition: as many as asked for, or all there are. */
  List<LabelledPicture> draw(LabelledPictures all, int wanted) {
    List<LabelledPicture> pictures = new ArrayList<>(all.pictures());
    Collections.shuffle(pictures, new Random(seed));
    return pictures.subList(0, Math.min(wanted, pictures.size()));
  }

  /** What a picture is labelled: its class folder, or how much of a smile a table says it has. */
  String labelOf(LabelledPicture picture) {
    return TableOptions.isTable(data)
        ? String.format(Locale.ROOT, "%.2f", picture.smile())
        : picture.name().substring(0, picture.name().indexOf('/'));
  }
}
