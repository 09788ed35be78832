package io.github.smiledetector.face;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.inference.TensorShape;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What our own network takes and gives: for each size of cells planes of the score's logit, the
 * box's four numbers and the landmarks' ten, places measured from a cell's middle.
 */
final class CompactFormat implements CellFormat {
  private static final int BOX = 1;
  private static final int LANDMARKS = BOX + CellGrid.BOX_VALUES;
  private static final int PLANES = LANDMARKS + CellGrid.POINT_VALUES;

  @Override
  public TensorShape input() {
    return TensorShape.of("pixels", 1, 3, TensorShape.ANY, TensorShape.ANY);
  }

  @Override
  public List<TensorShape> outputs() {
    return IntStream.range(0, CellGrid.SIZES)
        .mapToObj(
            size ->
                TensorShape.of(
                    "faces_" + CellGrid.sidePx(size), 1, PLANES, TensorShape.ANY, TensorShape.ANY))
        .toList();
  }

  @Override
  public boolean blueFirst() {
    return false;
  }

  @Override
  public long[] lengths(int kind, CellGrid grid) {
    return new long[] {1, PLANES, grid.rows(), grid.columns()};
  }

  @Override
  public void decode(List<FloatBuffer> kinds, CellGrid grid, double threshold, List<Face> faces) {
    FloatBuffer planes = kinds.get(0);
    int cells = grid.cells();
    // Logits grow with scores: of most cells nothing else has to be computed, or read.
    double least = Math.log(threshold / (1 - threshold));
    for (int cell = 0; cell < cells; cell++) {
      float logit = planes.get(cell);
      if (logit < least) {
        continue;
      }
      int box = BOX * cells + cell;
      int point = LANDMARKS * cells + cell;
      double score = 1 / (1 + Math.exp(-logit));
      try {
        grid.face(cell, 0.5, planes, box, planes, point, cells, score).ifPresent(faces::add);
      } catch (IllegalArgumentException e) {
        throw new ModelException(
            "the face finder's network gives numbers that make no face ("
                + e.getMessage()
                + "); it is damaged, or its training went wrong",
            e);
      }
    }
  }
}
