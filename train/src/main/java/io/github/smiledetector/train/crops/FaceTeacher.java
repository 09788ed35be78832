package io.github.smiledetector.train.crops;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.face.Face;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.Resampling;
import io.github.smiledetector.train.data.MarkedFace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Marks the faces of a photo by what a finder says of it at several scales, each as it is and
 * mirrored.
 *
 * <p>Boxes of different looks that coincide by half are one face; box and landmarks are the mean of
 * theirs, weighted by score. A face counts if its mean score is at least {@value #SURE} and half of
 * the looks agree that could have seen one of its size. What else two looks agree on, or one has a
 * score of {@value #DOUBTFUL} for, is marked to be ignored: it is neither surely a face nor surely
 * none.
 *
 * <p>Photos below {@value #SMALL_PX} px, many of them faces that somebody cut out, are enlarged,
 * with a border of their mean grey around them: finders are used to room around a face.
 *
 * <p>Thread-safe.
 */
public final class FaceTeacher {
  /** Mean score of a face that counts. */
  static final double SURE = 0.75;

  /** What a single look alone sees is worth a doubt from this score on. */
  static final double DOUBTFUL = 0.6;

  /** Share of a look's boxes and another's from which on they are one face. */
  private static final double SAME = 0.5;

  /** A doubtful face that overlaps a surer one so far is only a worse box of it. */
  private static final double WORSE = 0.3;

  /** Side of the smallest face that a look is asked for, in its own pixels. */
  private static final int SMALLEST_PX = 20;

  private static final int SMALL_PX = 200;
  private static final double BORDER = 0.25;
  private static final double[] SCALES = {0.6, 1, 1.6};
  private static final int[] SMALL_LOOK_PX = {100, 150, 220};

  private final FaceFinder finder;

  /**
   * @param finder gives landmarks; stays open. The lower the scores that it still tells, the more
   *     doubtful faces are marked as such instead of taken for background
   * @throws OptionException if it gives no landmarks
   */
  public FaceTeacher(FaceFinder finder) {
    if (!finder.givesLandmarks()) {
      throw new OptionException(
          finder.name() + " gives no landmarks, which a face finder learns too; use yunet");
    }
    this.finder = finder;
  }

  /**
   * What one look found.
   *
   * @param scale of its pixels to the photo's
   * @param faces in the photo's pixels
   */
  record Look(double scale, List<Face> faces) {}

  /**
   * Looks at a photo.
   *
   * @return its faces, in its pixels, best score first
   */
  public List<MarkedFace> faces(Picture photo) {
    int longer = Math.max(photo.widthPx(), photo.heightPx());
    boolean small = longer < SMALL_PX;
    double border = small ? Math.round(BORDER * longer) : 0;
    double[] scales =
        small
            ? Arrays.stream(SMALL_LOOK_PX).mapToDouble(px -> (double) px / longer).toArray()
            : SCALES;
    Picture ground = small ? CentralFace.bordered(photo, (int) border) : photo;
    List<Look> looks = new ArrayList<>();
    for (double scale : scales) {
      Picture seen = scaled(ground, scale);
      // Not quite the scale asked for: sides are whole numbers.
      double exact = (double) seen.widthPx() / ground.widthPx();
      looks.add(look(finder.find(seen, SMALLEST_PX), exact, border));
      int width = seen.widthPx();
      List<Face> mirrored = finder.find(mirrored(seen), SMALLEST_PX);
      looks.add(look(mirrored.stream().map(face -> mirrored(face, width)).toList(), exact, border));
    }
    return merged(looks);
  }

  private static Look look(List<Face> faces, double scale, double border) {
    return new Look(
        scale, faces.stream().map(face -> moved(face, 1 / scale, -border, false)).toList());
  }

  private static Face mirrored(Face face, int widthPx) {
    return moved(face, 1, widthPx, true);
  }

  /** Scaled, then moved to the right by {@code x}, mirrored first or moved down by it too. */
  private static Face moved(Face face, double scale, double x, boolean mirror) {
    Box box = face.box().scaled(scale);
    Landmarks points = face.landmarks().orElseThrow().scaled(scale);
    if (mirror) {
      return new Face(
          new Box(x - box.x() - box.width(), box.y(), box.width(), box.height()),
          face.score(),
          Optional.of(points.mirrored(point -> new Point(x - point.x(), point.y()))));
    }
    return new Face(
        new Box(box.x() + x, box.y() + x, box.width(), box.height()),
        face.score(),
        Optional.of(points.map(point -> new Point(point.x() + x, point.y() + x))));
  }

  private static Picture scaled(Picture picture, double scale) {
    if (scale == 1) {
      return picture;
    }
    int widthPx = Math.max(1, (int) Math.round(scale * picture.widthPx()));
    // The same scale both ways: the box is not distorted, its edge goes on.
    int heightPx = Math.max(1, (int) Math.round(scale * picture.heightPx()));
    double step = (double) picture.widthPx() / widthPx;
    Box region = new Box(0, 0, picture.widthPx(), heightPx * step);
    return Picture.rounded(
        widthPx,
        heightPx,
        picture.channels(),
        Resampling.resample(picture, region, widthPx, heightPx));
  }

  private static Picture mirrored(Picture picture) {
    int channels = picture.channels();
    int row = picture.widthPx() * channels;
    byte[] from = picture.pixels();
    byte[] to = new byte[from.length];
    for (int start = 0; start < from.length; start += row) {
      for (int x = 0; x < row; x += channels) {
        System.arraycopy(from, start + x, to, start + row - channels - x, channels);
      }
    }
    return new Picture(picture.widthPx(), picture.heightPx(), channels, to);
  }

  /** A face as several looks see it. */
  private static final class Group {
    final List<Face> faces = new ArrayList<>();
    final Set<Integer> looks = new HashSet<>();

    Box box() {
      return new Box(
          mean(face -> face.box().x()),
          mean(face -> face.box().y()),
          mean(face -> face.box().width()),
          mean(face -> face.box().height()));
    }

    double score() {
      return faces.stream().mapToDouble(Face::score).average().orElseThrow();
    }

    boolean worthADoubt() {
      return looks.size() > 1 || score() >= DOUBTFUL;
    }

    MarkedFace face(List<Look> all) {
      Box box = box();
      double longer = Math.max(box.width(), box.height());
      long able = all.stream().filter(look -> longer * look.scale() >= SMALLEST_PX).count();
      boolean sure = score() >= SURE && 2L * looks.size() >= Math.max(1, able);
      Landmarks points =
          new Landmarks(
              point(Landmarks::leftEye),
              point(Landmarks::rightEye),
              point(Landmarks::nose),
              point(Landmarks::mouthLeft),
              point(Landmarks::mouthRight));
      return new MarkedFace(box, Optional.of(points), score(), !sure);
    }

    private Point point(Function<Landmarks, Point> which) {
      return new Point(
          mean(face -> which.apply(face.landmarks().orElseThrow()).x()),
          mean(face -> which.apply(face.landmarks().orElseThrow()).y()));
    }

    private double mean(ToDoubleFunction<Face> value) {
      double sum = 0;
      double weights = 0;
      for (Face face : faces) {
        sum += face.score() * value.applyAsDouble(face);
        weights += face.score();
      }
      return sum / weights;
    }
  }

  /** A face and the number of the look that found it. */
  private record Found(Face face, int look) {}

  static List<MarkedFace> merged(List<Look> looks) {
    List<Found> found = new ArrayList<>();
    for (int i = 0; i < looks.size(); i++) {
      int look = i;
      looks.get(i).faces().forEach(face -> found.add(new Found(face, look)));
    }
    found.removeIf(each -> each.face().score() <= 0);
    found.sort(Comparator.comparingDouble((Found each) -> each.face().score()).reversed());
    List<Group> groups = new ArrayList<>();
    for (Found each : found) {
      Group best = null;
      double overlap = SAME;
      for (Group group : groups) {
        double with = group.box().intersectionOverUnion(each.face().box());
        if (with >= overlap && !group.looks.contains(each.look())) {
          best = group;
          overlap = with;
        }
      }
      if (best == null) {
        best = new Group();
        groups.add(best);
      }
      best.faces.add(each.face());
      best.looks.add(each.look());
    }
    List<MarkedFace> faces = new ArrayList<>();
    groups.stream().filter(Group::worthADoubt).forEach(group -> faces.add(group.face(looks)));
    faces.sort(
        Comparator.comparing((MarkedFace face) -> face.ignored())
            .thenComparing(Comparator.comparingDouble(MarkedFace::score).reversed()));
    List<MarkedFace> kept = new ArrayList<>();
    for (MarkedFace face : faces) {
      if (!face.ignored()
          || kept.stream()
              .noneMatch(other -> other.box().intersectionOverUnion(face.box()) >= WORSE)) {
        kept.add(face);
      }
    }
    return List.copyOf(kept);
  }
}
