package io.github.smiledetector.cli;

import io.github.smiledetector.cli.detect.ReadError;
import io.github.smiledetector.error.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that holds one line, which is nobody else's business. Messages show nothing of it. */
final class SecretFile {
  private static final int MAX_BYTES = 4096;

  private SecretFile() {}

  /**
   * The line, without space around it.
   *
   * @param what it is, for messages
   * @param make how to make one, for messages
   * @throws DataException if there is no such file, it cannot be read, or it is not one line of
   *     text
   */
  static String read(Path file, String what, String make) {
    try {
      String text = text(file).strip();
      long lines = text.lines().count();
      if (lines != 1) {
        throw new IOException(lines == 0 ? "it is empty" : "it has " + lines + " lines");
      }
      return text;
    } catch (IOException e) {
      throw new DataException(
          "the "
              + what
              + " in "
              + file
              + " cannot be used: "
              + ReadError.why(e)
              + ". The file has to hold one line with nothing else, as made by: "
              + make,
          e);
    }
  }

  private static String text(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("it is a folder");
    }
    byte[] bytes;
    // Not by its size: it may be a pipe.
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw new IOException("it has more than " + MAX_BYTES + " bytes");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("it is no text in UTF-8", e);
    }
  }
}
