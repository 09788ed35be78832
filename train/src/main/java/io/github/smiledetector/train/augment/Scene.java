package io.github.smiledetector.train.augment;

import io.github.smiledetector.train.data.MarkedFace;
import java.util.List;

/**
 * A training picture of a face finder.
 *
 * @param pixels [side, side, 3], red, green, blue, 0..255; handed over, not copied
 * @param faces in the picture's pixels
 */
@SuppressWarnings("ArrayRecordComponent") // a scene is read once, by whoever fills a batch
public record Scene(float[] pixels, List<MarkedFace> faces) {
  /** Copies the list. */
  public Scene {
    faces = List.copyOf(faces);
  }
}
