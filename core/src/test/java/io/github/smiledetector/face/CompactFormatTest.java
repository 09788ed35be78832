package io.github.smiledetector.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.geometry.Point;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompactFormatTest {
  private static final double CLOSE = 1e-5;

  /** A picture of 500x300 px at a quarter of its size: padded to 128x96. */
  private static final View VIEW = View.dividing(500, 300, 0.25, 640, 96).get(0);

  private final CompactFormat format = new CompactFormat();

  private static FloatBuffer answers(CellGrid grid) {
    FloatBuffer planes = FloatBuffer.allocate(15 * grid.cells());
    for (int cell = 0; cell < grid.cells(); cell++) {
      planes.put(cell, -9);
    }
    return planes;
  }

  private static void put(FloatBuffer planes, CellGrid grid, int row, int column, float... values) {
    for (int i = 0; i < values.length; i++) {
      planes.put(i * grid.cells() + row * grid.columns() + column, values[i]);
    }
  }

  private List<Face> decode(FloatBuffer planes, CellGrid grid, double threshold) {
    List<Face> faces = new ArrayList<>();
    format.decode(List.of(planes), grid, threshold, faces);
    return faces;
  }

  @ParameterizedTest
  @CsvSource({"0, 8, 16, 12", "1, 16, 8, 6", "2, 32, 4, 3"})
  void readsEachCellFromItsPlaceInEveryPlane(int size, int sidePx, int columns, int rows) {
    CellGrid grid = CellGrid.all(VIEW).get(size);
    assertThat(grid).isEqualTo(new CellGrid(VIEW, sidePx, columns, rows));
    assertThat(format.lengths(0, grid)).containsExactly(1, 15, rows, columns);
    FloatBuffer planes = answers(grid);
    put(planes, grid, 1, 3, 2, 0.25f, -0.5f, 0.75f, 1.5f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    List<Face> faces = decode(planes, grid, 0.5);
    assertThat(faces).hasSize(1);
    Face face = faces.get(0);
    double stride = 4 * sidePx;
    assertThat(face.score()).isCloseTo(1 / (1 + Math.exp(-2)), within(CLOSE));
    assertThat(face.box().centreX()).isCloseTo((3.5 + 0.25) * stride, within(CLOSE));
    assertThat(face.box().centreY()).isCloseTo((1.5 - 0.5) * stride, within(CLOSE));
    assertThat(face.box().width()).isCloseTo(Math.exp(0.75) * stride, within(CLOSE));
    assertThat(face.box().height()).isCloseTo(Math.exp(1.5) * stride, within(CLOSE));
    List<Point> points = face.landmarks().orElseThrow().all();
    for (int i = 0; i < 5; i++) {
      assertThat(points.get(i).x()).isCloseTo((3.5 + 2 * i + 1) * stride, within(CLOSE));
      assertThat(points.get(i).y()).isCloseTo((1.5 + 2 * i + 2) * stride, within(CLOSE));
    }
  }

  @Test
  void leavesFacesThatAreAnothersToFind() {
    View left = View.dividing(1000, 100, 1, 640, 96).get(0);
    CellGrid grid = CellGrid.all(left).get(0);
    FloatBuffer planes = answers(grid);
    put(planes, grid, 2, grid.columns() - 1, 5);
    put(planes, grid, 2, 3, 5);
    assertThat(decode(planes, grid, 0.5)).hasSize(1);
  }

  @Test
  void takesTheThresholdItselfForEnough() {
    CellGrid grid = CellGrid.all(VIEW).get(2);
    FloatBuffer planes = answers(grid);
    put(planes, grid, 0, 0, 0);
    put(planes, grid, 2, 3, Math.nextDown(0f));
    assertThat(decode(planes, grid, 0.5)).hasSize(1);
    assertThat(decode(planes, grid, 0.49)).hasSize(2);
  }
}
