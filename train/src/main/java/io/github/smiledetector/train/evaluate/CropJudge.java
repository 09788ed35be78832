package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.classifier.Precision;
import io.github.smiledetector.classifier.SmileClassifier;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.fetch.Progress;
import io.github.smiledetector.geometry.Crop;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.train.data.LabelledPicture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Judges pictures that are face crops already: the model looks at a square in their middle, as
 * large as the data set says. Holds native memory: close it.
 */
public final class CropJudge implements FaceJudge {
  private final SmileClassifier classifier;

  /**
   * Loads the model.
   *
   * @param bundle the model
   * @param meaning how it is read, by name; empty for the bundle's default
   * @param precision which of its networks answers
   * @throws io.github.smiledetector.error.OptionException if it has no such meaning
   * @throws io.github.smiledetector.error.ModelException if it has no such network, or that cannot
   *     be loaded
   */
  public CropJudge(ModelBundle bundle, Optional<String> meaning, Precision precision) {
    this.classifier = new SmileClassifier(bundle, meaning, precision);
  }

  @Override
  public String name() {
    return classifier.description().name();
  }

  @Override
  public Optional<ModelUse> use() {
    return Optional.of(
        ModelUse.of(classifier.description(), classifier.meaning(), classifier.precision()));
  }

  @Override
  public Reading reading() {
    return Reading.of(classifier.description().meaning(classifier.meaning()));
  }

  @Override
  public Judgements judge(List<LabelledPicture> pictures, Progress progress) {
    long start = System.nanoTime();
    Object[] outcomes = new Object[pictures.size()];
    int[] done = {0};
    IntStream.range(0, outcomes.length)
        .parallel()
        .forEach(
            i -> {
              outcomes[i] = outcome(pictures.get(i));
              synchronized (done) {
                progress.reached(++done[0], outcomes.length);
              }
            });
    List<JudgedPicture> judged = new ArrayList<>();
    List<Judgements.LeftOut> leftOut = new ArrayList<>();
    for (Object outcome : outcomes) {
      if (outcome instanceof JudgedPicture picture) {
        judged.add(picture);
      } else {
        leftOut.add((Judgements.LeftOut) outcome);
      }
    }
    return new Judgements(judged, leftOut, (System.nanoTime() - start) / 1e9);
  }

  private Object outcome(LabelledPicture labelled) {
    Picture picture;
    try {
      picture = PictureReader.read(labelled.file());
    } catch (PictureException e) {
      return new Judgements.LeftOut(labelled.name(), e.getMessage());
    }
    Crop crop = crop(labelled, picture);
    double logit = classifier.logits(picture, List.of(crop))[0];
    return new JudgedPicture(
        labelled, OptionalDouble.of(logit), Optional.of(crop), OptionalDouble.empty());
  }

  /** The square that the data set says shows the face. */
  static Crop crop(LabelledPicture labelled, Picture picture) {
    return new Crop(
        picture.widthPx() / 2.0,
        picture.heightPx() / 2.0,
        labelled.share() * Math.min(picture.widthPx(), picture.heightPx()),
        0);
  }

  @Override
  public void close() {
    classifier.close();
  }
}
