package io.github.smiledetector.picture;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The compressed pixels of a PNG. A kilobyte of them may expand to a megabyte, and OpenCV expands
 * all of them, however many pixels there are.
 */
final class PngData {
  static final String CHUNK = "IDAT";

  /** Fewer are done with in seconds, whatever they hold; more are expanded twice. */
  static final long TRUSTED_BYTES = 2 << 20;

  private PngData() {}

  /**
   * Expands the pixels as far as they should go.
   *
   * @param pixelBytes how many bytes they should be at most
   * @param file whose structure is known to be sound
   * @throws Flaw if they are more
   */
  static void requireAtMost(long pixelBytes, ByteBuffer file) throws Flaw {
    Inflater inflater = new Inflater();
    byte[] part = new byte[1 << 16];
    try {
      int at = 8;
      while (!inflater.finished() && at + 12 <= file.limit()) {
        int length = file.getInt(at);
        if (PngFile.type(file, at).equals(CHUNK)) {
          inflater.setInput(file.slice(at + 8, length));
          while (!inflater.needsInput() && !inflater.finished()) {
            if (inflater.inflate(part) == 0 && inflater.needsDictionary()) {
              throw Flaw.damaged("its pixels want a dictionary, which no PNG has");
            }
            if (inflater.getBytesWritten() > pixelBytes) {
              throw Flaw.damaged(
                  "its pixels expand to more than the " + pixelBytes + " bytes they should have");
            }
          }
        }
        at += 12 + length;
      }
    } catch (DataFormatException e) {
      throw Flaw.damaged("its pixels cannot be expanded: " + e.getMessage());
    } finally {
      inflater.end();
    }
  }
}
