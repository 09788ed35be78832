package io.github.smiledetector.train.augment;

import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_64FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_8;
import static org.bytedeco.opencv.global.opencv_imgproc.LINE_AA;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Point;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.train.data.MarkedFace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A scene while it is made: pixels, and the faces in it with what of each can be seen. What is
 * drawn later hides what was there. For one thread; owns native memory until closed.
 */
final class SceneCanvas implements AutoCloseable {
  /** A face of which less can be seen is as good as none. */
  private static final double GONE = 0.1;

  /** A face of which less can be seen is neither to be found nor background. */
  private static final double VISIBLE = 0.5;

  /** A face's box is looked at in so many places each way. */
  private static final int SAMPLES = 12;

  /** Part of the scene. */
  interface Area {
    boolean holds(double x, double y);

    /** The ellipse about a point, its axes turned clockwise. */
    static Area ellipse(Point centre, double radiusX, double radiusY, double degrees) {
      double cos = Math.cos(Math.toRadians(degrees));
      double sin = Math.sin(Math.toRadians(degrees));
      return (x, y) -> {
        double across = (cos * (x - centre.x()) + sin * (y - centre.y())) / radiusX;
        double down = (cos * (y - centre.y()) - sin * (x - centre.x())) / radiusY;
        return across * across + down * down <= 1;
      };
    }
  }

  /** What stands where a photo ends. */
  enum Beyond {
    WHAT_WAS_THERE(opencv_core.BORDER_TRANSPARENT),
    REFLECTED(opencv_core.BORDER_REFLECT),
    ITS_BORDER(opencv_core.BORDER_REPLICATE);

    private final int code;

    Beyond(int code) {
      this.code = code;
    }
  }

  /** A face and where it is hidden. */
  static final class Shown {
    private MarkedFace face;
    private final boolean[] hidden = new boolean[SAMPLES * SAMPLES];

    private Shown(MarkedFace face) {
      this.face = face;
    }

    MarkedFace face() {
      return face;
    }

    double longerPx() {
      return Math.max(face.box().width(), face.box().height());
    }

    double visible() {
      int count = 0;
      for (boolean each : hidden) {
        count += each ? 0 : 1;
      }
      return (double) count / hidden.length;
    }

    private void hide(Area area, boolean outside) {
      Box box = face.box();
      for (int i = 0; i < hidden.length; i++) {
        double x = box.x() + (i % SAMPLES + 0.5) / SAMPLES * box.width();
        int row = i / SAMPLES;
        double y = box.y() + (row + 0.5) / SAMPLES * box.height();
        hidden[i] |= area.holds(x, y) != outside;
      }
    }
  }

  private final int sidePx;
  private final Mat canvas;
  private final Mat source = new Mat();
  private final Mat reduced = new Mat();
  private final Mat coloured = new Mat();
  private final Mat patch = new Mat();
  private final Mat mask = new Mat();
  private final Mat photoMask = new Mat();
  private final Mat weights = new Mat();
  private final Mat otherWeights = new Mat();
  private final Mat blended = new Mat();
  private final Mat values = new Mat();
  private final Mat matrix = new Mat(2, 3, CV_64FC1);
  private final List<Shown> faces = new ArrayList<>();

  SceneCanvas(int sidePx) {
    this.sidePx = sidePx;
    this.canvas = new Mat(sidePx, sidePx, CV_8UC3);
  }

  /** Whether a face is one to be found and learnt from. */
  static boolean counts(MarkedFace face) {
    return face.learnable();
  }

  List<Shown> faces() {
    return faces;
  }

  Area scene() {
    return (x, y) -> x >= 0 && y >= 0 && x < sidePx && y < sidePx;
  }

  static Area photo(Picture photo, Placement placement) {
    return (x, y) -> {
      Point point = placement.inverse(x, y);
      return point.x() >= 0
          && point.y() >= 0
          && point.x() < photo.widthPx()
          && point.y() < photo.heightPx();
    };
  }

  /** One colour everywhere, and no face. */
  void clear(double[] rgb) {
    faces.clear();
    try (Scalar colour = colour(rgb)) {
      canvas.put(colour);
    }
  }

  private static Scalar colour(double[] rgb) {
    return new Scalar(rgb[0], rgb[1], rgb[2], 0);
  }

  /** Whether a photo lies under every pixel of a part of the scene. */
  static boolean covers(Picture photo, Placement placement, int x, int y, int width, int height) {
    Area area = photo(photo, placement);
    return area.holds(x, y)
        && area.holds(x + width, y)
        && area.holds(x, y + height)
        && area.holds(x + width, y + height);
  }

  /** Draws a photo into a part of the scene. */
  void draw(
      Picture photo, Placement placement, int x, int y, int width, int height, Beyond beyond) {
    try (Rect part = new Rect(x, y, width, height);
        Mat target = canvas.apply(part)) {
      warp(photo, placement, target, x, y, beyond.code);
    }
  }

  /** Joins the faces of a photo that was drawn, as far as they lie in an area and in the photo. */
  void add(List<MarkedFace> marked, Placement placement, Picture photo, Area area) {
    Area within = photo(photo, placement);
    for (MarkedFace each : marked) {
      Shown shown = new Shown(placement.apply(each));
      shown.hide(scene(), true);
      shown.hide(area, true);
      shown.hide(within, true);
      if (shown.visible() >= GONE) {
        faces.add(shown);
      }
    }
  }

  private void hide(Area area) {
    faces.forEach(face -> face.hide(area, false));
  }

  /**
   * Draws what an ellipse holds of a photo, with a soft edge, and joins the faces that can be seen
   * there.
   */
  void paste(
      Picture photo,
      List<MarkedFace> marked,
      Placement placement,
      double radiusX,
      double radiusY,
      double softPx) {
    Point centre = placement.to();
    double reach = Math.ceil(Math.max(radiusX, radiusY) + 2 * softPx);
    // What lies further beyond the scene cannot be seen in it, however soft the edge: the blur
    // reaches three times its width.
    int margin = (int) Math.ceil(3 * softPx);
    int left = (int) Math.max(-margin, Math.floor(centre.x()) - reach);
    int top = (int) Math.max(-margin, Math.floor(centre.y()) - reach);
    int right = (int) Math.min(sidePx + margin, Math.floor(centre.x()) + reach + 1);
    int bottom = (int) Math.min(sidePx + margin, Math.floor(centre.y()) + reach + 1);
    int fromX = Math.max(0, left);
    int fromY = Math.max(0, top);
    int width = Math.min(sidePx, right) - fromX;
    int height = Math.min(sidePx, bottom) - fromY;
    if (width <= 0 || height <= 0) {
      return;
    }
    patch.create(bottom - top, right - left, CV_8UC3);
    warp(photo, placement, patch, left, top, opencv_core.BORDER_REPLICATE);
    mask.create(bottom - top, right - left, CV_8UC1);
    try (Scalar none = new Scalar(0);
        Scalar all = new Scalar(255);
        Size kernel = new Size(0, 0)) {
      mask.put(none);
      ellipse(
          mask,
          new Point(centre.x() - left, centre.y() - top),
          radiusX,
          radiusY,
          placement.degrees(),
          all);
      if (!covers(photo, placement, left, top, right - left, bottom - top)) {
        photoMask.create(bottom - top, right - left, CV_8UC1);
        photoMask.put(none);
        fillPhoto(photo, placement, left, top, all);
        opencv_core.bitwise_and(mask, photoMask, mask);
      }
      opencv_imgproc.GaussianBlur(mask, mask, kernel, softPx);
    }
    mask.convertTo(weights, CV_32F, 1 / 255.0, 0);
    mask.convertTo(otherWeights, CV_32F, -1 / 255.0, 1);
    try (Rect onCanvas = new Rect(fromX, fromY, width, height);
        Rect onPatch = new Rect(fromX - left, fromY - top, width, height);
        Mat there = canvas.apply(onCanvas);
        Mat here = patch.apply(onPatch);
        Mat weight = weights.apply(onPatch);
        Mat otherWeight = otherWeights.apply(onPatch)) {
      opencv_imgproc.blendLinear(here, there, weight, otherWeight, blended);
      blended.copyTo(there);
    }
    Area shape = Area.ellipse(centre, radiusX, radiusY, placement.degrees());
    Area within = photo(photo, placement);
    hide((x, y) -> shape.holds(x, y) && within.holds(x, y));
    add(marked, placement, photo, shape);
  }

  /** The photo's own rectangle, turned as it is, in the mask of what is pasted. */
  private void fillPhoto(Picture photo, Placement placement, int left, int top, Scalar all) {
    Point[] corners = {
      new Point(0, 0),
      new Point(photo.widthPx(), 0),
      new Point(photo.widthPx(), photo.heightPx()),
      new Point(0, photo.heightPx())
    };
    int[] places = new int[8];
    for (int i = 0; i < corners.length; i++) {
      Point corner = placement.apply(corners[i]);
      places[2 * i] = (int) Math.round(corner.x() - left - 0.5);
      places[2 * i + 1] = (int) Math.round(corner.y() - top - 0.5);
    }
    try (org.bytedeco.opencv.opencv_core.Point points =
        new org.bytedeco.opencv.opencv_core.Point(4)) {
      for (int i = 0; i < corners.length; i++) {
        points.position(i).x(places[2 * i]).y(places[2 * i + 1]);
      }
      opencv_imgproc.fillConvexPoly(photoMask, points.position(0), 4, all, LINE_8, 0);
    }
  }

  private static void ellipse(
      Mat on, Point centre, double radiusX, double radiusY, double degrees, Scalar colour) {
    try (org.bytedeco.opencv.opencv_core.Point middle =
            new org.bytedeco.opencv.opencv_core.Point(
                (int) Math.floor(centre.x()), (int) Math.floor(centre.y()));
        Size axes =
            new Size(
                (int) Math.max(1, Math.round(radiusX)), (int) Math.max(1, Math.round(radiusY)))) {
      opencv_imgproc.ellipse(on, middle, axes, degrees, 0, 360, colour, -1, LINE_AA, 0);
    }
  }

  /** Something of one colour before whatever is there. */
  void coverByEllipse(Point centre, double radiusX, double radiusY, double degrees, double[] rgb) {
    try (Scalar colour = colour(rgb)) {
      ellipse(canvas, centre, radiusX, radiusY, degrees, colour);
    }
    hide(Area.ellipse(centre, radiusX, radiusY, degrees));
  }

  /** A photo's piece before whatever is there, or one colour where there is no photo. */
  void coverByRectangle(Box box, Picture photo, Placement placement, double[] rgb) {
    int x = (int) Math.max(0, Math.round(box.x()));
    int y = (int) Math.max(0, Math.round(box.y()));
    int width = (int) Math.min(sidePx, Math.round(box.x() + box.width())) - x;
    int height = (int) Math.min(sidePx, Math.round(box.y() + box.height())) - y;
    if (width <= 0 || height <= 0) {
      return;
    }
    if (photo != null) {
      draw(photo, placement, x, y, width, height, Beyond.REFLECTED);
    } else {
      try (Rect part = new Rect(x, y, width, height);
          Mat target = canvas.apply(part);
          Scalar colour = colour(rgb)) {
        target.put(colour);
      }
    }
    hide((atX, atY) -> atX >= x && atY >= y && atX < x + width && atY < y + height);
  }

  /** The scene in another colour's shades. */
  void tint(double[] rgb) {
    try (Mat shades = new Mat(3, 3, CV_32F);
        FloatPointer numbers = new FloatPointer(shades.data())) {
      for (int channel = 0; channel < 3; channel++) {
        float times = (float) (rgb[channel] / 128);
        numbers.put(3L * channel, 0.299f * times);
        numbers.put(3L * channel + 1, 0.587f * times);
        numbers.put(3L * channel + 2, 0.114f * times);
      }
      opencv_core.transform(canvas, blended, shades);
      blended.copyTo(canvas);
    }
  }

  /** As if the scene had been photographed with fewer pixels. */
  void coarsen(double times) {
    int fewer = (int) Math.max(8, Math.round(sidePx / times));
    try (Size small = new Size(fewer, fewer);
        Size large = new Size(sidePx, sidePx)) {
      opencv_imgproc.resize(canvas, reduced, small, 0, 0, INTER_AREA);
      opencv_imgproc.resize(reduced, canvas, large, 0, 0, INTER_LINEAR);
    }
  }

  /** [side, side, 3], 0..255. */
  float[] pixels() {
    float[] pixels = new float[sidePx * sidePx * 3];
    canvas.convertTo(values, CV_32F);
    try (FloatPointer numbers = new FloatPointer(values.data())) {
      numbers.get(pixels);
    }
    return pixels;
  }

  /**
   * What is to be learnt of the faces.
   *
   * @param smallestPx longer side of the smallest that is not ignored
   * @param largestPx longer side of the largest that is not ignored
   */
  List<MarkedFace> marked(double smallestPx, double largestPx) {
    List<MarkedFace> marked = new ArrayList<>();
    for (Shown shown : faces) {
      double visible = shown.visible();
      if (visible >= GONE) {
        boolean seen =
            visible >= VISIBLE && shown.longerPx() >= smallestPx && shown.longerPx() <= largestPx;
        marked.add(shown.face.ignored(!seen || !counts(shown.face)));
      }
    }
    return marked;
  }

  /**
   * Brings a photo to its place.
   *
   * @param target takes it; its pixels (0, 0) are the scene's (left, top)
   */
  private void warp(Picture photo, Placement placement, Mat target, int left, int top, int beyond) {
    // Reflection needs all of the photo; else what is not in sight need not be copied.
    int[] part =
        beyond == opencv_core.BORDER_REFLECT
            ? new int[] {0, 0, photo.widthPx(), photo.heightPx()}
            : part(photo, placement, left, top, target.cols(), target.rows());
    int channels = photo.channels();
    int rowBytes = photo.widthPx() * channels;
    source.create(part[3], photo.widthPx(), channels == 1 ? CV_8UC1 : CV_8UC3);
    source.data().put(photo.pixels(), part[1] * rowBytes, part[3] * rowBytes);

    // Bilinear sampling would skip pixels where a photo shrinks by more than a half.
    int times = (int) Math.max(1, Math.floor(1 / placement.scale()));
    int width = Math.max(1, part[2] / times);
    int height = Math.max(1, part[3] / times);
    double perX = times > 1 ? (double) Math.min(part[2], width * times) / width : 1;
    double perY = times > 1 ? (double) Math.min(part[3], height * times) / height : 1;
    try (Rect seen =
            times > 1
                ? new Rect(
                    part[0], 0, (int) Math.round(perX * width), (int) Math.round(perY * height))
                : new Rect(part[0], 0, part[2], part[3]);
        Mat from = source.apply(seen);
        Size small = new Size(width, height)) {
      Mat pixels = from;
      if (times > 1) {
        opencv_imgproc.resize(from, reduced, small, 0, 0, INTER_AREA);
        pixels = reduced;
      }
      if (channels == 1) {
        opencv_imgproc.cvtColor(pixels, coloured, opencv_imgproc.COLOR_GRAY2RGB);
        pixels = coloured;
      }
      double[] m = placement.matrix();
      // From the middles of the reduced photo's pixels to those of the target's.
      double[] between = {
        m[0] * perX,
        m[1] * perY,
        m[0] * (part[0] + perX / 2) + m[1] * (part[1] + perY / 2) + m[2] - left - 0.5,
        m[3] * perX,
        m[4] * perY,
        m[3] * (part[0] + perX / 2) + m[4] * (part[1] + perY / 2) + m[5] - top - 0.5
      };
      try (DoublePointer numbers = new DoublePointer(matrix.data());
          Size size = new Size(target.cols(), target.rows());
          Scalar black = new Scalar(0)) {
        numbers.put(between);
        opencv_imgproc.warpAffine(pixels, target, matrix, size, INTER_LINEAR, beyond, black);
      }
    }
  }

  /** Left, top, width and height of what is needed of a photo for a part of the scene. */
  private static int[] part(
      Picture photo, Placement placement, int left, int top, int width, int height) {
    Point[] corners = {
      placement.inverse(left, top),
      placement.inverse(left + width, top),
      placement.inverse(left, top + height),
      placement.inverse(left + width, top + height)
    };
    double margin = 2 + 2 / placement.scale();
    double fromX = Arrays.stream(corners).mapToDouble(Point::x).min().orElseThrow() - margin;
    double toX = Arrays.stream(corners).mapToDouble(Point::x).max().orElseThrow() + margin;
    double fromY = Arrays.stream(corners).mapToDouble(Point::y).min().orElseThrow() - margin;
    double toY = Arrays.stream(corners).mapToDouble(Point::y).max().orElseThrow() + margin;
    int x = (int) Math.max(0, Math.min(photo.widthPx() - 1, Math.floor(fromX)));
    int y = (int) Math.max(0, Math.min(photo.heightPx() - 1, Math.floor(fromY)));
    int right = (int) Math.max(x + 1, Math.min(photo.widthPx(), Math.ceil(toX)));
    int bottom = (int) Math.max(y + 1, Math.min(photo.heightPx(), Math.ceil(toY)));
    return new int[] {x, y, right - x, bottom - y};
  }

  @Override
  public void close() {
    for (Mat each :
        List.of(
            canvas,
            source,
            reduced,
            coloured,
            patch,
            mask,
            photoMask,
            weights,
            otherWeights,
            blended,
            values,
            matrix)) {
      each.close();
    }
  }
}
