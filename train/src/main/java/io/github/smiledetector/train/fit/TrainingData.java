package io.github.smiledetector.train.fit;

import io.github.smiledetector.train.data.LabelledPicture;
import java.util.List;

/**
 * What a stage learns from and is judged on, all of it readable.
 *
 * @param decoded holds the pictures of both parts
 * @param training pictures to learn from
 * @param validation pictures to be judged on
 */
public record TrainingData(
    DecodedPictures decoded, List<LabelledPicture> training, List<LabelledPicture> validation) {
  /** Copies the lists. */
  public TrainingData {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
  }

  /** 3 if any picture has colour, else 1. */
  int channels() {
    return decoded.colour() ? 3 : 1;
  }
}
