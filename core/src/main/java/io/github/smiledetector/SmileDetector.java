package io.github.smiledetector;

import io.github.smiledetector.classifier.Precision;
import io.github.smiledetector.classifier.SmileClassifier;
import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.error.PictureException;
import io.github.smiledetector.error.SmileDetectorException;
import io.github.smiledetector.error.StoppedException;
import io.github.smiledetector.face.Face;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.geometry.Crop;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.model.ModelDescription;
import io.github.smiledetector.picture.DecodedPicture;
import io.github.smiledetector.picture.Orientation;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.picture.PictureSource;
import io.github.smiledetector.picture.PixelFormat;
import io.github.smiledetector.picture.ReadLimits;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Stream;

/**
 * Finds the faces in pictures and says, for each, how probable it is that it is smiling: the class
 * to start with.
 *
 * <pre>{@code
 * try (SmileDetector detector = SmileDetector.open()) {
 *   for (FaceSmile face : detector.detect(Path.of("party.jpg")).faces()) {
 *     System.out.println(face.box() + " " + face.probability());
 *   }
 * }
 * }</pre>
 *
 * <p>Many pictures go through {@link #detectAll(Stream, ResultOrder)}, which keeps all cores busy,
 * judges the faces of many pictures together, holds only some pictures in memory at a time, and
 * reports a picture that cannot be read without stopping:
 *
 * <pre>{@code
 * try (Stream<Path> files = Files.list(Path.of("album"));
 *     Stream<PictureOutcome> outcomes =
 *         detector.detectAll(files.map(PictureSource::of), ResultOrder.AS_GIVEN)) {
 *   outcomes.forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>Opening loads the model and the face finder: open one detector and use it for all pictures. It
 * holds native memory: whoever opens one closes it. Thread-safe: calls at the same time run at the
 * same time, each on one core. Where more callers come than there are cores, as to a server, a
 * {@link DetectionQueue} lets some wait and turns the rest away.
 */
public final class SmileDetector implements AutoCloseable {
  private final FaceFinder finder;
  private final SmileClassifier classifier;
  private final DetectorOptions options;
  private final ReadLimits limits;
  private final double threshold;

  private volatile boolean closed;

  /** For calls with one picture: never more than there were such calls at the same time. */
  private final Deque<Judging> idle = new ConcurrentLinkedDeque<>();

  private SmileDetector(FaceFinder finder, SmileClassifier classifier, DetectorOptions options) {
    this.finder = finder;
    this.classifier = classifier;
    this.options = options;
    this.limits = options.readLimits(finder);
    this.threshold = options.threshold().orElse(classifier.threshold());
  }

  /**
   * Opens a detector with the model and the face finder that come with the program.
   *
   * @throws ModelException if this build has no model, or it cannot be loaded
   */
  public static SmileDetector open() {
    return open(DetectorOptions.DEFAULT);
  }

  /**
   * Opens a detector.
   *
   * @param options how it works
   * @throws ModelException if the model or the finder's is missing, damaged or not understood, or
   *     the model does not know the face finder or has no network of the precision asked for
   * @throws OptionException if the model has no meaning of the name asked for
   * @throws SmileDetectorException if the native libraries for this machine are not on the class
   *     path
   */
  public static SmileDetector open(DetectorOptions options) {
    try {
      return open(options.model().map(ModelBundle::read).orElseGet(ModelBundle::embedded), options);
    } catch (LinkageError e) {
      throw new SmileDetectorException(
          "the native libraries of OpenCV or ONNX Runtime cannot be loaded on "
              + System.getProperty("os.name")
              + ", "
              + System.getProperty("os.arch")
              + ". Add javacpp, openblas and opencv with the classifier of this platform to the"
              + " class path ("
              + e
              + ")",
          e);
    }
  }

  /** Opens a detector with a model at hand, whatever the options say about the model. */
  static SmileDetector open(ModelBundle bundle, DetectorOptions options) {
    SmileClassifier classifier =
        new SmileClassifier(bundle, options.meaning(), options.precision());
    FaceFinder finder = null;
    try {
      finder = options.finder().get();
      // Now, not at the first face.
      classifier.requireKnown(finder.name(), finder.givesLandmarks());
      return new SmileDetector(finder, classifier, options);
    } catch (Throwable e) {
      if (finder != null) {
        finder.close();
      }
      classifier.close();
      throw e;
    }
  }

  /**
   * Detects in a picture file.
   *
   * @param file in any format that {@link PictureReader} reads
   * @return its faces, best first
   * @throws PictureException if there is no such file or it cannot be read as a picture
   * @throws ModelException if the network fails on it
   * @throws IllegalStateException if this is closed
   */
  public PictureSmiles detect(Path file) {
    return detect(PictureSource.of(file));
  }

  /**
   * Detects in an encoded picture.
   *
   * @param encoded a file's bytes, in any format that {@link PictureReader} reads
   * @param name what to call it in errors
   * @return its faces, best first
   * @throws PictureException if it cannot be read as a picture
   * @throws ModelException if the network fails on it
   * @throws IllegalStateException if this is closed
   */
  public PictureSmiles detect(byte[] encoded, String name) {
    return detect(PictureSource.of(encoded, name));
  }

  /**
   * Detects in an encoded picture.
   *
   * @param encoded a file's bytes, read to the end and not closed
   * @param name what to call it in errors
   * @return its faces, best first
   * @throws PictureException if it cannot be read as a picture
   * @throws ModelException if the network fails on it
   * @throws IllegalStateException if this is closed
   */
  public PictureSmiles detect(InputStream encoded, String name) {
    return detect(PictureSource.of(encoded, name));
  }

  /**
   * Detects in a picture of Java's own.
   *
   * @param image upright, of any type; what is see-through counts as white
   * @return its faces, best first
   * @throws PictureException if it is larger than allowed
   * @throws ModelException if the network fails on it
   * @throws IllegalStateException if this is closed
   */
  public PictureSmiles detect(BufferedImage image) {
    return detect(PictureSource.of(image, "image"));
  }

  /**
   * Detects in pixels, such as a camera gives them.
   *
   * @param pixels upright, row by row without gaps, from the buffer's position on; best direct
   * @param widthPx columns
   * @param heightPx rows
   * @param format what the bytes mean
   * @return its faces, best first
   * @throws PictureException if the sizes do not fit together or are larger than allowed
   * @throws ModelException if the network fails on it
   * @throws IllegalStateException if this is closed
   */
  public PictureSmiles detect(ByteBuffer pixels, int widthPx, int heightPx, PixelFormat format) {
    return detect(PictureSource.of(pixels, widthPx, heightPx, format, "pixels"));
  }

  /**
   * Detects in upright pixels.
   *
   * @param picture any size, grey or colour; not kept
   * @return its faces, best first
   * @throws ModelException if the network fails on it
   * @throws IllegalStateException if this is closed
   */
  public PictureSmiles detect(Picture picture) {
    DecodedPicture whole =
        new DecodedPicture(picture, picture.widthPx(), picture.heightPx(), Orientation.UPRIGHT);
    return judged(PictureSource.of(new byte[0], "picture"), whole, Cancellation.onRequest());
  }

  /**
   * Detects in a picture from wherever it comes.
   *
   * @param source of the picture
   * @return its faces, best first
   * @throws PictureException if it cannot be read as a picture
   * @throws ModelException if the network fails on it
   * @throws IllegalStateException if this is closed
   */
  public PictureSmiles detect(PictureSource source) {
    return detect(source, Cancellation.onRequest());
  }

  /**
   * Detects in a picture from wherever it comes, unless it is called off or takes too long.
   *
   * @param source of the picture
   * @param cancellation looked at before each step
   * @return its faces, best first
   * @throws PictureException if it cannot be read as a picture
   * @throws StoppedException if it was called off; a {@link
   *     io.github.smiledetector.error.DeadlineException} if its time is over
   * @throws ModelException if the network fails on it
   * @throws IllegalStateException if this is closed
   */
  public PictureSmiles detect(PictureSource source, Cancellation cancellation) {
    cancellation.check();
    return judged(source, read(source), cancellation);
  }

  private PictureSmiles judged(
      PictureSource source, DecodedPicture decoded, Cancellation cancellation) {
    cancellation.check();
    PendingPicture picture = sought(0, source, decoded);
    cancellation.check();
    Judging judging = idle.poll();
    if (judging == null) {
      judging = newJudging();
    }
    judging.add(picture, smallestJudgedPx(decoded));
    judging.judge();
    judging.clear();
    // Not after a failure: what it holds then, nobody wants.
    idle.push(judging);
    return smiles(picture);
  }

  /**
   * Detects in many pictures: reads, finds and judges on several threads, with only some pictures
   * in memory at a time. A picture that cannot be read is an outcome like any other.
   *
   * <p>The work starts now, not with the first result that is taken. It ends when the last one is,
   * or when the result is closed, which waits for the pictures under way: a source that blocks in a
   * read holds it up. A result that is neither closed nor taken to its end keeps its threads.
   *
   * @param sources of the pictures; taken one by one, a little ahead of the results, on a thread of
   *     this call's own; closed with the result
   * @param order of the results
   * @return an outcome a picture, as they are taken; for one thread. Close it: that ends the work,
   *     also before the last result. It throws what {@link #detect(PictureSource)} does, except for
   *     {@link PictureException}
   */
  public Stream<PictureOutcome> detectAll(
      Stream<? extends PictureSource> sources, ResultOrder order) {
    return detectAll(sources, order, Cancellation.onRequest(), (outcome, picture) -> outcome);
  }

  /**
   * Detects in many pictures and makes something of each while its pixels are in memory.
   *
   * @param sources as for {@link #detectAll(Stream, ResultOrder)}
   * @param order of the results
   * @param cancellation looked at between pictures; the result then throws {@link StoppedException}
   * @param handler called once a picture; what it throws ends the work and is thrown by the result
   * @param <R> what the handler makes
   * @return what the handler made, as for {@link #detectAll(Stream, ResultOrder)}
   */
  public <R> Stream<R> detectAll(
      Stream<? extends PictureSource> sources,
      ResultOrder order,
      Cancellation cancellation,
      OutcomeHandler<R> handler) {
    return new Pipeline<>(this, order, cancellation, handler).run(sources);
  }

  int threads() {
    return options.threads() == 0 ? Runtime.getRuntime().availableProcessors() : options.threads();
  }

  int batchSize() {
    return options.batchSize();
  }

  Judging newJudging() {
    return new Judging(classifier, finder.name(), options.batchSize());
  }

  /**
   * Reads a picture and finds its faces.
   *
   * @throws PictureException whatever goes wrong with this picture, our own faults included: one
   *     picture must not stop the others
   * @throws IllegalStateException if this is closed
   */
  PendingPicture readAndSought(long number, PictureSource source) {
    try {
      return sought(number, source, read(source));
    } catch (RuntimeException | OutOfMemoryError e) {
      throw fault(source, e);
    }
  }

  /** What went wrong with a picture, or that this is closed. */
  RuntimeException fault(PictureSource source, Throwable error) {
    return closed
        ? new IllegalStateException("this detector is closed", error)
        : Faults.of(source, error);
  }

  DecodedPicture read(PictureSource source) {
    return PictureReader.read(source, limits);
  }

  PendingPicture sought(long number, PictureSource source, DecodedPicture decoded) {
    Picture pixels = decoded.pixels();
    int longer = Math.max(decoded.widthPx(), decoded.heightPx());
    int longerAtHand = Math.max(pixels.widthPx(), pixels.heightPx());
    int smallest =
        Math.max(
            (int) (options.smallestSoughtPx(finder, longer) / decoded.reduction()),
            // Once more, as both sizes are rounded.
            options.smallestSeenPx(finder, longerAtHand));
    List<Face> faces = finder.find(pixels, smallest);
    return new PendingPicture(
        number, source, decoded, faces.subList(0, Math.min(faces.size(), options.maxFaces())));
  }

  /** Longer side of the smallest face that is judged, in the pixels at hand. */
  double smallestJudgedPx(DecodedPicture decoded) {
    return options.smallestJudgedPx() / decoded.reduction();
  }

  PictureOutcome outcome(PendingPicture picture) {
    return new PictureOutcome.Detected(picture.source(), smiles(picture));
  }

  PictureSmiles smiles(PendingPicture picture) {
    return picture.smiles(threshold);
  }

  /**
   * The square that the model looked at for a face of this detector's, such as to show it.
   *
   * @param face as {@link #detect(PictureSource)} gives it
   * @return in the full picture's pixels; turned as the face is, if it has landmarks; may reach
   *     beyond the picture
   */
  public Crop crop(FaceSmile face) {
    return classifier.crop(new Face(face.box(), face.score(), face.landmarks()), finder.name());
  }

  /** What the model says about itself. */
  public ModelDescription model() {
    return classifier.description();
  }

  /** The face finder's name. */
  public String finder() {
    return finder.name();
  }

  /**
   * The smile probability from which on a face counts as smiling: the option's or the meaning's.
   */
  public double threshold() {
    return threshold;
  }

  /** Name of the model's meaning that probabilities have. */
  public String meaning() {
    return classifier.meaning();
  }

  /** Which of the model's networks computes: {@link Precision#FP32} or {@link Precision#INT8}. */
  public Precision precision() {
    return classifier.precision();
  }

  /** Frees model and face finder once no call needs them any more; a second call does nothing. */
  @Override
  public void close() {
    closed = true;
    try {
      finder.close();
    } finally {
      classifier.close();
      idle.clear();
    }
  }
}
