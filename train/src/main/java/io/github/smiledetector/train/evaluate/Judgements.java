package io.github.smiledetector.train.evaluate;

import java.util.List;

/**
 * What a model said of all pictures.
 *
 * @param judged in the data set's order
 * @param leftOut those that could not be read
 * @param seconds the whole took, reading the pictures included; 0 where nothing was computed
 */
public record Judgements(List<JudgedPicture> judged, List<LeftOut> leftOut, double seconds) {
  /** Copies the lists. */
  public Judgements {
    judged = List.copyOf(judged);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * A picture that could not be read.
   *
   * @param name its name in the data set
   * @param reason why not
   */
  public record LeftOut(String name, String reason) {}
}
