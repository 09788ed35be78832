package io.github.smiledetector.face;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The cells of one size into which a single-shot network divides what it sees.
 *
 * @param view what it sees
 * @param sidePx of a cell, in the network's pixels
 * @param columns of cells
 * @param rows of cells
 */
record CellGrid(View view, int sidePx, int columns, int rows) {
  /** Sides of the cells. The last divides the sides of what a network takes. */
  private static final int[] SIDES_PX = {8, 16, 32};

  static final int SIZES = SIDES_PX.length;

  private static final int STEP_PX = SIDES_PX[SIZES - 1];
  private static final int POINTS = 5;

  /** Numbers that make a box: its middle, and the logarithms of its sides. */
  static final int BOX_VALUES = 4;

  /** Numbers that make the landmarks. */
  static final int POINT_VALUES = 2 * POINTS;

  /** A side of a view and what it lacks to be divided into cells of all sizes. */
  static int padded(int lengthPx) {
    return (lengthPx + STEP_PX - 1) / STEP_PX * STEP_PX;
  }

  /** Side of the cells of a size, in the network's pixels. */
  static int sidePx(int size) {
    return SIDES_PX[size];
  }

  /** The cells of all sizes, the smallest first. */
  static List<CellGrid> all(View view) {
    List<CellGrid> grids = new ArrayList<>();
    for (int side : SIDES_PX) {
      grids.add(
          new CellGrid(view, side, padded(view.widthPx()) / side, padded(view.heightPx()) / side));
    }
    return grids;
  }

  int cells() {
    return columns * rows;
  }

  /**
   * Makes a face of what the network says of a cell, in cells: where the box's middle and the
   * landmarks lie, and the logarithms of the box's width and height.
   *
   * @param cell counted by rows
   * @param origin where in the cell places are measured from: 0 its upper left corner, 0.5 its
   *     middle
   * @param boxes holds the box's numbers
   * @param box index of the first
   * @param points holds the landmarks' numbers
   * @param point index of the first
   * @param step from each number to the next
   * @param score of the face
   * @return in the picture's pixels; empty if another view is there to find it
   * @throws IllegalArgumentException if the numbers make no box or landmarks
   */
  Optional<Face> face(
      int cell,
      double origin,
      FloatBuffer boxes,
      int box,
      FloatBuffer points,
      int point,
      int step,
      double score) {
    double side = sidePx / view.scale();
    int row = cell / columns;
    double x = view.leftIn() + (cell - row * columns + origin) * side;
    double y = view.topIn() + (row + origin) * side;
    double centreX = x + boxes.get(box) * side;
    double centreY = y + boxes.get(box + step) * side;
    double width = Math.exp(boxes.get(box + 2 * step)) * side;
    double height = Math.exp(boxes.get(box + 3 * step)) * side;
    Box found = new Box(centreX - width / 2, centreY - height / 2, width, height);
    if (!view.owns(found)) {
      return Optional.empty();
    }
    Point[] five = new Point[POINTS];
    for (int i = 0; i < POINTS; i++) {
      int at = point + 2 * i * step;
      five[i] = new Point(x + points.get(at) * side, y + points.get(at + step) * side);
    }
    Landmarks landmarks = new Landmarks(five[0], five[1], five[2], five[3], five[4]);
    return Optional.of(new Face(found, score, Optional.of(landmarks)));
  }
}
