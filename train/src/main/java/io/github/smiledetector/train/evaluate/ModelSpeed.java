package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.classifier.Precision;
import io.github.smiledetector.classifier.SmileClassifier;
import io.github.smiledetector.geometry.Crop;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.picture.Picture;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Measures how long a model takes for a face. */
public final class ModelSpeed {
  private static final int WARM_UP = 10;
  private static final int MEASURED = 41;
  private static final int SIDE_PX = 128;

  private ModelSpeed() {}

  /**
   * Milliseconds from a picture of 128 px to a face's logit, one at a time on one core: the median
   * of some dozens.
   *
   * @param bundle the model
   * @param precision which of its networks
   * @throws io.github.smiledetector.error.ModelException if the model has no such network, or it
   *     cannot be loaded
   */
  public static double millisPerFace(ModelBundle bundle, Precision precision) {
    Picture grey = new Picture(SIDE_PX, SIDE_PX, 1, new byte[SIDE_PX * SIDE_PX]);
    List<Crop> crop = List.of(new Crop(SIDE_PX / 2.0, SIDE_PX / 2.0, SIDE_PX, 0));
    double[] millis = new double[MEASURED];
    try (SmileClassifier classifier = new SmileClassifier(bundle, Optional.empty(), precision)) {
      for (int i = -WARM_UP; i < MEASURED; i++) {
        long start = System.nanoTime();
        classifier.logits(grey, crop);
        if (i >= 0) {
          millis[i] = (System.nanoTime() - start) / 1e6;
        }
      }
    }
    Arrays.sort(millis);
    return millis[MEASURED / 2];
  }
}
