package io.github.smiledetector.cli.detect;

import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.picture.PictureSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Stands among the pictures for something that is none, such as a folder that cannot be listed, so
 * that it is reported in its turn. Whoever reads it gets its error.
 */
final class FailedInput extends InputStream {
  private final PictureException error;

  private FailedInput(PictureException error) {
    this.error = error;
  }

  static PictureSource of(String name, PictureException.Kind kind, String message) {
    return PictureSource.of(new FailedInput(new PictureException(kind, message)), name);
  }

  /** Why a source is none, if it is none. */
  static Optional<PictureException> errorOf(PictureSource source) {
    return source instanceof PictureSource.OfStream stream
            && stream.encoded() instanceof FailedInput failed
        ? Optional.of(failed.error)
        : Optional.empty();
  }

  @Override
  public int read() throws IOException {
    throw new IOException(error.getMessage());
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return read();
  }
}
