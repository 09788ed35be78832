package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.classifier.SmileClassifier;
import io.github.smiledetector.geometry.Crop;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.picture.Picture;
import java.util.Arrays;
import java.util.List;

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
   * @throws io.github.smiledetector.error.ModelException if the model cannot be loaded
   */
  public static double millisPerFace(ModelBundle bundle) {
    Picture grey = new Picture(SIDE_PX, SIDE_PX, 1, new byte[SIDE_PX * SIDE_PX]);
    List<Crop> crop = List.of(new Crop(SIDE_PX / 2.0, SIDE_PX / 2.0, SIDE_PX, 0));
    double[] millis = new double[MEASURED];
    try (SmileClassifier classifier = new SmileClassifier(bundle)) {
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
