package io.github.smiledetector.train.crops;

import io.github.smiledetector.face.Face;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Crop;
import io.github.smiledetector.geometry.CropGeometry;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.Resampling;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds the face that a picture is about: the one whose box has the longest side, weighted by how
 * near its middle lies to the picture's (1 there, falling evenly to 0 in the corners).
 *
 * <p>Small pictures are mostly faces cut out by somebody else, without the room around a face that
 * finders are used to. They are enlarged, and their border pixels go on all around them; larger
 * pictures get such a border where nothing is found without it.
 */
final class CentralFace {
  /** Pictures whose longer side is below this are enlarged to about this. */
  private static final int SMALL_PX = 200;

  /** Width of the border as a share of the picture's longer side. */
  private static final double BORDER = 0.25;

  private final FaceFinder finder;
  private final CropGeometry geometry;

  CentralFace(FaceFinder finder, CropGeometry geometry) {
    this.finder = finder;
    this.geometry = geometry;
  }

  /** The network's square, in the picture's pixels; empty if there is no face. */
  Optional<Crop> cropIn(Picture picture) {
    int longer = Math.max(picture.widthPx(), picture.heightPx());
    if (longer >= SMALL_PX) {
      Optional<Face> face = central(finder.find(picture, finder.usualSmallestPx(longer)), picture);
      if (face.isPresent()) {
        return face.map(this::crop);
      }
    }
    double scale = Math.max(1, Math.ceil((double) SMALL_PX / longer));
    double border = Math.round(BORDER * longer);
    Picture roomy = roomy(picture, scale, border);
    int smallestPx = finder.usualSmallestPx(Math.max(roomy.widthPx(), roomy.heightPx()));
    return central(finder.find(roomy, smallestPx), roomy)
        .map(this::crop)
        .map(crop -> crop.scaled(1 / scale))
        .map(
            crop ->
                new Crop(
                    crop.centreX() - border,
                    crop.centreY() - border,
                    crop.sidePx(),
                    crop.rollDegrees()));
  }

  private Crop crop(Face face) {
    return geometry.cropOf(face.box(), face.landmarks());
  }

  private static Picture roomy(Picture picture, double scale, double border) {
    Box around =
        new Box(-border, -border, picture.widthPx() + 2 * border, picture.heightPx() + 2 * border);
    int widthPx = (int) Math.round(scale * around.width());
    int heightPx = (int) Math.round(scale * around.height());
    return new Picture(
        widthPx,
        heightPx,
        picture.channels(),
        rounded(Resampling.resample(picture, around, widthPx, heightPx)));
  }

  static byte[] rounded(float[] values) {
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      pixels[i] = (byte) Math.round(values[i]);
    }
    return pixels;
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
