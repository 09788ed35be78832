package io.github.smiledetector.cli;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.train.augment.RandomAugmentation;
import io.github.smiledetector.train.augment.TrainingView;
import io.github.smiledetector.train.augment.Transformation;
import io.github.smiledetector.train.data.LabelledPicture;
import io.github.smiledetector.train.evaluate.PictureSheet;
import io.github.smiledetector.train.evaluate.TitledPicture;
import io.github.smiledetector.train.recipe.Augmentation;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code smile show augmented}: what training makes of one picture. */
@Command(
    name = "augmented",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Draws random versions of one picture, as a network sees them in training.",
      "",
      "In every epoch each training picture is mirrored or not and turned by another random angle,"
          + " so that the network learns the smile and not the picture. Above each version stands"
          + " what was done; plus is anticlockwise. Beyond its border a turned picture goes on as"
          + " its own reflection. Another seed shows another picture.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smile show augmented smilesmiled",
      "  smile show augmented smilesmiled --rotation 0.05 --no-flip",
      "  smile show augmented smilesmiled --count 16 --seed 3 --window"
    })
final class ShowAugmentedCommand implements Callable<Integer> {
  @Mixin private SampleOptions sample;
  @Mixin private SheetOptions output;

  @Option(
      names = "--rotation",
      paramLabel = "TURN",
      defaultValue = "0.2",
      description =
          "Largest random rotation each way, share of a full turn, 0 to 0.5 (default:"
              + " ${DEFAULT-VALUE}, which is 72 degrees).")
  private double rotation;

  @Option(
      names = "--shift",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Largest shift each way, share of the network's square (default: 0).")
  private double shift;

  @Option(
      names = "--scale",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "How much larger or smaller the square gets (default: 0).")
  private double scale;

  @Option(
      names = "--appearance",
      paramLabel = "STRENGTH",
      defaultValue = "0",
      description = "How strongly light, colour, sharpness and noise change, 0 to 2 (default: 0).")
  private double appearance;

  @Option(names = "--no-flip", description = "Never mirror.")
  private boolean noFlip;

  @Option(
      names = "--image-size",
      paramLabel = "PX",
      defaultValue = "160",
      description =
          "Side of the square that the picture is resized to first, as in training (default:"
              + " ${DEFAULT-VALUE}).")
  private int sidePx;

  @Override
  public Integer call() {
    output.check();
    if (sidePx < 32 || sidePx > 1024) {
      throw new OptionException("--image-size must be from 32 to 1024 pixels, not " + sidePx);
    }
    Augmentation options = new Augmentation(!noFlip, rotation, shift, scale, appearance);
    LabelledPicture chosen = sample.draw(sample.read(), 1).get(0);
    Picture original = PictureReader.read(chosen.file());
    SplittableRandom random = new SplittableRandom(sample.seed());
    try (TrainingView view = new TrainingView(sidePx, options)) {
      PictureSheet sheet =
          new PictureSheet(
              "%s: %d random versions".formatted(chosen.name(), sample.count()),
              describe(options),
              Stream.generate(() -> version(view, original, chosen.share(), options, random))
                  .limit(sample.count())
                  .toList());
      output.deliver(sheet, "augmented.png");
    }
    return ExitCode.DONE;
  }

  private TitledPicture version(
      TrainingView view,
      Picture original,
      double share,
      Augmentation options,
      SplittableRandom random) {
    long seed = random.nextLong();
    String caption =
        options.movesTheSquare() || options.appearance() > 0
            ? ""
            : caption(new RandomAugmentation(options).draw(new SplittableRandom(seed)));
    float[] values = view.of(original, share, new SplittableRandom(seed));
    return new TitledPicture(caption, Picture.rounded(sidePx, sidePx, original.channels(), values));
  }

  private static String caption(Transformation change) {
    String angle = String.format(Locale.ROOT, "%+d\u00b0", Math.round(360 * change.turns()));
    if (change.turns() == 0) {
      return change.mirrored() ? "mirrored" : "as it is";
    }
    return change.mirrored() ? "mirrored, " + angle : angle;
  }

  private static String describe(Augmentation options) {
    String angles =
        String.format(Locale.ROOT, "turned by up to %.0f\u00b0 each way", 360 * options.rotation());
    if (options.changesNothing()) {
      return "neither mirrored nor turned";
    }
    if (!options.flip()) {
      return angles;
    }
    return options.rotation() == 0 ? "mirrored or not" : "mirrored or not, " + angles;
  }
}
