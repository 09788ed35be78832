package io.github.smiledetector.fetch;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.SmileDetectorException;
import java.nio.file.Path;

/** Decides, before a fetched file is moved into place, whether it is the file that was meant. */
@FunctionalInterface
public interface Acceptance {
  /**
   * Returns if the file is the right one. Called a second time, with the file fetched from the
   * start, if it refused one that was pieced together.
   *
   * @param file the whole file under a temporary name
   * @param sha256 its digest, 64 lower-case hexadecimal digits
   * @param source where it came from, for the message
   * @throws SmileDetectorException saying what was expected and what was found
   */
  void check(Path file, String sha256, String source);

  /** Accepts only the file with this digest. */
  static Acceptance ofSha256(String expected) {
    return (file, sha256, source) -> {
      if (!sha256.equals(expected)) {
        throw new DataException(
            source
                + ": not the expected file: SHA-256 "
                + expected
                + " was expected, "
                + sha256
                + " found; nothing was kept. Fetch it again, or give another copy");
      }
    };
  }
}
