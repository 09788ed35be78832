package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.classifier.SmileClassifier;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.fetch.Progress;
import io.github.smiledetector.geometry.Crop;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.train.data.LabelledPicture;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * A network's answers to pictures that are face crops: of each, the square in the middle that the
 * data set says is the network's.
 *
 * @param logits in the order of the pictures
 * @param unreadable how many pictures were left out because they cannot be read
 */
record CropLogits(List<LabelledLogit> logits, int unreadable) {
  CropLogits {
    logits = List.copyOf(logits);
  }

  /** Asks for all of them, on all processors. */
  static CropLogits of(
      List<LabelledPicture> pictures, SmileClassifier classifier, Progress progress) {
    OptionalDouble[] answers = new OptionalDouble[pictures.size()];
    int[] done = {0};
    IntStream.range(0, answers.length)
        .parallel()
        .forEach(
            i -> {
              answers[i] = logit(pictures.get(i), classifier);
              synchronized (done) {
                progress.reached(++done[0], answers.length);
              }
            });
    List<LabelledLogit> logits = new ArrayList<>();
    for (int i = 0; i < answers.length; i++) {
      LabelledPicture picture = pictures.get(i);
      if (answers[i].isPresent()) {
        logits.add(new LabelledLogit(answers[i].getAsDouble(), picture.smile(), picture.weight()));
      }
    }
    return new CropLogits(logits, answers.length - logits.size());
  }

  private static OptionalDouble logit(LabelledPicture labelled, SmileClassifier classifier) {
    if (!Files.isRegularFile(labelled.file())) {
      // Reading a pipe would wait for whoever writes into it.
      return OptionalDouble.empty();
    }
    try {
      Picture picture = PictureReader.read(labelled.file());
      double sidePx = labelled.share() * Math.min(picture.widthPx(), picture.heightPx());
      Crop crop = new Crop(picture.widthPx() / 2.0, picture.heightPx() / 2.0, sidePx, 0);
      return OptionalDouble.of(classifier.logits(picture, List.of(crop))[0]);
    } catch (PictureException e) {
      return OptionalDouble.empty();
    }
  }
}
