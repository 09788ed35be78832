package io.github.smiledetector.track;

import io.github.smiledetector.error.OptionException;
import java.time.Duration;

/** The ranges of times that are options. */
final class Ranges {
  private Ranges() {}

  static void require(Duration value, Duration least, Duration most, String what) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new OptionException(what + " must be " + least + " to " + most + ", not " + value);
    }
  }
}
