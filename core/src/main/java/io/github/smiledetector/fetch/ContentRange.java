package io.github.smiledetector.fetch;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which bytes of a file a partial answer holds.
 *
 * @param first offset of the first
 * @param last offset of the last
 * @param totalBytes size of the whole file, or {@link Progress#UNKNOWN}
 */
record ContentRange(long first, long last, long totalBytes) {
  private static final Pattern BYTES =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  /** Reads the header's value; nothing if it is malformed or contradicts itself. */
  static Optional<ContentRange> parse(String header) {
    Matcher m = BYTES.matcher(header.strip());
    if (!m.matches()) {
      return Optional.empty();
    }
    ContentRange range =
        new ContentRange(
            Long.parseLong(m.group(1)),
            Long.parseLong(m.group(2)),
            m.group(3).equals("*") ? Progress.UNKNOWN : Long.parseLong(m.group(3)));
    boolean sound =
        range.first <= range.last && (range.totalBytes < 0 || range.last < range.totalBytes);
    return sound ? Optional.of(range) : Optional.empty();
  }

  /**
   * Whether these bytes follow on what is there.
   *
   * @param size how many bytes are there
   * @param expectedBytes size of the whole file, or {@link Progress#UNKNOWN}
   */
  boolean follows(long size, long expectedBytes) {
    return first == size && (totalBytes < 0 || expectedBytes < 0 || totalBytes == expectedBytes);
  }
}
