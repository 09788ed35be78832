package io.github.smiledetector;

import io.github.smiledetector.classifier.Precision;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.face.CompactFaceFinder;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.picture.ReadLimits;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Says how a {@link SmileDetector} works.
 *
 * <pre>{@code
 * DetectorOptions.DEFAULT.withFinder(YuNetFaceFinder::fetched).withSmallestFacePx(60)
 * }</pre>
 *
 * @param finder opens the face finder; the detector closes it
 * @param model folder of a model bundle; empty for the model that comes with the program
 * @param meaning what counts as a smile, by its name in the model; empty for the model's default
 * @param precision which of the model's networks computes
 * @param threshold smile probability from which on a face counts as smiling, 0 to 1; empty for the
 *     meaning's own
 * @param smallestFacePx longer side of the smallest face box that is looked for and judged, in the
 *     full picture's pixels, at least 1; empty for 20 and, in large pictures, for what the finder
 *     thinks worth the time ({@link FaceFinder#usualSmallestPx}). The larger, the faster
 * @param maxFaces most faces a picture, the best scores first, at least 1
 * @param threads pictures of a stream that are worked on at the same time, 1 to 1024, or 0 for one
 *     a core
 * @param batchSize most faces, of one picture or of many, that go through the network together, 1
 *     to 1024. On one core a face takes as long alone as among 8, and a seventh longer among 32
 * @param maxPixels most pixels a picture may have; larger ones are refused before they are decoded
 * @param seenAtPx longer side at which the finder sees a picture at most, pixels, at least 32;
 *     empty for no limit. Faces that are too small to be found at that size are not looked for,
 *     whatever {@code smallestFacePx} says: at 320 of a compact finder those below a sixteenth of
 *     the picture. Crops are still cut out of the larger picture
 */
public record DetectorOptions(
    Supplier<? extends FaceFinder> finder,
    Optional<Path> model,
    Optional<String> meaning,
    Precision precision,
    OptionalDouble threshold,
    OptionalInt smallestFacePx,
    int maxFaces,
    int threads,
    int batchSize,
    long maxPixels,
    OptionalInt seenAtPx) {
  /**
   * The finder {@link CompactFaceFinder} and the model that come with the program, the model's
   * threshold and default meaning.
   */
  public static final DetectorOptions DEFAULT =
      new DetectorOptions(
          CompactFaceFinder::embedded,
          Optional.empty(),
          Optional.empty(),
          Precision.AUTO,
          OptionalDouble.empty(),
          OptionalInt.empty(),
          1000,
          0,
          8,
          40_000_000,
          OptionalInt.empty());

  private static final int SMALLEST_FACE_PX = 20;

  /** At less no finder finds more than a face that fills the picture. */
  private static final int LEAST_SEEN_AT_PX = 32;

  /** Of threads, and of faces a batch: beyond it memory goes and nothing is gained. */
  private static final int MOST = 1024;

  /** Of this side a face's crop has the 96 pixels that the network takes. */
  private static final int DETAILED_FACE_PX = 104;

  /**
   * @throws OptionException if a value is out of its range
   */
  public DetectorOptions {
    Objects.requireNonNull(finder, "finder");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(meaning, "meaning");
    Objects.requireNonNull(precision, "precision");
    Objects.requireNonNull(seenAtPx, "seenAtPx");
    if (threshold.isPresent() && !(threshold.getAsDouble() >= 0 && threshold.getAsDouble() <= 1)) {
      throw new OptionException(
          "the threshold is a smile probability, 0 to 1, not " + threshold.getAsDouble());
    }
    requireAtLeastOne(smallestFacePx.orElse(1), "the smallest face's side, in pixels,");
    requireAtLeastOne(maxFaces, "the most faces a picture");
    requireAtLeastOne(batchSize, "the batch size");
    requireAtLeastOne(maxPixels, "the most pixels a picture");
    if (threads < 0 || threads > MOST) {
      throw new OptionException(
          "threads must be 1 to " + MOST + ", or 0 for as many as there are cores, not " + threads);
    }
    if (batchSize > MOST) {
      throw new OptionException("the batch size must be 1 to " + MOST + ", not " + batchSize);
    }
    if (seenAtPx.orElse(LEAST_SEEN_AT_PX) < LEAST_SEEN_AT_PX) {
      throw new OptionException(
          "the side at which a picture is seen, in pixels, must be at least "
              + LEAST_SEEN_AT_PX
              + ", not "
              + seenAtPx.getAsInt());
    }
  }

  private static void requireAtLeastOne(long value, String what) {
    if (value < 1) {
      throw new OptionException(what + " must be at least 1, not " + value);
    }
  }

  /** The same with another face finder, such as {@code HaarFaceFinder::new} opens it. */
  public DetectorOptions withFinder(Supplier<? extends FaceFinder> opens) {
    return changed(draft -> draft.finder = opens);
  }

  /** The same with a model of your own: the folder of its bundle. */
  public DetectorOptions withModel(Path folder) {
    return changed(draft -> draft.model = Optional.of(folder));
  }

  /**
   * The same with another of the model's meanings. One that the model does not have is an {@link
   * OptionException} when the detector is opened.
   *
   * @param name such as {@code broad}
   */
  public DetectorOptions withMeaning(String name) {
    return changed(draft -> draft.meaning = Optional.of(name));
  }

  /** The same with the model's network of other numbers. */
  public DetectorOptions withPrecision(Precision numbers) {
    return changed(draft -> draft.precision = numbers);
  }

  /**
   * The same with another threshold.
   *
   * @param probability 0 to 1
   * @throws OptionException if it is out of its range
   */
  public DetectorOptions withThreshold(double probability) {
    return changed(draft -> draft.threshold = OptionalDouble.of(probability));
  }

  /**
   * The same with another smallest face.
   *
   * @param sidePx longer side of its box, at least 1
   * @throws OptionException if it is out of its range
   */
  public DetectorOptions withSmallestFacePx(int sidePx) {
    return changed(draft -> draft.smallestFacePx = OptionalInt.of(sidePx));
  }

  /**
   * The same with another number of faces a picture.
   *
   * @param count at least 1
   * @throws OptionException if it is out of its range
   */
  public DetectorOptions withMaxFaces(int count) {
    return changed(draft -> draft.maxFaces = count);
  }

  /**
   * The same with another number of pictures that are worked on at the same time.
   *
   * @param count at least 1, or 0 for one a core
   * @throws OptionException if it is negative
   */
  public DetectorOptions withThreads(int count) {
    return changed(draft -> draft.threads = count);
  }

  /**
   * The same with another batch size.
   *
   * @param faces at least 1
   * @throws OptionException if it is out of its range
   */
  public DetectorOptions withBatchSize(int faces) {
    return changed(draft -> draft.batchSize = faces);
  }

  /**
   * The same with another limit to a picture's size.
   *
   * @param pixels at least 1
   * @throws OptionException if it is out of its range
   */
  public DetectorOptions withMaxPixels(long pixels) {
    return changed(draft -> draft.maxPixels = pixels);
  }

  /**
   * The same with a limit to the size at which the finder sees a picture: what a picture takes then
   * hardly depends on its size.
   *
   * @param longerSidePx at least 32
   * @throws OptionException if it is out of its range
   */
  public DetectorOptions withSeenAtPx(int longerSidePx) {
    return changed(draft -> draft.seenAtPx = OptionalInt.of(longerSidePx));
  }

  /** Longer side of the smallest face that is judged, pixels. */
  int smallestJudgedPx() {
    return smallestFacePx.orElse(SMALLEST_FACE_PX);
  }

  /** Longer side of the smallest face that is looked for in a picture, pixels. */
  int smallestSoughtPx(FaceFinder opened, int longerSidePx) {
    return Math.max(
        smallestFacePx.orElse(opened.usualSmallestPx(longerSidePx)),
        smallestSeenPx(opened, longerSidePx));
  }

  /** Longer side of the smallest face that can be seen at the size that is allowed, pixels. */
  int smallestSeenPx(FaceFinder opened, int longerSidePx) {
    return seenAtPx.isEmpty()
        ? 1
        : (int) Math.ceil(opened.surePx() * longerSidePx / seenAtPx.getAsInt());
  }

  /**
   * A picture may be decoded smaller as long as the smallest face that is looked for keeps what the
   * model sees of it.
   */
  ReadLimits readLimits(FaceFinder opened) {
    return new ReadLimits(
        maxPixels, longerSidePx -> smallestSoughtPx(opened, longerSidePx) / DETAILED_FACE_PX);
  }

  private DetectorOptions changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /** The same values, open to change: the one place that names them all for the copies above. */
  private static final class Draft {
    private Supplier<? extends FaceFinder> finder;
    private Optional<Path> model;
    private Optional<String> meaning;
    private Precision precision;
    private OptionalDouble threshold;
    private OptionalInt smallestFacePx;
    private int maxFaces;
    private int threads;
    private int batchSize;
    private long maxPixels;
    private OptionalInt seenAtPx;

    Draft(DetectorOptions options) {
      finder = options.finder;
      model = options.model;
      meaning = options.meaning;
      precision = options.precision;
      threshold = options.threshold;
      smallestFacePx = options.smallestFacePx;
      maxFaces = options.maxFaces;
      threads = options.threads;
      batchSize = options.batchSize;
      maxPixels = options.maxPixels;
      seenAtPx = options.seenAtPx;
    }

    DetectorOptions options() {
      return new DetectorOptions(
          finder,
          model,
          meaning,
          precision,
          threshold,
          smallestFacePx,
          maxFaces,
          threads,
          batchSize,
          maxPixels,
          seenAtPx);
    }
  }
}
