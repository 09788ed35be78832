package io.github.smiledetector.face;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.fetch.Cache;
import io.github.smiledetector.picture.Picture;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds faces with YuNet, a small neural network: also small, turned and partly covered ones, with
 * their landmarks: the teacher of {@link CompactFaceFinder}, which is the usual finder. It has to
 * be fetched once ({@code smile models fetch yunet}):
 *
 * <pre>{@code
 * SmileDetector.open(DetectorOptions.DEFAULT.withFinder(YuNetFaceFinder::fetched));
 * }</pre>
 *
 * <p>The network finds faces from about 24 to 460 of its pixels. So a picture is searched at the
 * scale that brings the smallest face asked for to 24 px (never enlarged for faces from 20 px on,
 * at most to twice its size below that), in parts of at most 640 px that overlap by 96, and where
 * that scale leaves more than 480 px, also at a quarter of it, and so on. A photo of 250 px is
 * searched once, as it is.
 *
 * <p>A face has a score of at least 0.6. Measured on every 33rd photo of LFW (401), cut out and
 * pasted into scenes at the size of the box's longer side; found means an intersection over union
 * of at least 0.5 with YuNet's box in the photo itself:
 *
 * <table>
 * <caption>Faces found</caption>
 * <tr><th>pasted at<th>16 px<th>20 px<th>24 px<th>28 px<th>32 px<th>40 px
 * <tr><td>found<td>65.8 %<td>86.0 %<td>94.3 %<td>98.0 %<td>99.3 %<td>99.8 %
 * </table>
 *
 * <p>Turned by 15 degrees it finds all of them, by 30 too, by 45 97.0 % (in grey 58.9 %), by 60
 * 85.0 %. In 274 scenes without a face in front there are 10 boxes in 3, of which one shows
 * passers-by. More figures, with their commands, are in docs/face-finders.md.
 *
 * <p>ONNX Runtime does 2.7 times as many photos of 180x190 px a second with this network as
 * OpenCV's own engine ({@code FaceDetectorYN}, one thread each, the same faces: 1,962 and 731).
 *
 * <p>Thread-safe: calls at the same time run at the same time, each on one core, and share one
 * network. What a call needs beyond that is bounded by the size of the parts and kept for later
 * calls.
 *
 * @see <a href="https://doi.org/10.1007/s11633-023-1423-y">W. Wu, H. Peng, S. Yu, YuNet: a tiny
 *     millisecond-level face detector, Machine Intelligence Research 2023</a>
 */
public final class YuNetFaceFinder implements FaceFinder {
  /** The {@link #name()} of this kind of finder. */
  public static final String NAME = "yunet";

  /** Lowest score of a face that it usually gives. */
  public static final double THRESHOLD = 0.6;

  static final SearchSettings SETTINGS =
      new SearchSettings(THRESHOLD, 24, 20, 2, 480, 4, 640, 96, Double.POSITIVE_INFINITY);

  private final SingleShotSearch search;

  YuNetFaceFinder(byte[] onnx, SearchSettings settings) {
    search = new SingleShotSearch(onnx, new YuNetFormat(), settings);
  }

  /**
   * Opens the network in the cache.
   *
   * @throws ModelException if it has not been fetched or is damaged
   */
  public static YuNetFaceFinder fetched() {
    return open(YuNetFile.in(Cache.folder()));
  }

  /**
   * Opens the network in the cache, for more or fewer faces than it usually gives.
   *
   * @param threshold lowest score of a face, 0 to 1
   * @throws ModelException if it has not been fetched or is damaged
   * @throws OptionException if the threshold is out of its range
   */
  public static YuNetFaceFinder fetched(double threshold) {
    return open(YuNetFile.in(Cache.folder()), threshold);
  }

  /**
   * Opens the network in a file.
   *
   * @throws ModelException if there is no such file or it is not the one that is known here
   */
  public static YuNetFaceFinder open(Path file) {
    return new YuNetFaceFinder(YuNetFile.read(file), SETTINGS);
  }

  /**
   * Opens the network in a file, for more or fewer faces than it usually gives.
   *
   * @param threshold lowest score of a face, 0 to 1
   * @throws ModelException if there is no such file or it is not the one that is known here
   * @throws OptionException if the threshold is out of its range
   */
  public static YuNetFaceFinder open(Path file, double threshold) {
    return new YuNetFaceFinder(YuNetFile.read(file), SETTINGS.withThreshold(threshold));
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
