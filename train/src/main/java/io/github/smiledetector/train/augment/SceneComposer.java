package io.github.smiledetector.train.augment;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.train.augment.ScenePhotos.Photo;
import io.github.smiledetector.train.data.MarkedFace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes training pictures of a face finder: photos and faces of all sizes, mirrored, turned, side
 * by side, cut off, covered, in all kinds of light, and backgrounds without any face.
 *
 * <p>Faces of which less than half can be seen, and those out of the sizes asked for, are marked to
 * be ignored. The same random numbers give the same scene again, whichever composer makes it. For
 * one thread; owns native memory until closed.
 */
public final class SceneComposer implements AutoCloseable {
  /** Enlarged further, a face is all blur. */
  private static final double MOST_ENLARGED = 3.5;

  private static final double COVERED = 0.2;
  private static final double COARSE = 0.15;
  private static final double COARSEST = 4;

  /** A face of fewer pixels is not to be recognised once it has been coarsened. */
  private static final double LEAST_COARSE_PX = 8;

  private static final double UNCHANGED = 0.1;

  private static final double[][] SKINS = {
    {255, 224, 189}, {241, 194, 125}, {224, 172, 105}, {198, 134, 66}, {141, 85, 36}, {90, 56, 37}
  };

  private final int sidePx;
  private final ScenePhotos photos;
  private final SceneOptions options;
  private final List<SceneKind> kinds;
  private final SceneCanvas canvas;
  private final RandomAppearance appearance = RandomAppearance.ofScenes(1);

  /** Scenes of all kinds. */
  public SceneComposer(int sidePx, ScenePhotos photos) {
    this(sidePx, photos, SceneOptions.DEFAULT);
  }

  /**
   * @param sidePx side of the scenes, at least 32
   * @param photos what they are made of; shared between threads
   * @param options what they are like
   */
  public SceneComposer(int sidePx, ScenePhotos photos, SceneOptions options) {
    this.sidePx = sidePx;
    this.photos = photos;
    this.options = options;
    // In the order of the enum, whatever set it was.
    this.kinds = options.kinds().stream().sorted().toList();
    this.canvas = new SceneCanvas(sidePx);
  }

  /**
   * Makes a scene.
   *
   * @param random where all draws come from
   * @return a new one
   * @throws io.github.smiledetector.error.DataException if a photo cannot be read
   */
  public Scene compose(SplittableRandom random) {
    canvas.clear(colour(random));
    switch (kind(random)) {
      case PHOTO -> photo(random);
      case MOSAIC -> mosaic(random);
      case PASTED -> pasted(random);
      case FACELESS -> faceless(random);
    }
    for (SceneCanvas.Shown shown : List.copyOf(canvas.faces())) {
      if (happens(COVERED, random)) {
        cover(shown, random);
      }
    }
    double least = options.smallestFacePx();
    if (happens(COARSE, random)) {
      double times = between(1.2, COARSEST, random);
      canvas.coarsen(times);
      least = Math.max(least, LEAST_COARSE_PX * times);
    }
    float[] pixels = canvas.pixels();
    if (!happens(UNCHANGED, random)) {
      appearance.apply(pixels, sidePx, 3, random);
    }
    return new Scene(pixels, canvas.marked(least, options.largestFacePx()));
  }

  private static boolean happens(double share, SplittableRandom random) {
    return random.nextDouble() < share;
  }

  /** Evenly spread on a scale of logarithms. */
  private static double between(double least, double most, SplittableRandom random) {
    return most <= least ? least : least * Math.pow(most / least, random.nextDouble());
  }

  private static <T> T any(List<T> list, SplittableRandom random) {
    return list.get(random.nextInt(list.size()));
  }

  private SceneKind kind(SplittableRandom random) {
    double left = random.nextDouble() * kinds.stream().mapToDouble(kind -> kind.share).sum();
    for (SceneKind kind : kinds) {
      left -= kind.share;
      if (left < 0) {
        return kind;
      }
    }
    return kinds.get(kinds.size() - 1);
  }

  /** Size of a face within what is asked for. */
  private double facePx(double least, double most, SplittableRandom random) {
    double from = Math.max(least, options.smallestFacePx());
    double to = Math.min(most, options.largestFacePx());
    // Where the two have nothing in common, what is asked for counts.
    return to >= from
        ? between(from, to, random)
        : Math.max(options.smallestFacePx(), Math.min(options.largestFacePx(), most));
  }

  /** Mostly little. */
  private static double degrees(SplittableRandom random) {
    double turned =
        happens(0.2, random) ? 90 * (random.nextDouble() - 0.5) : 12 * random.nextGaussian();
    return Math.max(-45, Math.min(45, turned));
  }

  private Photo withFace(SplittableRandom random) {
    return any(photos.whole().isEmpty() ? photos.crops() : photos.whole(), random);
  }

  private static MarkedFace faceOf(Photo photo, SplittableRandom random) {
    return any(photo.faces().stream().filter(SceneCanvas::counts).toList(), random);
  }

  private static Placement placed(
      MarkedFace face, double px, Point to, double degrees, SplittableRandom random) {
    Box box = face.box();
    double scale = Math.min(MOST_ENLARGED, px / Math.max(box.width(), box.height()));
    return new Placement(
        new Point(box.centreX(), box.centreY()), to, scale, degrees, random.nextBoolean());
  }

  private void photo(SplittableRandom random) {
    Photo photo = withFace(random);
    MarkedFace face = faceOf(photo, random);
    double px = facePx(12, Math.min(300, 1.2 * sidePx), random);
    double inset = Math.min(sidePx / 2.0, 0.4 * px);
    double slack = sidePx - 2 * inset + 0.1 * px;
    Point to =
        new Point(
            sidePx / 2.0 + slack * (random.nextDouble() - 0.5),
            sidePx / 2.0 + slack * (random.nextDouble() - 0.5));
    Placement placement = placed(face, px, to, degrees(random), random);
    put(photo, placement, 0, 0, sidePx, sidePx, true, random);
  }

  /**
   * Draws a photo into a part of the scene, with its faces, over a background where it does not
   * reach.
   */
  private void put(
      Photo photo,
      Placement placement,
      int x,
      int y,
      int width,
      int height,
      boolean background,
      SplittableRandom random) {
    Picture picture = photo.picture();
    SceneCanvas.Beyond beyond = SceneCanvas.Beyond.WHAT_WAS_THERE;
    if (!SceneCanvas.covers(picture, placement, x, y, width, height)) {
      double drawn = random.nextDouble();
      if (drawn < 0.15) {
        beyond = SceneCanvas.Beyond.ITS_BORDER;
      } else if (drawn < 0.4 && reflectsNoFace(photo, placement, x, y, width, height)) {
        beyond = SceneCanvas.Beyond.REFLECTED;
      } else if (background && drawn < 0.9) {
        background(x, y, width, height, random);
        if (drawn > 0.6) {
          // No photo's straight edges, by which faces could be told.
          double radius =
              placement.scale()
                  * Math.max(picture.widthPx(), picture.heightPx())
                  * (0.4 + 0.2 * random.nextDouble());
          double high = radius * (0.8 + 0.4 * random.nextDouble());
          // As soft as a quarter of the scene is as good as softer, and blurs in little time.
          double soft = Math.min(0.06 * radius, sidePx / 4.0);
          canvas.paste(picture, photo.faces(), placement, radius, high, soft);
          return;
        }
      }
    }
    canvas.draw(picture, placement, x, y, width, height, beyond);
    canvas.add(
        photo.faces(),
        placement,
        picture,
        (atX, atY) -> atX >= x && atY >= y && atX < x + width && atY < y + height);
  }

  /** Whether all that a photo's reflection shows is free of faces. */
  private static boolean reflectsNoFace(
      Photo photo, Placement placement, int x, int y, int width, int height) {
    Picture picture = photo.picture();
    for (int i = 0; i < 4; i++) {
      Point corner = placement.inverse(x + (i & 1) * width, y + (i >> 1) * height);
      double left = -corner.x();
      double right = corner.x() - picture.widthPx();
      double above = -corner.y();
      double below = corner.y() - picture.heightPx();
      for (MarkedFace face : photo.faces()) {
        Box box = face.box();
        if (left > box.x()
            || above > box.y()
            || right > picture.widthPx() - box.x() - box.width()
            || below > picture.heightPx() - box.y() - box.height()) {
          return false;
        }
      }
    }
    return true;
  }

  private void mosaic(SplittableRandom random) {
    background(0, 0, sidePx, sidePx, random);
    int count = 2 + random.nextInt(19);
    int leastCell = Math.max(24, (int) Math.ceil(1.3 * options.smallestFacePx()));
    for (int[] cell : cells(count, leastCell, random)) {
      int width = cell[2];
      int height = cell[3];
      if (happens(0.08, random)) {
        background(cell[0], cell[1], width, height, random);
        continue;
      }
      Photo photo = withFace(random);
      MarkedFace face = faceOf(photo, random);
      double most = 0.85 * Math.min(width, height);
      double px =
          facePx(happens(0.5, random) ? Math.max(12, most / 2) : 12, Math.min(120, most), random);
      double freeX = Math.max(0, width - px);
      double freeY = Math.max(0, height - px);
      Point to =
          new Point(
              cell[0] + width / 2.0 + freeX * (random.nextDouble() - 0.5),
              cell[1] + height / 2.0 + freeY * (random.nextDouble() - 0.5));
      Placement placement = placed(face, px, to, degrees(random), random);
      put(photo, placement, cell[0], cell[1], width, height, false, random);
    }
  }

  /** Left, top, width and height of cells that fill the scene. */
  private List<int[]> cells(int count, int leastPx, SplittableRandom random) {
    List<int[]> cells = new ArrayList<>();
    cells.add(new int[] {0, 0, sidePx, sidePx});
    while (cells.size() < count) {
      int[] largest =
          cells.stream()
              .max(Comparator.comparingInt(cell -> Math.max(cell[2], cell[3])))
              .orElseThrow();
      boolean across = largest[2] >= largest[3];
      int length = across ? largest[2] : largest[3];
      int cut = (int) Math.round(length * (0.35 + 0.3 * random.nextDouble()));
      if (Math.min(cut, length - cut) < leastPx) {
        break;
      }
      cells.remove(largest);
      if (across) {
        cells.add(new int[] {largest[0], largest[1], cut, largest[3]});
        cells.add(new int[] {largest[0] + cut, largest[1], length - cut, largest[3]});
      } else {
        cells.add(new int[] {largest[0], largest[1], largest[2], cut});
        cells.add(new int[] {largest[0], largest[1] + cut, largest[2], length - cut});
      }
    }
    return cells;
  }

  private void pasted(SplittableRandom random) {
    if (happens(0.75, random)) {
      background(0, 0, sidePx, sidePx, random);
    } else {
      faceless(random);
    }
    int count = 1 + random.nextInt(8);
    for (int i = 0; i < count; i++) {
      boolean crop =
          photos.whole().isEmpty() || (!photos.crops().isEmpty() && happens(0.35, random));
      Photo photo = any(crop ? photos.crops() : photos.whole(), random);
      MarkedFace face = faceOf(photo, random);
      // The more faces, the less room for each.
      double px = facePx(12, Math.min(200, 1.1 * sidePx / Math.sqrt(count)), random);
      Placement placement = placed(face, px, free(px, random), degrees(random), random);
      Box box = face.box();
      double wide = placement.scale() * box.width() * (0.52 + 0.35 * random.nextDouble());
      double high = placement.scale() * box.height() * (0.52 + 0.3 * random.nextDouble());
      double soft = Math.max(0.6, px * (0.01 + 0.04 * random.nextDouble()));
      canvas.paste(photo.picture(), photo.faces(), placement, wide, high, soft);
    }
  }

  /** A place for a face that hides no other, if one is soon found. */
  private Point free(double px, SplittableRandom random) {
    Point place = new Point(0, 0);
    for (int attempt = 0; attempt < 6; attempt++) {
      double x = 0.3 * px + Math.max(0, sidePx - 0.6 * px) * random.nextDouble();
      double y = 0.3 * px + Math.max(0, sidePx - 0.6 * px) * random.nextDouble();
      place = new Point(x, y);
      boolean taken =
          canvas.faces().stream()
              .anyMatch(
                  other ->
                      Math.hypot(other.face().box().centreX() - x, other.face().box().centreY() - y)
                          < 0.6 * (other.longerPx() + px));
      if (!taken) {
        break;
      }
    }
    return place;
  }

  private void faceless(SplittableRandom random) {
    double drawn = random.nextDouble();
    if (drawn < 0.35 && !photos.whole().isEmpty() && besideFaces(random)) {
      return;
    }
    background(0, 0, sidePx, sidePx, random);
    if (drawn > 0.8) {
      canvas.tint(skin(random));
    }
  }

  /** A photo's part without a face, much enlarged: necks, hands, clothes, hair. */
  private boolean besideFaces(SplittableRandom random) {
    Photo photo = any(photos.whole(), random);
    Picture picture = photo.picture();
    int shorter = Math.min(picture.widthPx(), picture.heightPx());
    for (int attempt = 0; attempt < 10; attempt++) {
      double side = between(0.2 * shorter, 0.5 * shorter, random);
      double x = (picture.widthPx() - side) * random.nextDouble();
      double y = (picture.heightPx() - side) * random.nextDouble();
      boolean clear =
          photo.faces().stream()
              .map(MarkedFace::box)
              .noneMatch(
                  box ->
                      x < box.x() + box.width()
                          && box.x() < x + side
                          && y < box.y() + box.height()
                          && box.y() < y + side);
      if (clear) {
        boolean mirrored = random.nextBoolean();
        Placement placement =
            new Placement(
                new Point(x, y), new Point(mirrored ? sidePx : 0, 0), sidePx / side, 0, mirrored);
        canvas.draw(picture, placement, 0, 0, sidePx, sidePx, SceneCanvas.Beyond.ITS_BORDER);
        return true;
      }
    }
    return false;
  }

  /** A faceless photo, anywhere in it and at any scale; one colour where there is none. */
  private void background(int x, int y, int width, int height, SplittableRandom random) {
    if (photos.faceless().isEmpty()) {
      canvas.coverByRectangle(new Box(x, y, width, height), null, null, colour(random));
      return;
    }
    Picture picture = any(photos.faceless(), random).picture();
    canvas.draw(
        picture,
        anywhere(picture, x, y, width, height, random),
        x,
        y,
        width,
        height,
        SceneCanvas.Beyond.REFLECTED);
  }

  private static Placement anywhere(
      Picture picture, int x, int y, int width, int height, SplittableRandom random) {
    double fitting =
        Math.max((double) width / picture.widthPx(), (double) height / picture.heightPx());
    double scale = between(fitting, Math.max(1.5 * fitting, 2), random);
    double seenX = Math.min(picture.widthPx(), width / scale);
    double seenY = Math.min(picture.heightPx(), height / scale);
    Point from =
        new Point(
            seenX / 2 + (picture.widthPx() - seenX) * random.nextDouble(),
            seenY / 2 + (picture.heightPx() - seenY) * random.nextDouble());
    double degrees = happens(0.3, random) ? degrees(random) : 0;
    return new Placement(
        from, new Point(x + width / 2.0, y + height / 2.0), scale, degrees, random.nextBoolean());
  }

  private void cover(SceneCanvas.Shown shown, SplittableRandom random) {
    MarkedFace face = shown.face();
    Box box = face.box();
    if (shown.longerPx() < 16 || face.landmarks().isEmpty()) {
      return;
    }
    Landmarks points = face.landmarks().get();
    double drawn = random.nextDouble();
    if (drawn < 0.35) {
      hand(box, random);
    } else if (drawn < 0.6) {
      glasses(points, random);
    } else if (drawn < 0.75) {
      mouthCover(points, box, random);
    } else {
      double width = box.width() * (0.2 + 0.4 * random.nextDouble());
      double height = box.height() * (0.2 + 0.4 * random.nextDouble());
      Box patch =
          new Box(
              box.x() + (box.width() - width / 2) * random.nextDouble() - width / 4,
              box.y() + (box.height() - height / 2) * random.nextDouble() - height / 4,
              width,
              height);
      patch(patch, random);
    }
  }

  private void patch(Box patch, SplittableRandom random) {
    double[] colour = colour(random);
    if (photos.faceless().isEmpty() || random.nextBoolean()) {
      canvas.coverByRectangle(patch, null, null, colour);
      return;
    }
    Picture picture = any(photos.faceless(), random).picture();
    Placement placement =
        anywhere(
            picture,
            (int) patch.x(),
            (int) patch.y(),
            (int) Math.ceil(patch.width()),
            (int) Math.ceil(patch.height()),
            random);
    canvas.coverByRectangle(patch, picture, placement, colour);
  }

  /** Fingers side by side, from any direction. */
  private void hand(Box box, SplittableRandom random) {
    double px = Math.max(box.width(), box.height());
    double degrees = 360 * random.nextDouble();
    double cos = Math.cos(Math.toRadians(degrees));
    double sin = Math.sin(Math.toRadians(degrees));
    double[] skin = skin(random);
    int fingers = 1 + random.nextInt(4);
    double thick = px * (0.06 + 0.05 * random.nextDouble());
    double offCentre = px * (0.15 + 0.35 * random.nextDouble());
    double angle = 2 * Math.PI * random.nextDouble();
    double x = box.centreX() + offCentre * Math.cos(angle);
    double y = box.centreY() + offCentre * Math.sin(angle);
    for (int i = 0; i < fingers; i++) {
      double beside = (i - (fingers - 1) / 2.0) * 1.9 * thick;
      double shade = 0.85 + 0.25 * random.nextDouble();
      canvas.coverByEllipse(
          new Point(x - sin * beside, y + cos * beside),
          px * (0.22 + 0.12 * random.nextDouble()),
          thick,
          degrees,
          new double[] {skin[0] * shade, skin[1] * shade, skin[2] * shade});
    }
  }

  private void glasses(Landmarks points, SplittableRandom random) {
    double apart = points.leftEye().distanceTo(points.rightEye());
    double degrees = points.rollDegrees();
    double dark = 70 * random.nextDouble();
    double[] colour = {dark, dark * (0.7 + 0.3 * random.nextDouble()), dark};
    double wide = apart * (0.33 + 0.15 * random.nextDouble());
    double high = wide * (0.55 + 0.4 * random.nextDouble());
    canvas.coverByEllipse(points.leftEye(), wide, high, degrees, colour);
    canvas.coverByEllipse(points.rightEye(), wide, high, degrees, colour);
    Point bridge = points.leftEye().middleTo(points.rightEye());
    canvas.coverByEllipse(bridge, 0.6 * apart, 0.08 * apart, degrees, colour);
  }

  private void mouthCover(Landmarks points, Box box, SplittableRandom random) {
    Point mouth = points.mouthLeft().middleTo(points.mouthRight());
    Point nose = points.nose();
    canvas.coverByEllipse(
        new Point((2 * mouth.x() + nose.x()) / 3, (2 * mouth.y() + nose.y()) / 3),
        box.width() * (0.3 + 0.15 * random.nextDouble()),
        box.height() * (0.18 + 0.1 * random.nextDouble()),
        points.rollDegrees(),
        colour(random));
  }

  private static double[] colour(SplittableRandom random) {
    double light = 255 * random.nextDouble();
    double strength = 80 * random.nextDouble();
    double[] colour = new double[3];
    for (int channel = 0; channel < 3; channel++) {
      colour[channel] =
          Math.max(0, Math.min(255, light + 2 * strength * (random.nextDouble() - 0.5)));
    }
    return colour;
  }

  private static double[] skin(SplittableRandom random) {
    double[] base = SKINS[random.nextInt(SKINS.length)];
    double light = 0.6 + 0.45 * random.nextDouble();
    double[] colour = new double[3];
    for (int channel = 0; channel < 3; channel++) {
      colour[channel] = Math.min(255, light * base[channel] * (0.93 + 0.14 * random.nextDouble()));
    }
    return colour;
  }

  @Override
  public void close() {
    canvas.close();
    appearance.close();
  }
}
