package io.github.smiledetector.fetch;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the bytes of a part come from, and how to tell whether the file there is still the same.
 *
 * @param address what was asked for, before redirects
 * @param validator a strong ETag or a date of last change that is fit for {@code If-Range}
 * @param totalBytes size of the whole file, or {@link Progress#UNKNOWN}
 */
record Origin(URI address, Optional<String> validator, long totalBytes) {
  /** A date says little about a file that was changed within the clock's resolution. */
  private static final Duration SETTLED = Duration.ofSeconds(60);

  private static final Pattern STRONG_TAG = Pattern.compile("\"[\\x21\\x23-\\x7e]*\"");

  /** Leaves out a validator that is not fit, for servers and disks may hold anything. */
  Origin {
    validator = validator.filter(v -> STRONG_TAG.matcher(v).matches() || date(v).isPresent());
  }

  /** What the head of a full answer says. */
  static Origin of(URI address, HttpHeaders head) {
    return new Origin(
        address, validator(head), head.firstValueAsLong("Content-Length").orElse(Progress.UNKNOWN));
  }

  private static Optional<String> validator(HttpHeaders head) {
    Optional<String> tag = head.firstValue("ETag");
    if (tag.isPresent()) {
      // HTTP forbids the date to those who have a tag, even one that is not fit.
      return tag;
    }
    Optional<Instant> changed = head.firstValue("Last-Modified").flatMap(Origin::date);
    Optional<Instant> sent = head.firstValue("Date").flatMap(Origin::date);
    return changed.isPresent()
            && sent.isPresent()
            && !changed.get().plus(SETTLED).isAfter(sent.get())
        ? head.firstValue("Last-Modified")
        : Optional.empty();
  }

  /** A date as HTTP writes it. */
  static Optional<Instant> date(String text) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip())));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** One line each, the last one ended, so that what was cut off is not taken for whole. */
  String format() {
    return address + "\n" + validator.orElse("") + "\n" + totalBytes + "\n";
  }

  /** Reads what {@link #format} wrote; nothing if it is anything else. */
  static Optional<Origin> parse(String text) {
    List<String> lines = List.of(text.split("\n", -1));
    if (lines.size() != 4 || !lines.get(3).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Origin(
              URI.create(lines.get(0)),
              Optional.of(lines.get(1)).filter(v -> !v.isEmpty()),
              Long.parseLong(lines.get(2))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
