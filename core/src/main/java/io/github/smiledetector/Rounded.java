package io.github.smiledetector;

/** Numbers without digits that mean nothing, for outputs. */
public final class Rounded {
  private Rounded() {}

  /** To a hundredth of a pixel. */
  public static double px(double value) {
    return Math.rint(value * 100) / 100;
  }

  /** A score or a probability, to a millionth. */
  public static double share(double value) {
    return Math.rint(value * 1e6) / 1e6;
  }
}
