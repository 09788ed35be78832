package io.github.smiledetector.face;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.picture.Picture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds faces with a small neural network of our own, which comes with the program: also small,
 * turned and partly covered ones, with their landmarks. It is the usual finder; one that you have
 * trained yourself takes its place:
 *
 * <pre>{@code
 * SmileDetector.open(
 *     DetectorOptions.DEFAULT.withFinder(() -> CompactFaceFinder.open(Path.of("finder.onnx"))));
 * }</pre>
 *
 * <p>The network takes float32 {@code pixels} [N, 3, height, width]: red, green and blue planes of
 * 0..255, sides multiples of 32. For cells of 8, 16 and 32 of its pixels it gives {@code faces_8},
 * {@code faces_16} and {@code faces_32}, [N, 15, rows, columns]: the score's logit; the middle of
 * the face's box, relative to the cell's middle, and the logarithms of its width and height, in
 * cells; x and y of left eye, right eye, nose, left and right corner of the mouth, like the middle.
 *
 * <p>A picture is searched at the scale that brings the smallest face asked for to 20 px (never
 * enlarged for faces from 14 px on, at most to twice its size below that), in parts of at most 640
 * px that overlap by 96, and where that scale leaves more than 320 px, also at a quarter of it, and
 * so on. The network finds faces up to about 300 of its pixels; larger ones are left to the next
 * scale.
 *
 * <p>Thread-safe: calls at the same time run at the same time, each on one core, and share one
 * network. What a call needs beyond that is bounded by the size of the parts and kept for later
 * calls.
 */
public final class CompactFaceFinder implements FaceFinder {
  /** The {@link #name()} of this kind of finder. */
  public static final String NAME = "compact";

  /** Lowest score of a face that it usually gives. */
  public static final double THRESHOLD = 0.6;

  static final SearchSettings SETTINGS =
      new SearchSettings(THRESHOLD, 20, 14, 2, 320, 4, 640, 96, 300);

  /** Beside this class. */
  private static final String EMBEDDED = "compact.onnx";

  /** Ours has half a megabyte; a file that is something else altogether is not read whole. */
  private static final long MOST_BYTES = 64L << 20;

  private final SingleShotSearch search;

  private CompactFaceFinder(byte[] onnx, String source, double threshold) {
    SearchSettings settings = SETTINGS.withThreshold(threshold);
    try {
      search = new SingleShotSearch(onnx, new CompactFormat(), settings);
    } catch (ModelException e) {
      throw new ModelException(source + ": no face finder of ours: " + e.getMessage(), e);
    }
  }

  /**
   * Opens the network that comes with the program.
   *
   * @throws ModelException if it is missing or damaged
   */
  public static CompactFaceFinder embedded() {
    return embedded(THRESHOLD);
  }

  /**
   * Opens the network that comes with the program, for more or fewer faces than it usually gives.
   *
   * @param threshold lowest score of a face, 0 to 1
   * @throws ModelException if it is missing or damaged
   * @throws OptionException if the threshold is out of its range
   */
  public static CompactFaceFinder embedded(double threshold) {
    try (InputStream in = CompactFaceFinder.class.getResourceAsStream(EMBEDDED)) {
      if (in == null) {
        throw new ModelException(
            "the face finder "
                + NAME
                + " is missing in this build of smile-detector: its jar has no "
                + EMBEDDED
                + ". Use another finder, or open a network of your own from its file");
      }
      return new CompactFaceFinder(in.readAllBytes(), EMBEDDED, threshold);
    } catch (IOException e) {
      throw new ModelException(EMBEDDED + " in the jar cannot be read: " + e, e);
    }
  }

  /**
   * Opens a network of your own.
   *
   * @param onnx its file
   * @throws ModelException if there is no such file, or it holds something else
   */
  public static CompactFaceFinder open(Path onnx) {
    return open(onnx, THRESHOLD);
  }

  /**
   * Opens a network of your own, for more or fewer faces than it usually gives.
   *
   * @param onnx its file
   * @param threshold lowest score of a face, 0 to 1
   * @throws ModelException if there is no such file, or it holds something else
   * @throws OptionException if the threshold is out of its range
   */
  public static CompactFaceFinder open(Path onnx, double threshold) {
    if (!Files.isRegularFile(onnx)) {
      throw new ModelException("the face finder is not there: no file " + onnx);
    }
    try {
      long size = Files.size(onnx);
      if (size > MOST_BYTES) {
        throw new ModelException(
            onnx + ": no face finder of ours: " + size + " bytes, expected at most " + MOST_BYTES);
      }
      return new CompactFaceFinder(Files.readAllBytes(onnx), onnx.toString(), threshold);
    } catch (IOException e) {
      throw new ModelException(onnx + " cannot be read: " + e, e);
    }
  }

  /**
   * Opens a network of your own that is in memory.
   *
   * @param onnx an ONNX file's bytes
   * @param threshold lowest score of a face, 0 to 1
   * @throws ModelException if it is something else
   * @throws OptionException if the threshold is out of its range
   */
  public static CompactFaceFinder of(byte[] onnx, double threshold) {
    return new CompactFaceFinder(onnx, "the network given", threshold);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean givesLandmarks() {
    return true;
  }

  @Override
  public double surePx() {
    return SETTINGS.surePx();
  }

  @Override
  public List<Face> find(Picture picture, int smallestPx) {
    return search.find(picture, smallestPx);
  }

  @Override
  public void close() {
    search.close();
  }
}
