package io.github.smiledetector.cli;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.face.HaarFaceFinder;
import java.util.Locale;

/** The face finders that can be asked for. */
enum FinderName {
  HAAR,
  YUNET;

  /** Opens it. */
  FaceFinder open() {
    return switch (this) {
      case HAAR -> new HaarFaceFinder();
      case YUNET -> throw new OptionException("the finder yunet is not in this build yet");
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
