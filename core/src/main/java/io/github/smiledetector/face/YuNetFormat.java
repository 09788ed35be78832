package io.github.smiledetector.face;

import io.github.smiledetector.inference.TensorShape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What YuNet takes and gives. It says how sure it is of a face in two numbers (class and object,
 * whose geometric mean is the score); places are measured from a cell's corner; all numbers of a
 * kind that belong to one cell lie side by side.
 */
final class YuNetFormat implements CellFormat {
  private static final int CLASS = 0;
  private static final int OBJECT = 1;
  private static final int BOX = 2;
  private static final int LANDMARKS = 3;
  private static final String[] NAMES = {"cls_", "obj_", "bbox_", "kps_"};
  private static final int[] VALUES_EACH = {1, 1, CellGrid.BOX_VALUES, CellGrid.POINT_VALUES};

  @Override
  public TensorShape input() {
    return TensorShape.of("input", 1, 3, TensorShape.ANY, TensorShape.ANY);
  }

  @Override
  public List<TensorShape> outputs() {
    List<TensorShape> outputs = new ArrayList<>();
    for (int kind = 0; kind < NAMES.length; kind++) {
      for (int size = 0; size < CellGrid.SIZES; size++) {
        String name = NAMES[kind] + CellGrid.sidePx(size);
        outputs.add(TensorShape.of(name, 1, TensorShape.ANY, VALUES_EACH[kind]));
      }
    }
    return outputs;
  }

  @Override
  public boolean blueFirst() {
    return true;
  }

  @Override
  public long[] lengths(int kind, CellGrid grid) {
    return new long[] {1, grid.cells(), VALUES_EACH[kind]};
  }

  @Override
  public void decode(List<FloatBuffer> kinds, CellGrid grid, double threshold, List<Face> faces) {
    FloatBuffer classes = kinds.get(CLASS);
    FloatBuffer objects = kinds.get(OBJECT);
    FloatBuffer boxes = kinds.get(BOX);
    FloatBuffer points = kinds.get(LANDMARKS);
    int cells = grid.cells();
    for (int cell = 0; cell < cells; cell++) {
      double squared = share(classes.get(cell)) * share(objects.get(cell));
      if (squared >= threshold * threshold) {
        int box = cell * CellGrid.BOX_VALUES;
        int point = cell * CellGrid.POINT_VALUES;
        grid.face(cell, 0, boxes, box, points, point, 1, Math.sqrt(squared)).ifPresent(faces::add);
      }
    }
  }

  private static double share(float value) {
    return Math.max(0, Math.min(1, value));
  }
}
