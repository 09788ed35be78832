package io.github.smiledetector.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.face.Face;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.geometry.Landmarks;
import io.github.smiledetector.geometry.Point;
import io.github.smiledetector.train.data.MarkedFace;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FinderScoresTest {
  private static final double MISSED = -1;

  /** Landmarks whose eyes lie 20 px apart, moved to the right. */
  private static Landmarks points(double right) {
    return new Landmarks(
        new Point(10 + right, 15),
        new Point(30 + right, 15),
        new Point(20 + right, 22),
        new Point(12 + right, 30),
        new Point(28 + right, 30));
  }

  private static FaceMatches.Asked asked(double sidePx, double score, double off) {
    Box box = new Box(0, 0, sidePx, sidePx);
    return new FaceMatches.Asked(
        new MarkedFace(box, Optional.of(points(0)), 1, false),
        score == MISSED
            ? Optional.empty()
            : Optional.of(new Face(box, score, Optional.of(points(off)))));
  }

  private static FaceMatches photo(List<FaceMatches.Asked> asked, double... wrong) {
    return new FaceMatches(
        asked,
        Arrays.stream(wrong).mapToObj(score -> new Face(new Box(90, 90, 30, 30), score)).toList());
  }

  /** By score: right 0.9, false 0.8, right 0.7, false 0.6, right 0.5; one of four is missed. */
  private static final List<FaceMatches> PHOTOS =
      List.of(
          photo(List.of(asked(40, 0.9, 1), asked(30, MISSED, 0)), 0.6),
          photo(List.of(asked(40, 0.7, 3), asked(50, 0.5, 8)), 0.8),
          photo(List.of()),
          photo(List.of()));

  private static Map<FinderMetric, Double> figures(double threshold) {
    FinderScores scores = new FinderScores(PHOTOS, threshold);
    return scores.figures(scores.once());
  }

  @Test
  void averagesInterpolatedPrecision() {
    // Recall 1/4, 2/4, 3/4 at precision 1, 2/3, 3/5, none of them exceeded later.
    assertThat(figures(0).get(FinderMetric.AVERAGE_PRECISION))
        .isCloseTo((1 + 2 / 3.0 + 3 / 5.0) / 4, within(1e-12));
  }

  @Test
  void interpolatesWithTheBestPrecisionThatFollows() {
    FinderScores scores =
        new FinderScores(
            List.of(photo(List.of(asked(40, 0.8, 0), asked(40, 0.7, 0), asked(40, 0.6, 0)), 0.9)),
            0);
    // Precision 0, 1/2, 2/3, 3/4: everywhere the last one counts.
    assertThat(scores.figures(scores.once()).get(FinderMetric.AVERAGE_PRECISION))
        .isCloseTo(0.75, within(1e-12));
  }

  @Test
  void takesEqualScoresTogether() {
    FinderScores scores =
        new FinderScores(List.of(photo(List.of(asked(40, 0.9, 0), asked(40, 0.9, 0)), 0.9)), 0);
    assertThat(scores.steps(scores.once()))
        .containsExactly(new FinderEvaluation.Step(0.9, 1, 1, 2 / 3.0));
    assertThat(scores.figures(scores.once()).get(FinderMetric.RECALL_AT_03)).isZero();
  }

  @Test
  void countsAtTheFindersOwnThreshold() {
    Map<FinderMetric, Double> figures = figures(0.6);
    assertThat(figures.get(FinderMetric.RECALL)).isEqualTo(2 / 4.0);
    assertThat(figures.get(FinderMetric.PRECISION)).isEqualTo(2 / 4.0);
    assertThat(figures.get(FinderMetric.FALSE_FACES)).isEqualTo(2 / 4.0);
    // Of the second photo the larger face scores less.
    assertThat(figures.get(FinderMetric.MAIN_FACE)).isEqualTo(1 / 2.0);
    assertThat(figures(0.5).get(FinderMetric.MAIN_FACE)).isEqualTo(1);
  }

  @Test
  void readsRecallFromTheCurve() {
    Map<FinderMetric, Double> figures = figures(0.95);
    assertThat(figures.get(FinderMetric.RECALL)).isZero();
    assertThat(figures.get(FinderMetric.PRECISION)).isNaN();
    assertThat(figures.get(FinderMetric.RECALL_AT_01)).isEqualTo(1 / 4.0);
    assertThat(figures.get(FinderMetric.RECALL_AT_03)).isEqualTo(2 / 4.0);
    assertThat(figures.get(FinderMetric.RECALL_AT_1)).isEqualTo(3 / 4.0);
  }

  @Test
  void measuresLandmarksByTheDistanceOfTheEyes() {
    assertThat(figures(0).get(FinderMetric.LANDMARK_ERROR)).isCloseTo(3 / 20.0, within(1e-12));
    assertThat(figures(0).get(FinderMetric.LANDMARK_ERROR_MEAN))
        .isCloseTo((1 + 3 + 8) / 3.0 / 20, within(1e-12));
    assertThat(figures(0.6).get(FinderMetric.LANDMARK_ERROR)).isCloseTo(2 / 20.0, within(1e-12));
  }

  @Test
  void countsPhotosAsOftenAsTheyAreDrawn() {
    FinderScores scores = new FinderScores(PHOTOS, 0);
    Map<FinderMetric, Double> figures = scores.figures(new int[] {3, 0, 1, 0});
    assertThat(figures.get(FinderMetric.RECALL)).isEqualTo(1 / 2.0);
    assertThat(figures.get(FinderMetric.FALSE_FACES)).isEqualTo(3 / 4.0);
    assertThat(figures.get(FinderMetric.LANDMARK_ERROR)).isCloseTo(1 / 20.0, within(1e-12));
  }

  @Test
  void saysNothingOfFacesWhereThereAreNone() {
    FinderScores scores = new FinderScores(List.of(photo(List.of(), 0.9)), 0);
    Map<FinderMetric, Double> figures = scores.figures(scores.once());
    assertThat(figures.get(FinderMetric.RECALL)).isNaN();
    assertThat(figures.get(FinderMetric.AVERAGE_PRECISION)).isNaN();
    assertThat(figures.get(FinderMetric.MAIN_FACE)).isNaN();
    assertThat(figures.get(FinderMetric.LANDMARK_ERROR)).isNaN();
    assertThat(figures.get(FinderMetric.FALSE_FACES)).isEqualTo(1);
  }
}
