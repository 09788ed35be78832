package io.github.smiledetector.cli.detect;

/** Numbers without digits that mean nothing. */
final class Rounded {
  private Rounded() {}

  /** To a hundredth of a pixel. */
  static double px(double value) {
    return Math.rint(value * 100) / 100;
  }

  /** A score or a probability, to a millionth. */
  static double share(double value) {
    return Math.rint(value * 1e6) / 1e6;
  }
}
