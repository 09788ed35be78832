package io.github.smiledetector.train.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import io.github.smiledetector.train.data.MarkedFace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FinderTargetsTest {
  private static final int SIDE = 128;

  /** A face by the centre of its square box. */
  static MarkedFace face(double centreX, double centreY, double size) {
    Box box = new Box(centreX - size / 2, centreY - size / 2, size, size);
    return new MarkedFace(box, Optional.empty(), 1, false);
  }

  private static FinderTargets targets(MarkedFace... faces) {
    return FinderTargets.of(List.of(List.of(faces)), SIDE);
  }

  /** The first cell of a level of the first picture. */
  private static int first(int stride) {
    int first = 0;
    for (int level : List.of(8, 16, 32)) {
      if (level == stride) {
        return first;
      }
      first += (SIDE / level) * (SIDE / level);
    }
    throw new AssertionError(stride);
  }

  /** One row of a level: # holds a face, . is asked whether it does, - is not asked. */
  private static String row(FinderTargets targets, int stride, int row) {
    StringBuilder text = new StringBuilder();
    for (int column = 0; column < SIDE / stride; column++) {
      int cell = first(stride) + row * (SIDE / stride) + column;
      boolean holds = Arrays.stream(targets.holdingCells()).anyMatch(each -> each == cell);
      text.append(holds ? '#' : targets.asked()[cell] == 1 ? '.' : '-');
    }
    return text.toString();
  }

  private static List<Integer> levels(FinderTargets targets) {
    List<Integer> levels = new ArrayList<>();
    for (int stride : List.of(8, 16, 32)) {
      int first = first(stride);
      int end = first + (SIDE / stride) * (SIDE / stride);
      if (Arrays.stream(targets.holdingCells()).anyMatch(cell -> cell >= first && cell < end)) {
        levels.add(stride);
      }
    }
    return levels;
  }

  @Test
  void aFaceBelongsToTheLevelsOfItsSize() {
    assertThat(levels(targets(face(64, 64, 31)))).containsExactly(8);
    assertThat(levels(targets(face(64, 64, 40)))).containsExactly(8, 16);
    assertThat(levels(targets(face(64, 64, 49)))).containsExactly(16);
    assertThat(levels(targets(face(64, 64, 100)))).containsExactly(16, 32);
    assertThat(levels(targets(face(64, 64, 120)))).containsExactly(32);
  }

  @Test
  void theCellsAroundTheCentreHoldAFaceAndThoseAroundThemAreNotAsked() {
    FinderTargets targets = targets(face(64, 64, 30));
    assertThat(row(targets, 8, 5)).isEqualTo("................");
    assertThat(row(targets, 8, 6)).isEqualTo("......----......");
    assertThat(row(targets, 8, 7)).isEqualTo("......-##-......");
    assertThat(row(targets, 8, 8)).isEqualTo("......-##-......");
    assertThat(row(targets, 8, 9)).isEqualTo("......----......");
    assertThat(row(targets, 8, 10)).isEqualTo("................");
    assertThat(row(targets(face(68, 68, 30)), 8, 8)).isEqualTo(".......###......");
  }

  @Test
  void noCellOutsideTheBoxHoldsAFace() {
    assertThat(row(targets(face(66, 68, 11)), 8, 8)).isEqualTo("........#.......");
  }

  @Test
  void aFaceSmallerThanACellIsHeldByTheCellAroundItsCentre() {
    assertThat(row(targets(face(66, 66, 3)), 8, 8)).isEqualTo("........#.......");
    assertThat(targets(face(-2, 66, 3)).holding()).isZero();
  }

  @Test
  void theNearerFaceHasTheCell() {
    MarkedFace left = face(60, 64, 24);
    MarkedFace right = face(71, 64, 24);
    FinderTargets targets = targets(left, right);
    assertThat(row(targets, 8, 8)).isEqualTo("......####......");
    assertThat(centresX(targets, 8)).containsExactly(60.0, 60.0, 71.0, 71.0);
    assertThat(centresX(targets(right, left), 8)).containsExactly(60.0, 60.0, 71.0, 71.0);
  }

  /** Whose face the cells of a row of stride 8 hold. */
  private static List<Double> centresX(FinderTargets targets, int row) {
    List<Double> centres = new ArrayList<>();
    for (int i = 0; i < targets.holding(); i++) {
      int cell = targets.holdingCells()[i];
      if (cell / 16 == row) {
        double fromCell = targets.holdingFaces()[i * FinderTargets.FACE_VALUES];
        centres.add((double) Math.round((cell % 16 + 0.5 + fromCell) * 8));
      }
    }
    return centres;
  }

  @Test
  void otherLevelsAreNotAskedInTheMiddleOfAFace() {
    FinderTargets targets = targets(face(64, 64, 64));
    assertThat(row(targets, 16, 4)).isEqualTo("..-##-..");
    assertThat(row(targets, 8, 8)).isEqualTo("......----......");
    assertThat(row(targets, 8, 5)).isEqualTo("................");
    assertThat(row(targets, 32, 2)).isEqualTo(".--.");
  }

  @Test
  void whereAnIgnoredFaceIsNothingIsAskedButAnotherFace() {
    FinderTargets targets = targets(face(64, 64, 64).ignored(true), face(84, 84, 10));
    assertThat(row(targets, 8, 3)).isEqualTo("................");
    assertThat(row(targets, 8, 4)).isEqualTo("....--------....");
    assertThat(row(targets, 8, 10)).isEqualTo("....------#-....");
    assertThat(row(targets, 16, 2)).isEqualTo("..----..");
    assertThat(row(targets, 32, 1)).isEqualTo(".--.");
  }

  @Test
  void whatACellHoldsIsMeasuredInItsStridesFromItsCentre() {
    Landmarks landmarks =
        new Landmarks(
            new Point(60, 62),
            new Point(68, 62),
            new Point(64, 65),
            new Point(61, 70),
            new Point(67, 71));
    Box box = new Box(58, 56, 12, 16);
    FinderTargets targets =
        FinderTargets.of(
            List.of(
                List.of(),
                List.of(new MarkedFace(box, Optional.of(landmarks), 1, false), face(20, 20, 3))),
            SIDE);
    int each = targets.asked().length / 2;
    assertThat(targets.holdingCells()).startsWith(each + 2 * 16 + 2, each + 7 * 16 + 7);
    float[] values = targets.holdingFaces();
    int second = FinderTargets.FACE_VALUES;
    assertThat(values[second - 1]).isZero();
    // The cell's centre is at (60, 60).
    double[] expected = {
      4 / 8.0, 4 / 8.0, 12 / 8.0, 16 / 8.0, 0, 2 / 8.0, 1, 2 / 8.0, 4 / 8.0, 5 / 8.0, 1 / 8.0,
      10 / 8.0, 7 / 8.0, 11 / 8.0, 1
    };
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) values[second + i]).isCloseTo(expected[i], within(1e-6));
    }
  }

  @Test
  void refusesASideThatTheCoarsestCellsDoNotFill() {
    assertThatThrownBy(() -> FinderTargets.of(List.of(), 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("multiples of 32 px, not 100");
  }
}
