package io.github.smiledetector.train.crops;

import io.github.smiledetector.face.Face;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Crop;
import io.github.smiledetector.geometry.CropGeometry;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.Resampling;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds the face that a picture is about: the one whose box has the longest side, weighted by how
 * near its middle lies to the picture's (1 there, falling evenly to 0 in the corners).
 *
 * <p>Small pictures are mostly faces cut out by somebody else. Finders do best with them enlarged
 * to about 200 px; what is not found so is often found larger, or with a border of the picture's
 * mean grey around it, for a finder is used to room around a face. Larger pictures are searched as
 * they are, and then with such a border. In a small picture a box of less than a third of its side
 * is none to trust: most of the 30 smallest found in FER-2013 were no faces.
 */
final class CentralFace {
  /** Pictures whose longer side is below this are enlarged at least so far. */
  private static final int SMALL_PX = 200;

  /** Longer side of the smallest face in a small picture, as a share of the picture's. */
  private static final double LEAST_OF_SMALL = 1.0 / 3;

  private static final List<Look> SMALL =
      List.of(new Look(SMALL_PX, 0), new Look(300, 0), new Look(SMALL_PX, 0.25));
  private static final List<Look> LARGE = List.of(new Look(0, 0), new Look(0, 0.25));

  /**
   * A way to look at a picture.
   *
   * @param leastPx the picture is enlarged by a whole number until its longer side has this many
   * @param border width of the border as a share of the longer side
   */
  private record Look(int leastPx, double border) {}

  private final FaceFinder finder;
  private final CropGeometry geometry;

  CentralFace(FaceFinder finder, CropGeometry geometry) {
    this.finder = finder;
    this.geometry = geometry;
  }

  /** The network's square, in the picture's pixels; empty if there is no face. */
  Optional<Crop> cropIn(Picture picture) {
    int longer = Math.max(picture.widthPx(), picture.heightPx());
    return (longer < SMALL_PX ? SMALL : LARGE)
        .stream().map(look -> cropIn(picture, look)).flatMap(Optional::stream).findFirst();
  }

  private Optional<Crop> cropIn(Picture picture, Look look) {
    int longer = Math.max(picture.widthPx(), picture.heightPx());
    int border = (int) Math.round(look.border() * longer);
    int scale = Math.max(1, (look.leastPx() + longer - 1) / longer);
    Picture seen = enlarged(bordered(picture, border), scale);
    int smallestPx = finder.usualSmallestPx(Math.max(seen.widthPx(), seen.heightPx()));
    double leastPx = longer < SMALL_PX ? LEAST_OF_SMALL * longer * scale : 0;
    List<Face> faces =
        finder.find(seen, smallestPx).stream()
            .filter(face -> Math.max(face.box().width(), face.box().height()) >= leastPx)
            .toList();
    return central(faces, seen)
        .map(face -> geometry.cropOf(face.box(), face.landmarks()).scaled(1.0 / scale))
        .map(
            crop ->
                new Crop(
                    crop.centreX() - border,
                    crop.centreY() - border,
                    crop.sidePx(),
                    crop.rollDegrees()));
  }

  static Picture bordered(Picture picture, int border) {
    if (border == 0) {
      return picture;
    }
    Picture grey = picture.grey();
    long sum = 0;
    for (byte value : grey.pixels()) {
      sum += value & 0xFF;
    }
    int widthPx = picture.widthPx() + 2 * border;
    int heightPx = picture.heightPx() + 2 * border;
    int channels = picture.channels();
    byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(widthPx, heightPx), channels)];
    Arrays.fill(pixels, (byte) (sum / grey.pixels().length));
    int row = picture.widthPx() * channels;
    for (int y = 0; y < picture.heightPx(); y++) {
      int to = ((y + border) * widthPx + border) * channels;
      System.arraycopy(picture.pixels(), y * row, pixels, to, row);
    }
    return new Picture(widthPx, heightPx, channels, pixels);
  }

  private static Picture enlarged(Picture picture, int scale) {
    if (scale == 1) {
      return picture;
    }
    int widthPx = scale * picture.widthPx();
    int heightPx = scale * picture.heightPx();
    Box whole = new Box(0, 0, picture.widthPx(), picture.heightPx());
    float[] values = Resampling.resample(picture, whole, widthPx, heightPx);
    return Picture.rounded(widthPx, heightPx, picture.channels(), values);
  }

  static Optional<Face> central(List<Face> faces, Picture picture) {
    double middleX = picture.widthPx() / 2.0;
    double middleY = picture.heightPx() / 2.0;
    double corner = Math.hypot(middleX, middleY);
    return faces.stream()
        .max(
            Comparator.comparingDouble(
                face -> {
                  Box box = face.box();
                  double away = Math.hypot(box.centreX() - middleX, box.centreY() - middleY);
                  return Math.max(box.width(), box.height()) * Math.max(0, 1 - away / corner);
                }));
  }
}
