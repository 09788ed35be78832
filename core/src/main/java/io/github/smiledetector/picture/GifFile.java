package io.github.smiledetector.picture;

import io.github.smiledetector.picture.Header.Alpha;
import io.github.smiledetector.picture.Header.Decoding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The structure of a GIF: its specification of 1989, sections 17 to 27. */
final class GifFile {
  private static final int EXTENSION = 0x21;
  private static final int GRAPHIC_CONTROL = 0xF9;
  private static final int IMAGE = 0x2C;
  private static final int TRAILER = 0x3B;

  private GifFile() {}

  /**
   * Walks the blocks to the trailer. The sizes are two numbers at fixed places; metadata-extractor
   * would read all of the file to get at them.
   */
  static Header header(ByteBuffer bigEndian) throws Flaw {
    ByteBuffer file = bigEndian.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int width = file.getShort(6) & 0xFFFF;
    int height = file.getShort(8) & 0xFFFF;
    boolean images = false;
    boolean translucent = false;
    int at = 13 + paletteBytes(file.get(10));
    int block = file.get(at) & 0xFF;
    while (block != TRAILER) {
      if (block == EXTENSION) {
        if (!images && (file.get(at + 1) & 0xFF) == GRAPHIC_CONTROL) {
          translucent = (file.get(at + 3) & 1) != 0;
        }
        at = afterSubBlocks(file, at + 2);
      } else if (block == IMAGE) {
        images = true;
        at = afterSubBlocks(file, at + 11 + paletteBytes(file.get(at + 9)));
      } else {
        throw Flaw.damaged("it has a block of an unknown kind, " + block + ", at byte " + at);
      }
      block = file.get(at) & 0xFF;
    }
    if (!images) {
      throw Flaw.damaged("it holds no image");
    }
    return translucent
        ? Header.translucent(Format.GIF, width, height, Alpha.STRAIGHT, Orientation.UPRIGHT)
        : Header.opaque(Format.GIF, width, height, Decoding.COLOUR, Orientation.UPRIGHT);
  }

  private static int paletteBytes(byte flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  private static int afterSubBlocks(ByteBuffer file, int from) {
    int at = from;
    int length = file.get(at) & 0xFF;
    while (length != 0) {
      at += 1 + length;
      length = file.get(at) & 0xFF;
    }
    return at + 1;
  }
}
