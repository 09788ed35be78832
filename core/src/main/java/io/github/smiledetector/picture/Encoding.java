package io.github.smiledetector.picture;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * What the bytes of a picture file say about themselves before anything is decoded.
 *
 * @param format the format's name, or "file" where it is none that we look into
 * @param known whether the first bytes are those of a picture format
 * @param mayBeTransparent whether pixels can be see-through
 * @param grey whether it is known to hold grey levels only
 * @param damage what is wrong with its structure
 */
record Encoding(
    String format, boolean known, boolean mayBeTransparent, boolean grey, Optional<String> damage) {
  private static final String CUT_OFF =
      "it ends too early, as after a transfer that broke off; get it again";

  static Encoding of(byte[] encoded) {
    if (startsWith(encoded, 0, 0xFF, 0xD8, 0xFF)) {
      return new Encoding("JPEG", true, false, false, jpegDamage(encoded));
    }
    if (startsWith(encoded, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
      return png(encoded);
    }
    if (startsWith(encoded, 0, 'R', 'I', 'F', 'F') && startsWith(encoded, 8, 'W', 'E', 'B', 'P')) {
      return other("WebP");
    }
    if (startsWith(encoded, 0, 'G', 'I', 'F', '8')) {
      return other("GIF");
    }
    if (startsWith(encoded, 0, 'I', 'I', 42, 0) || startsWith(encoded, 0, 'M', 'M', 0, 42)) {
      return other("TIFF");
    }
    if (startsWith(encoded, 0, 'B', 'M')) {
      return other("BMP");
    }
    return new Encoding("file", false, true, false, Optional.empty());
  }

  private static Encoding other(String format) {
    return new Encoding(format, true, true, false, Optional.empty());
  }

  private static boolean startsWith(byte[] encoded, int at, int... expected) {
    if (encoded.length < at + expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if ((encoded[at + i] & 0xFF) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Walks the segments of ITU-T T.81, annex B, to the end-of-image marker. Segments are skipped by
   * their length, so the end marker of a thumbnail inside one is not taken for the picture's.
   */
  private static Optional<String> jpegDamage(byte[] encoded) {
    int at = 2;
    while (true) {
      // Up to the next marker: within a scan, 0xFF followed by 0 is data and D0..D7 restart it.
      while (at + 1 < encoded.length
          && !((encoded[at] & 0xFF) == 0xFF && isMarker(encoded[at + 1] & 0xFF))) {
        at++;
      }
      if (at + 1 >= encoded.length) {
        return Optional.of(CUT_OFF);
      }
      int marker = encoded[at + 1] & 0xFF;
      if (marker == 0xD9) {
        return Optional.empty();
      }
      if (at + 3 >= encoded.length) {
        return Optional.of(CUT_OFF);
      }
      int length = ((encoded[at + 2] & 0xFF) << 8) | (encoded[at + 3] & 0xFF);
      at += 2 + length;
    }
  }

  private static boolean isMarker(int second) {
    return second != 0 && second != 1 && second != 0xFF && (second < 0xD0 || second > 0xD8);
  }

  /** Walks the chunks of the PNG specification, section 5, checksums included. */
  private static Encoding png(byte[] encoded) {
    ByteBuffer chunks = ByteBuffer.wrap(encoded, 8, encoded.length - 8);
    boolean transparent = false;
    boolean grey = false;
    Optional<String> damage = Optional.of(CUT_OFF);
    while (chunks.remaining() >= 12) {
      int length = chunks.getInt();
      if (length < 0 || length > chunks.remaining() - 8) {
        break;
      }
      int start = chunks.position();
      String type = latin(chunks, start);
      CRC32 checksum = new CRC32();
      checksum.update(encoded, start, 4 + length);
      if (type.equals("IHDR") && length >= 10) {
        int colourType = chunks.get(start + 4 + 9);
        transparent = colourType == 4 || colourType == 6;
        grey = colourType == 0 || colourType == 4;
      } else if (type.equals("tRNS")) {
        transparent = true;
      }
      chunks.position(start + 4 + length);
      if (chunks.getInt() != (int) checksum.getValue()) {
        damage = Optional.of("the checksum of its " + type + " chunk is wrong");
        break;
      }
      if (type.equals("IEND")) {
        damage = Optional.empty();
        break;
      }
    }
    return new Encoding("PNG", true, transparent, grey, damage);
  }

  private static String latin(ByteBuffer chunks, int at) {
    StringBuilder type = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      int c = chunks.get(at + i) & 0xFF;
      type.append(c >= ' ' && c < 127 ? (char) c : '?');
    }
    return type.toString();
  }
}
