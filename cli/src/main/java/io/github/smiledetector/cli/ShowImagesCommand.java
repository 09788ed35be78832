package io.github.smiledetector.cli;

import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.train.data.LabelledPicture;
import io.github.smiledetector.train.data.LabelledPictures;
import io.github.smiledetector.train.evaluate.PictureSheet;
import io.github.smiledetector.train.evaluate.TitledPicture;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code smile show images}: some pictures of a data set with their classes. */
@Command(
    name = "images",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Draws some pictures of a data set, each under the name of its class.",
      "",
      "Are the labels right? Are the faces where they should be? A look at a few dozen pictures"
          + " answers this sooner than a training.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smile show images smilesmiled",
      "  smile show images smilesmiled --count 36 --seed 7 --out look.png",
      "  smile show images fer2013 --smiling happy --rest --window"
    })
final class ShowImagesCommand implements Callable<Integer> {
  @Mixin private SampleOptions sample;
  @Mixin private SheetOptions output;

  @Override
  public Integer call() {
    output.check();
    LabelledPictures all = sample.read();
    List<LabelledPicture> some = sample.draw(all, sample.count());
    String title =
        String.format(
            Locale.ROOT, "%s: %,d of %,d pictures", all.name(), some.size(), all.pictures().size());
    String subtitle =
        "smiling: %s, not smiling: %s, drawn with seed %d"
            .formatted(all.smilingClass(), all.otherClass(), sample.seed());
    output.deliver(
        new PictureSheet(title, subtitle, some.stream().map(this::titled).toList()), "images.png");
    return ExitCode.DONE;
  }

  private TitledPicture titled(LabelledPicture picture) {
    return new TitledPicture(sample.labelOf(picture), PictureReader.read(picture.file()));
  }
}
