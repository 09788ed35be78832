package io.github.smiledetector.train.evaluate;

import java.util.Locale;

/** Says what of a calibration is fitted to labelled faces. */
public enum CalibrationMethod {
  /** Slope and intercept (Platt, 1999). */
  PLATT,
  /**
   * The slope alone, with the intercept 0 (Guo and others, "On Calibration of Modern Neural
   * Networks", 2017): the network's own yes stays a yes. Its inverse is the temperature.
   */
  TEMPERATURE;

  /** As options and provenance call it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
