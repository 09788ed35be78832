package io.github.smiledetector.train.evaluate;

import io.github.smiledetector.face.FaceFinder;

/**
 * A face finder that is to be judged.
 *
 * @param name what to call it
 * @param usual as it is used; its time is taken
 * @param eager the same, but it also gives faces below its threshold, for the curves; may be the
 *     usual one
 * @param threshold score from which on the usual one gives a face
 */
public record JudgedFinder(String name, FaceFinder usual, FaceFinder eager, double threshold)
    implements AutoCloseable {
  /** Closes both. */
  @Override
  public void close() {
    usual.close();
    eager.close();
  }
}
