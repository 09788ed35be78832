package io.github.smiledetector.cli;

import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.face.HaarFaceFinder;
import io.github.smiledetector.face.YuNetFaceFinder;
import java.util.Locale;

/** The face finders that can be asked for. */
enum FinderName {
  HAAR,
  YUNET;

  /** Opens it. */
  FaceFinder open() {
    return switch (this) {
      case HAAR -> new HaarFaceFinder();
      case YUNET -> YuNetFaceFinder.fetched();
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
