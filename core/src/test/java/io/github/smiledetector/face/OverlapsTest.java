package io.github.smiledetector.face;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.geometry.Box;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverlapsTest {
  private static final Face BEST = new Face(new Box(0, 0, 10, 10), 0.9);

  private static List<Face> merged(Face other) {
    return Overlaps.merged(List.of(other, BEST));
  }

  @Test
  void keepsTheBestOfBoxesThatOverlap() {
    assertThat(merged(new Face(new Box(5, 0, 10, 10), 0.8))).containsExactly(BEST);
    assertThat(merged(new Face(new Box(0, 1, 12, 10), 0.8))).containsExactly(BEST);
  }

  @Test
  void keepsNeighboursBestFirst() {
    Face neighbour = new Face(new Box(7, 0, 10, 10), 0.8);
    assertThat(merged(neighbour)).containsExactly(BEST, neighbour);
  }

  @Test
  void dropsAPartOfAFace() {
    assertThat(merged(new Face(new Box(2, 2, 3, 3), 0.8))).containsExactly(BEST);
    assertThat(merged(new Face(new Box(-10, -10, 30, 30), 0.8))).containsExactly(BEST);
  }
}
