package io.github.smiledetector.cli.detect;

import io.github.smiledetector.PictureSmiles;
import io.github.smiledetector.error.PictureException;

/** How results are written. Thread-safe. */
public interface ResultFormat {
  /** What comes before the first result; empty for nothing. */
  String header();

  /**
   * A picture that was read, as whole lines.
   *
   * @param file as the user named it
   */
  String seen(String file, PictureSmiles smiles);

  /**
   * A picture that failed, as whole lines; empty for nothing.
   *
   * @param file as the user named it
   */
  String failed(String file, PictureException error);
}
