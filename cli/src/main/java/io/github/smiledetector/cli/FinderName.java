package io.github.smiledetector.cli;

import io.github.smiledetector.face.CompactFaceFinder;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.face.HaarFaceFinder;
import io.github.smiledetector.face.YuNetFaceFinder;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.TypeConversionException;

/**
 * A face finder as it is asked for.
 *
 * @param word the name of one that is known, or the file of a network of one's own
 */
record FinderName(String word) {
  static final FinderName HAAR = new FinderName(HaarFaceFinder.NAME);
  static final FinderName YUNET = new FinderName(YuNetFaceFinder.NAME);
  static final FinderName COMPACT = new FinderName(CompactFaceFinder.NAME);

  /** What is used where nothing is asked for; the library has the same in its options. */
  static final String USUAL = CompactFaceFinder.NAME;

  /** The usual one, unless the environment names another: a default for picocli. */
  static final String DEFAULT = "${env:SMILE_FINDER:-" + USUAL + "}";

  /** What can be given, for help pages. */
  static final String LABEL = "compact|yunet|haar|FILE.onnx";

  private static final List<FinderName> KNOWN = List.of(COMPACT, YUNET, HAAR);
  private static final String FILE_ENDING = ".onnx";

  /** Of what users write, in upper or lower case. */
  static FinderName of(String written) {
    return KNOWN.stream()
        .filter(known -> known.word.equalsIgnoreCase(written))
        .findFirst()
        .orElseGet(() -> file(written));
  }

  private static FinderName file(String written) {
    if (!written.toLowerCase(Locale.ROOT).endsWith(FILE_ENDING)) {
      throw new TypeConversionException("expected " + takes());
    }
    return new FinderName(written);
  }

  /** What can be given, for messages. */
  static String takes() {
    return String.join(", ", new Names()) + " or the file of a finder of your own, *" + FILE_ENDING;
  }

  /** Opens it. */
  FaceFinder open() {
    return switch (word) {
      case HaarFaceFinder.NAME -> new HaarFaceFinder();
      case YuNetFaceFinder.NAME -> YuNetFaceFinder.fetched();
      case CompactFaceFinder.NAME -> CompactFaceFinder.embedded();
      default -> CompactFaceFinder.open(Path.of(word));
    };
  }

  /**
   * Opens it for more or fewer faces than it usually gives; Haar gives what it always gives.
   *
   * @param threshold lowest score of a face
   */
  FaceFinder open(double threshold) {
    return switch (word) {
      case HaarFaceFinder.NAME -> new HaarFaceFinder();
      case YuNetFaceFinder.NAME -> YuNetFaceFinder.fetched(threshold);
      case CompactFaceFinder.NAME -> CompactFaceFinder.embedded(threshold);
      default -> CompactFaceFinder.open(Path.of(word), threshold);
    };
  }

  /** Lowest score of a face that it usually gives; 0 for Haar, which has no such score. */
  double threshold() {
    return equals(HAAR)
        ? 0
        : equals(YUNET) ? YuNetFaceFinder.THRESHOLD : CompactFaceFinder.THRESHOLD;
  }

  @Override
  public String toString() {
    return word;
  }

  /** The names that are known, for completion. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return KNOWN.stream().map(FinderName::word).iterator();
    }
  }
}
