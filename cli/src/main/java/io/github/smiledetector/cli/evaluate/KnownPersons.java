package io.github.smiledetector.cli.evaluate;

import java.util.Locale;
import java.util.stream.Stream;

/** Says who is in pictures of which some show nobody known. */
final class KnownPersons {
  private KnownPersons() {}

  /**
   * In words, such as "4 persons (2 of nobody known)".
   *
   * @param persons of every picture; empty for nobody known
   * @param clusters how many persons and pictures of nobody known there are
   */
  static String sentence(Stream<String> persons, int clusters) {
    long known = persons.filter(person -> !person.isEmpty()).distinct().count();
    long ofNobodyKnown = clusters - known;
    return String.format(Locale.ROOT, known == 1 ? "%,d person" : "%,d persons", known)
        + (ofNobodyKnown == 0
            ? ""
            : String.format(Locale.ROOT, " (%,d of nobody known)", ofNobodyKnown));
  }
}
