package io.github.smiledetector.cli.detect;

import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.picture.PictureSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
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

  /** In a few words; Java's own message often is the file's name alone. */
  static String why(IOException error) {
    if (error instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (error instanceof FileSystemException failed && failed.getReason() != null) {
      return failed.getReason();
    }
    return error.getClass() == IOException.class && error.getMessage() != null
        ? error.getMessage()
        : error.toString();
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
