package io.github.smiledetector.train.network;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Point;
import io.github.smiledetector.train.data.MarkedFace;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What the cells of a {@link FinderNetwork} should say of a batch of pictures: which of them hold a
 * face and which, and which are not asked.
 *
 * <p>Levels overlap: a face of a size between two of them is asked of both. On a level that a face
 * belongs to, the cells around its centre hold it, and those just around them are not asked.
 * Immutable.
 */
public final class FinderTargets {
  /** Values of a face that a cell holds: box (4), landmarks (10), whether these are known. */
  static final int FACE_VALUES = 15;

  /** Sizes of the faces (square root of the area, pixels) that a level holds, open intervals. */
  private static final double[][] SIZES_PX = {{0, 48}, {32, 112}, {96, Double.MAX_VALUE}};

  /** How far from a face's centre cells hold it, strides. */
  private static final double HOLDING = 1;

  /** How far from a face's centre cells of its level are not asked, strides. */
  private static final double UNASKED = 1.5;

  /** The middle part of a face, by its sides, where cells of other levels are not asked. */
  private static final double UNASKED_PART = 0.5;

  private final int sidePx;
  private final int count;
  private final int cellsEach;
  private final float[] asked;
  private final MarkedFace[] held;

  private FinderTargets(int sidePx, int count) {
    this.sidePx = sidePx;
    this.count = count;
    this.cellsEach = FinderLayout.STRIDES.stream().mapToInt(this::cells).sum();
    this.asked = new float[count * cellsEach];
    this.held = new MarkedFace[asked.length];
    Arrays.fill(asked, 1);
  }

  /**
   * Targets of a batch.
   *
   * @param faces those of each picture, in its pixels; they may reach beyond it
   * @param sidePx side of the square pictures, a multiple of 32
   * @throws IllegalArgumentException if the side is not a multiple of 32
   */
  public static FinderTargets of(List<List<MarkedFace>> faces, int sidePx) {
    FinderNetwork.requireSide(sidePx);
    FinderTargets targets = new FinderTargets(sidePx, faces.size());
    for (int picture = 0; picture < faces.size(); picture++) {
      for (MarkedFace face : faces.get(picture)) {
        targets.add(picture, face);
      }
    }
    for (int cell = 0; cell < targets.asked.length; cell++) {
      if (targets.held[cell] != null) {
        targets.asked[cell] = 1;
      }
    }
    return targets;
  }

  private int cells(int stride) {
    return (sidePx / stride) * (sidePx / stride);
  }

  private void add(int picture, MarkedFace face) {
    Box box = face.box();
    double size = Math.sqrt(box.area());
    int first = picture * cellsEach;
    for (int level = 0; level < SIZES_PX.length; level++) {
      Grid grid = new Grid(first, FinderLayout.STRIDES.get(level));
      if (face.ignored()) {
        grid.unask(box, box.width() / 2, box.height() / 2);
      } else if (size > SIZES_PX[level][0] && size < SIZES_PX[level][1]) {
        grid.unask(box, UNASKED * grid.stride, UNASKED * grid.stride);
        grid.hold(face);
      } else {
        grid.unask(box, UNASKED_PART * box.width() / 2, UNASKED_PART * box.height() / 2);
      }
      first += cells(grid.stride);
    }
  }

  /** The cells of one level of one picture. */
  private final class Grid {
    private final int first;
    private final int stride;
    private final int side;

    Grid(int first, int stride) {
      this.first = first;
      this.stride = stride;
      this.side = sidePx / stride;
    }

    /** Does not ask the cells of a box that are no further than this from its centre, pixels. */
    void unask(Box box, double acrossPx, double downPx) {
      Area area = area(box, acrossPx, downPx);
      for (int row = area.top; row <= area.bottom; row++) {
        for (int column = area.left; column <= area.right; column++) {
          asked[first + row * side + column] = 0;
        }
      }
    }

    void hold(MarkedFace face) {
      Box box = face.box();
      Area area = area(box, HOLDING * stride, HOLDING * stride);
      if (area.empty()) {
        int column = (int) Math.floor(box.centreX() / stride);
        int row = (int) Math.floor(box.centreY() / stride);
        if (column < 0 || row < 0 || column >= side || row >= side) {
          return; // the centre lies beyond the picture
        }
        area = new Area(column, row, column, row);
      }
      for (int row = area.top; row <= area.bottom; row++) {
        for (int column = area.left; column <= area.right; column++) {
          int cell = first + row * side + column;
          Point middle = middle(stride, column, row);
          if (held[cell] == null || distance(middle, face) < distance(middle, held[cell])) {
            held[cell] = face;
          }
        }
      }
    }

    private double distance(Point middle, MarkedFace face) {
      return middle.distanceTo(new Point(face.box().centreX(), face.box().centreY()));
    }

    /** The cells whose middles lie in a box, no further than this from its centre. */
    private Area area(Box box, double acrossPx, double downPx) {
      double across = Math.min(acrossPx, box.width() / 2);
      double down = Math.min(downPx, box.height() / 2);
      return new Area(
          from(box.centreX() - across),
          from(box.centreY() - down),
          to(box.centreX() + across),
          to(box.centreY() + down));
    }

    private int from(double leastPx) {
      return (int) Math.ceil(Math.max(0, leastPx) / stride - 0.5);
    }

    private int to(double mostPx) {
      return (int) Math.floor(Math.min(sidePx, mostPx) / stride - 0.5);
    }
  }

  private record Area(int left, int top, int right, int bottom) {
    boolean empty() {
      return left > right || top > bottom;
    }
  }

  /** How many pictures. */
  public int count() {
    return count;
  }

  /** Side of the square pictures, pixels. */
  public int sidePx() {
    return sidePx;
  }

  /** How many cells hold a face. */
  public int holding() {
    return (int) Arrays.stream(held).filter(Objects::nonNull).count();
  }

  /** The same pictures several times over. */
  FinderTargets repeated(int copies) {
    FinderTargets all = new FinderTargets(sidePx, copies * count);
    for (int copy = 0; copy < copies; copy++) {
      System.arraycopy(asked, 0, all.asked, copy * asked.length, asked.length);
      System.arraycopy(held, 0, all.held, copy * held.length, held.length);
    }
    return all;
  }

  /**
   * Whether each cell is asked for its score, 1 or 0: picture by picture, level by level, row by
   * row.
   */
  float[] asked() {
    return asked;
  }

  /** The cells that hold a face, as places in {@link #asked}. */
  int[] holdingCells() {
    return IntStream.range(0, held.length).filter(cell -> held[cell] != null).toArray();
  }

  /**
   * The faces that cells hold, {@link #FACE_VALUES} each, in the order of {@link #holdingCells}:
   * centre of the box, seen from the cell's; its sides; landmarks, seen from the cell's centre; all
   * in strides; and 1 where the landmarks are known, 0 with anything for them where not.
   */
  float[] holdingFaces() {
    FloatBuffer values = FloatBuffer.allocate(holding() * FACE_VALUES);
    int cell = 0;
    for (int picture = 0; picture < count; picture++) {
      for (int stride : FinderLayout.STRIDES) {
        int side = sidePx / stride;
        for (int place = 0; place < side * side; place++, cell++) {
          if (held[cell] != null) {
            put(values, held[cell], middle(stride, place % side, place / side), stride);
          }
        }
      }
    }
    return values.array();
  }

  private static void put(FloatBuffer values, MarkedFace face, Point middle, int stride) {
    Box box = face.box();
    put(values, new Point(box.centreX(), box.centreY()), middle, stride);
    values.put((float) (box.width() / stride)).put((float) (box.height() / stride));
    if (face.landmarks().isPresent()) {
      face.landmarks().get().all().forEach(point -> put(values, point, middle, stride));
      values.put(1);
    } else {
      values.put(new float[FACE_VALUES - 4]);
    }
  }

  private static void put(FloatBuffer values, Point point, Point middle, int stride) {
    values
        .put((float) ((point.x() - middle.x()) / stride))
        .put((float) ((point.y() - middle.y()) / stride));
  }

  private static Point middle(int stride, int column, int row) {
    return new Point((column + 0.5) * stride, (row + 0.5) * stride);
  }
}
