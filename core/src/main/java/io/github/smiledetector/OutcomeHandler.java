package io.github.smiledetector;

import io.github.smiledetector.picture.DecodedPicture;
import java.util.Optional;

/**
 * Makes something of a picture's outcome while its pixels are still in memory, such as a copy with
 * the faces framed. Called on the threads that work on pictures, several at a time.
 *
 * @param <R> what it makes; keep it small, results wait for their turn
 */
@FunctionalInterface
public interface OutcomeHandler<R> {
  /**
   * Handles one picture.
   *
   * @param outcome what became of it
   * @param picture its pixels, only to be read; empty if it could not be read
   * @return what the stream of results gives, not null
   */
  R handle(PictureOutcome outcome, Optional<DecodedPicture> picture);
}
