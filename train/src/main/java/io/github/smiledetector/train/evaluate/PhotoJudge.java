package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.Cancellation;
import io.github.smiledetector.DetectorOptions;
import io.github.smiledetector.FaceSmile;
import io.github.smiledetector.PictureOutcome;
import io.github.smiledetector.ResultOrder;
import io.github.smiledetector.SmileDetector;
import io.github.smiledetector.fetch.Progress;
import io.github.smiledetector.picture.PictureSource;
import io.github.smiledetector.train.data.LabelledPicture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Judges whole photos: the face is found first, as for any user of the program. Holds native
 * memory: close it.
 */
public final class PhotoJudge implements FaceJudge {
  private final SmileDetector detector;
  private final Reading reading;
  private final FaceChoice choice;

  /**
   * Opens model and finder.
   *
   * @param options model, meaning, precision, finder and what else the detector does
   * @param choice the face that labels are about
   * @throws io.github.smiledetector.error.OptionException if the model has no such meaning
   * @throws io.github.smiledetector.error.ModelException if one of them cannot be loaded
   */
  public PhotoJudge(DetectorOptions options, FaceChoice choice) {
    this.detector = SmileDetector.open(options);
    this.reading =
        Reading.of(detector.model().meaning(detector.meaning()))
            .withThreshold(detector.threshold());
    this.choice = choice;
  }

  @Override
  public String name() {
    return detector.model().name();
  }

  @Override
  public Optional<ModelUse> use() {
    return Optional.of(ModelUse.of(detector.model(), detector.meaning(), detector.precision()));
  }

  @Override
  public Reading reading() {
    return reading;
  }

  @Override
  public Judgements judge(List<LabelledPicture> pictures, Progress progress) {
    long start = System.nanoTime();
    List<JudgedPicture> judged = new ArrayList<>();
    List<Judgements.LeftOut> leftOut = new ArrayList<>();
    int[] next = {0};
    try (Stream<PictureOutcome> outcomes =
        detector.detectAll(
            pictures.stream().map(picture -> PictureSource.of(picture.file())),
            ResultOrder.AS_GIVEN,
            Cancellation.onRequest(),
            (outcome, pixels) -> outcome)) {
      outcomes.forEach(
          outcome -> {
            LabelledPicture picture = pictures.get(next[0]++);
            if (outcome instanceof PictureOutcome.Failed failed) {
              leftOut.add(new Judgements.LeftOut(picture.name(), failed.error().getMessage()));
            } else {
              judged.add(judged(picture, (PictureOutcome.Detected) outcome));
            }
            progress.reached(next[0], pictures.size());
          });
    }
    return new Judgements(judged, leftOut, (System.nanoTime() - start) / 1e9);
  }

  private JudgedPicture judged(LabelledPicture picture, PictureOutcome.Detected seen) {
    Optional<FaceSmile> face = choice.among(seen.smiles());
    // The detector tells probabilities; what is compared and written are logits.
    OptionalDouble logit =
        face.map(each -> OptionalDouble.of(reading.logit(each.probability().getAsDouble())))
            .orElse(OptionalDouble.empty());
    return new JudgedPicture(
        picture,
        logit,
        face.map(detector::crop),
        face.map(each -> OptionalDouble.of(each.box().width())).orElse(OptionalDouble.empty()));
  }

  @Override
  public void close() {
    detector.close();
  }
}
