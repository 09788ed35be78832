package io.github.smiledetector;

import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.picture.PictureSource;

/** What became of one picture among many: its faces, or why it could not be read. */
public sealed interface PictureOutcome {
  /** The picture. */
  PictureSource source();

  /**
   * The picture was read.
   *
   * @param source the picture
   * @param smiles its faces; none is a result too
   */
  record Detected(PictureSource source, PictureSmiles smiles) implements PictureOutcome {}

  /**
   * The picture could not be read; the others are not affected.
   *
   * @param source the picture
   * @param error what was wrong with it
   */
  record Failed(PictureSource source, PictureException error) implements PictureOutcome {}
}
