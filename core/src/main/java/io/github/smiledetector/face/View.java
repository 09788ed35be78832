package io.github.smiledetector.face;

import io.github.smiledetector.geometry.Box;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a picture as a network sees it, in the pixels of the picture brought to a scale.
 *
 * @param scale pixels of the view for one of the picture, positive
 * @param left where the view begins
 * @param top where the view begins
 * @param widthPx of the view
 * @param heightPx of the view
 * @param own where the middle of a face lies that is this view's to find: neighbouring views see it
 *     too, but perhaps not all of it
 * @param largestPx longer side of the largest face that is this view's to find: where neighbours
 *     cut a larger one into pieces, each may look like a face
 */
record View(double scale, int left, int top, int widthPx, int heightPx, Box own, double largestPx) {
  /** Middles of one face seen in two views differ by a little. */
  private static final int SLACK_PX = 4;

  /**
   * Divides a picture.
   *
   * @param widthPx of the picture
   * @param heightPx of the picture
   * @param scale that it is brought to
   * @param longestPx most pixels that a side of a view has
   * @param overlapPx how far views overlap: faces up to this size lie whole in the view that they
   *     are for, and those larger by more than half are left to a smaller scale; less than {@code
   *     longestPx}
   */
  static List<View> dividing(
      int widthPx, int heightPx, double scale, int longestPx, int overlapPx) {
    List<int[]> across = spans(scaled(widthPx, scale), longestPx, overlapPx);
    List<int[]> down = spans(scaled(heightPx, scale), longestPx, overlapPx);
    double largestPx =
        across.size() * down.size() == 1 ? Double.POSITIVE_INFINITY : 1.5 * overlapPx;
    List<View> views = new ArrayList<>();
    for (int[] rows : down) {
      for (int[] columns : across) {
        views.add(
            new View(
                scale,
                columns[0],
                rows[0],
                columns[1] - columns[0],
                rows[1] - rows[0],
                new Box(columns[2], rows[2], columns[3] - columns[2], rows[3] - rows[2]),
                largestPx));
      }
    }
    return views;
  }

  private static int scaled(int lengthPx, double scale) {
    // Not one more for what is only a rounding error.
    return Math.max(1, (int) Math.ceil(lengthPx * scale - 1e-6));
  }

  /** Of each part its beginning and end, and beginning and end of what is its own. */
  private static List<int[]> spans(int length, int longest, int overlap) {
    int count = length <= longest ? 1 : ceilDiv(length - overlap, longest - overlap);
    int part = ceilDiv(length + (count - 1) * overlap, count);
    List<int[]> spans = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int start = count == 1 ? 0 : (int) ((long) (length - part) * i / (count - 1));
      int end = start + part;
      // A face at the picture's edge may have its middle beyond it.
      int ownStart = i == 0 ? -length : start + overlap / 2 - SLACK_PX;
      int ownEnd = i == count - 1 ? 2 * length : end - overlap / 2 + SLACK_PX;
      spans.add(new int[] {start, end, ownStart, ownEnd});
    }
    return spans;
  }

  private static int ceilDiv(int a, int b) {
    return (a + b - 1) / b;
  }

  /** The same, but faces above this size, in its pixels, are not its to find. */
  View upTo(double mostPx) {
    return new View(scale, left, top, widthPx, heightPx, own, Math.min(largestPx, mostPx));
  }

  /** Whether a face, in the picture's pixels, is this view's to find. */
  boolean owns(Box face) {
    double x = face.centreX() * scale;
    double y = face.centreY() * scale;
    return x >= own.x()
        && x < own.x() + own.width()
        && y >= own.y()
        && y < own.y() + own.height()
        && Math.max(face.width(), face.height()) * scale <= largestPx;
  }

  /** Where it begins in the picture itself, pixels. */
  double leftIn() {
    return left / scale;
  }

  /** Where it begins in the picture itself, pixels. */
  double topIn() {
    return top / scale;
  }

  /** What it shows of the picture. */
  Box region() {
    return new Box(leftIn(), topIn(), widthPx / scale, heightPx / scale);
  }
}
