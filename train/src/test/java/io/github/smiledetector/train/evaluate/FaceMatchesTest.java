package io.github.smiledetector.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.face.Face;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.train.data.MarkedFace;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FaceMatchesTest {
  private static MarkedFace marked(double x, double side) {
    return new MarkedFace(new Box(x, 0, side, side), Optional.empty(), 1, false);
  }

  private static Face found(double x, double side, double score) {
    return new Face(new Box(x, 0, side, side), score);
  }

  private static FaceMatches match(List<MarkedFace> marked, Face... found) {
    return FaceMatches.of(marked, List.of(found), 0.5, 20);
  }

  @Test
  void letsTheBestScoreChooseFirstAndCountsAFaceOnce() {
    Face poorer = found(1, 40, 0.8);
    Face better = found(2, 40, 0.9);
    FaceMatches matches = match(List.of(marked(0, 40), marked(200, 40)), poorer, better);
    assertThat(matches.asked())
        .extracting(FaceMatches.Asked::by)
        .containsExactly(Optional.of(better), Optional.empty());
    assertThat(matches.wrong()).containsExactly(poorer);
  }

  @Test
  void givesAFaceTheMarkedOneThatItCoincidesWithMost() {
    FaceMatches matches =
        match(List.of(marked(0, 40), marked(10, 40)), found(9, 40, 0.9), found(1, 40, 0.8));
    assertThat(matches.asked())
        .extracting(each -> each.by().orElseThrow().score())
        .containsExactly(0.8, 0.9);
    assertThat(matches.wrong()).isEmpty();
  }

  @Test
  void asksForEnoughOverlap() {
    // Shifted by a third, two squares share half of what they are together; by more, less.
    assertThat(match(List.of(marked(0, 60)), found(20, 60, 0.9)).wrong()).isEmpty();
    assertThat(match(List.of(marked(0, 60)), found(21, 60, 0.9)).wrong()).hasSize(1);
  }

  @Test
  void countsWhatMeetsAnIgnoredFaceNeitherWay() {
    List<MarkedFace> ignored = List.of(marked(0, 40).ignored(true));
    FaceMatches matches = match(ignored, found(0, 40, 0.9), found(1, 40, 0.8));
    assertThat(matches.asked()).isEmpty();
    assertThat(matches.wrong()).isEmpty();
  }

  @Test
  void countsABoxCentredInAnIgnoredFaceNeitherWayIfTheSmallerOfThemIsSharedByHalf() {
    List<MarkedFace> ignored = List.of(marked(0, 60).ignored(true));
    // Around it, and a part of it; both share less than half of the union.
    assertThat(match(ignored, new Face(new Box(-15, -15, 90, 90), 0.9)).wrong()).isEmpty();
    assertThat(match(ignored, new Face(new Box(10, 10, 40, 40), 0.9)).wrong()).isEmpty();
    // At its corner, a quarter of the smaller is shared; beside it the centre lies outside.
    assertThat(match(ignored, new Face(new Box(-19, -19, 40, 40), 0.9)).wrong()).hasSize(1);
    assertThat(match(ignored, new Face(new Box(45, 10, 32, 32), 0.9)).wrong()).hasSize(1);
  }

  @Test
  void prefersAFaceThatIsAskedForToAnIgnoredOne() {
    FaceMatches matches =
        match(List.of(marked(0, 40).ignored(true), marked(3, 40)), found(0, 40, 0.9));
    assertThat(matches.asked().get(0).by()).isPresent();
  }

  @Test
  void ignoresFacesBelowTheSmallest() {
    FaceMatches matches =
        match(List.of(marked(0, 19.9), marked(100, 20)), found(0, 21, 0.9), found(300, 19, 0.8));
    assertThat(matches.asked()).hasSize(1);
    assertThat(matches.wrong()).isEmpty();
  }
}
