package io.github.smiledetector.face;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.equalizeHist;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.picture.Picture;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.opencv_core.FileNode;
import org.bytedeco.opencv.opencv_core.FileStorage;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.RectVector;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.CascadeClassifier;

/**
 * Finds upright frontal faces, without landmarks, with a cascade of Haar features that OpenCV
 * carries in its jar: for models that know its boxes alone, where {@link CompactFaceFinder}, the
 * usual finder, is of no use:
 *
 * <pre>{@code
 * SmileDetector.open(DetectorOptions.DEFAULT.withFinder(HaarFaceFinder::new));
 * }</pre>
 *
 * <p>The cascade is OpenCV's {@code frontalface_alt}, its windows a tenth larger from one to the
 * next, six overlapping ones making a face. Measured on every 13th photo of LFW (1,018 of 250x250
 * px, one person in the middle, faces about 114 px) and on 274 scenes without a face:
 *
 * <table>
 * <caption>Cascades, with the fewest windows that make a face</caption>
 * <tr><th>cascade<th>windows<th>found<th>further boxes a photo<th>boxes in faceless scenes
 * <tr><td>default<td>5<td>98.7 %<td>0.112<td>31
 * <tr><td>default<td>10<td>97.4 %<td>0.043<td>4
 * <tr><td>default, grey levels spread<td>5<td>98.8 %<td>0.143<td>23
 * <tr><td>alt2<td>4<td>99.1 %<td>0.073<td>9
 * <tr><td>alt2<td>5<td>98.8 %<td>0.058<td>4
 * <tr><td>alt<td>5<td>99.0 %<td>0.046<td>5
 * <tr><td><b>alt</b><td><b>6</b><td><b>98.8 %</b><td><b>0.036</b><td><b>5</b>
 * </table>
 *
 * <p>(Some of the further boxes are other people.) Its boxes have 0.983 times the side of the
 * default cascade's, the same centre. Small faces: of 250 such photos brought down, it finds 98.8 %
 * at faces of 46 px, 94 % at 36, 86 % at 30, 77 % at 23. A picture is brought down before the
 * search as far as the smallest face that is asked for stays at 36 px, and never below that; the
 * cascade's smallest window has 20. Where nobody asks for a size, that is a 28th of the longer
 * side, at least 20 px.
 *
 * <p>The score is {@code 1 - exp(-windows / 10)}. In the measurement above about half of the boxes
 * of 6 to 8 windows (score 0.45 to 0.55) were the face in the middle, 82 % at 12 to 14 (0.70 to
 * 0.75), 95 % or more from 21 on (0.88): near that share, and no promise for other pictures.
 *
 * <p>Thread-safe: each call under way has a cascade of its own, made when there is none to spare
 * and kept for later calls.
 *
 * @see <a href="https://doi.org/10.1109/CVPR.2001.990517">P. Viola, M. Jones, Rapid object
 *     detection using a boosted cascade of simple features, CVPR 2001</a>
 */
public final class HaarFaceFinder implements FaceFinder {
  /** The {@link #name()} of this kind of finder, and of the geometry of its boxes. */
  public static final String NAME = "haar";

  private final Settings settings;

  /** Cascades that no call uses right now: never more than there were calls at the same time. */
  private final Deque<CascadeClassifier> idle = new ConcurrentLinkedDeque<>();

  /** Calls share it, closing takes it alone. */
  private final ReadWriteLock use = new ReentrantReadWriteLock();

  private boolean closed;

  /** Loads a cascade: some tens of milliseconds. */
  public HaarFaceFinder() {
    this(Settings.DEFAULT);
  }

  HaarFaceFinder(Settings settings) {
    this.settings = settings;
    idle.push(load(settings.cascade()));
  }

  @Override
  public String name() {
    return NAME;
  }

  /** Below a 28th of the longer side the search would take seconds in a large photo. */
  @Override
  public int usualSmallestPx(int longerSidePx) {
    return Math.max(20, longerSidePx / 28);
  }

  @Override
  public double surePx() {
    return settings.surePx();
  }

  @Override
  public List<Face> find(Picture picture, int smallestPx) {
    List<Face> faces = new ArrayList<>();
    for (Hit hit : hits(picture, smallestPx)) {
      faces.add(new Face(hit.box(), Settings.score(hit.neighbours())));
    }
    faces.sort(Comparator.comparingDouble(Face::score).reversed());
    return List.copyOf(faces);
  }

  private List<Hit> hits(Picture picture, int smallestPx) {
    use.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("this face finder is closed");
      }
      CascadeClassifier cascade = idle.poll();
      if (cascade == null) {
        cascade = load(settings.cascade());
      }
      try {
        return hits(cascade, picture, smallestPx);
      } finally {
        idle.push(cascade);
      }
    } finally {
      use.readLock().unlock();
    }
  }

  /** How many cascades are held. */
  int held() {
    return idle.size();
  }

  /** What the cascade answers: boxes in the picture's pixels, each with the windows it unites. */
  @SuppressWarnings("try") // nobody names the scope: it closes the pointers made on the way
  private List<Hit> hits(CascadeClassifier cascade, Picture picture, int smallestPx) {
    double shrunk = Math.max(1, smallestPx / (double) settings.surePx());
    int window = Math.max(settings.smallestPx(), (int) (smallestPx / shrunk));
    try (Mat grey = new Mat(picture.heightPx(), picture.widthPx(), CV_8UC1);
        Mat searched = new Mat();
        RectVector rects = new RectVector();
        // Without memory: what it gets from OpenCV would take the place of memory that nobody
        // frees.
        IntPointer neighbours = new IntPointer((Pointer) null);
        Size smallest = new Size(window, window);
        Size largest = new Size()) {
      grey.data().put(picture.grey().pixels());
      if (shrunk > 1) {
        try (Size size =
            new Size(
                (int) Math.max(1, Math.round(picture.widthPx() / shrunk)),
                (int) Math.max(1, Math.round(picture.heightPx() / shrunk)))) {
          resize(grey, searched, size, 0, 0, INTER_AREA);
        }
      } else {
        grey.copyTo(searched);
      }
      if (settings.equalize()) {
        equalizeHist(searched, searched);
      }
      cascade.detectMultiScale2(
          searched,
          rects,
          neighbours,
          settings.scaleFactor(),
          settings.neighbours() - 1, // OpenCV wants more than this number
          0,
          smallest,
          largest);
      List<Hit> hits = new ArrayList<>();
      for (long i = 0; i < rects.size(); i++) {
        try (Rect rect = rects.get(i)) {
          hits.add(
              new Hit(
                  new Box(
                      rect.x() * shrunk,
                      rect.y() * shrunk,
                      rect.width() * shrunk,
                      rect.height() * shrunk),
                  neighbours.get(i)));
        }
      }
      return hits;
    }
  }

  @Override
  public void close() {
    use.writeLock().lock();
    try {
      closed = true;
      idle.forEach(CascadeClassifier::close);
      idle.clear();
    } finally {
      use.writeLock().unlock();
    }
  }

  private static CascadeClassifier load(String name) {
    String resource =
        "/org/bytedeco/opencv/"
            + Loader.getPlatform()
            + "/share/opencv4/haarcascades/haarcascade_"
            + name
            + ".xml";
    String xml;
    try (InputStream in = CascadeClassifier.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            "OpenCV's jar for "
                + Loader.getPlatform()
                + " is not on the class path, or has no "
                + resource);
      }
      xml = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException error) {
      throw new UncheckedIOException("reading " + resource, error);
    }
    CascadeClassifier cascade = new CascadeClassifier();
    // From memory: a copy in a file would have to be found, trusted and cleaned up.
    try (FileStorage storage = new FileStorage(xml, FileStorage.READ | FileStorage.MEMORY);
        FileNode root = storage.getFirstTopLevelNode()) {
      if (!cascade.read(root)) {
        throw new IllegalStateException("OpenCV does not understand its own " + resource);
      }
      return cascade;
    } catch (RuntimeException error) {
      cascade.close();
      throw error;
    }
  }

  /**
   * One answer of the cascade.
   *
   * @param neighbours how many overlapping windows said "face" and were united in it
   */
  record Hit(Box box, int neighbours) {}

  /**
   * How to search.
   *
   * @param cascade which of OpenCV's, {@code haarcascade_<cascade>.xml}
   * @param scaleFactor ratio of one window size to the next
   * @param neighbours fewest overlapping windows that make a face
   * @param equalize whether to spread the grey levels first
   * @param smallestPx side of the smallest window, in the pixels that are searched
   * @param surePx side of the smallest face that is found nearly always, in the pixels that are
   *     searched
   */
  record Settings(
      String cascade,
      double scaleFactor,
      int neighbours,
      boolean equalize,
      int smallestPx,
      int surePx) {
    static final Settings DEFAULT = new Settings("frontalface_alt", 1.1, 6, false, 20, 36);

    /** Of a face by the windows united in it; what it is worth says the finder's comment. */
    static double score(int windows) {
      return 1 - Math.exp(-windows / 10.0);
    }
  }
}
