package io.github.smiledetector.cli;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.face.HaarFaceFinder;
import io.github.smiledetector.face.YuNetFaceFinder;
import io.github.smiledetector.face.YuNetFile;
import io.github.smiledetector.train.evaluate.JudgedFinder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What users call a face finder where it is to be judged. */
final class NamedFinder {
  /** Low enough for whole curves: what scores less is hardly ever a face. */
  private static final double LOWEST_SCORE = 0.05;

  private NamedFinder() {}

  /**
   * Opens it.
   *
   * @param word a finder's name
   * @throws OptionException if there is no such finder
   * @throws io.github.smiledetector.error.ModelException if its network is missing or damaged
   */
  static JudgedFinder open(String word) {
    FinderName name =
        known(word)
            .orElseThrow(
                () ->
                    new OptionException(
                        "there is no face finder \""
                            + word
                            + "\"; there are "
                            + String.join(
                                ", ",
                                Arrays.stream(FinderName.values())
                                    .map(FinderName::toString)
                                    .toList())));
    return switch (name) {
      case HAAR -> JudgedFinder.of(word, new HaarFaceFinder());
      case YUNET -> yunet(word);
    };
  }

  private static Optional<FinderName> known(String word) {
    return Arrays.stream(FinderName.values())
        .filter(name -> name.toString().equals(word.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  private static JudgedFinder yunet(String word) {
    // Says what to do where it is not there.
    YuNetFaceFinder usual = YuNetFaceFinder.fetched();
    Path file = YuNetFile.fetched().orElseThrow();
    return new JudgedFinder(
        word, usual, YuNetFaceFinder.open(file, LOWEST_SCORE), YuNetFaceFinder.THRESHOLD);
  }
}
