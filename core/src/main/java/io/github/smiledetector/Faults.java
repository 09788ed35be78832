package io.github.smiledetector;

import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.error.PictureException.Kind;
import io.github.smiledetector.picture.PictureSource;

/** Whatever goes wrong with one picture concerns that picture alone. */
final class Faults {
  private Faults() {}

  /**
   * As an error of the picture.
   *
   * @param source the picture that was being worked on
   * @param error an exception, or memory that ran out
   * @return what the picture's outcome says
   */
  static PictureException of(PictureSource source, Throwable error) {
    if (error instanceof PictureException known) {
      return known;
    }
    if (error instanceof OutOfMemoryError) {
      return new PictureException(
          Kind.TOO_LARGE,
          source.name()
              + " takes more memory than there is; give Java more with -Xmx (now "
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MiB), or work on fewer pictures at once",
          error);
    }
    return new PictureException(
        Kind.OUR_FAULT,
        source.name() + ": fault of smile-detector, please report it: " + error,
        error);
  }
}
