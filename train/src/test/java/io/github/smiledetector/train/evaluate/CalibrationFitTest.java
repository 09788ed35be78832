package io.github.smiledetector.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.model.Calibration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationFitTest {
  private static LabelledLogit face(double logit, double smile) {
    return new LabelledLogit(logit, smile, 1);
  }

  /** Faces whose smiles were drawn with the probabilities that a calibration gives. */
  private static List<LabelledLogit> drawn(Calibration truth, int count, double middle) {
    Random random = new Random(11);
    List<LabelledLogit> faces = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double logit = middle + 4 * random.nextGaussian();
      faces.add(face(logit, random.nextDouble() < truth.probability(logit) ? 1 : 0));
    }
    return faces;
  }

  /** Faces whose labels are the probabilities themselves: nothing is left to chance. */
  private static List<LabelledLogit> soft(Calibration truth) {
    List<LabelledLogit> faces = new ArrayList<>();
    for (double logit = -8; logit <= 12; logit += 0.002) {
      faces.add(face(logit, truth.probability(logit)));
    }
    return faces;
  }

  private static void assertClose(Calibration found, Calibration truth, double tolerance) {
    assertThat(found.slope()).isCloseTo(truth.slope(), within(tolerance));
    assertThat(found.intercept()).isCloseTo(truth.intercept(), within(tolerance));
  }

  @Test
  void plattFindsSlopeAndInterceptOfDrawnLabels() {
    Calibration truth = new Calibration(0.6, -1.5);
    assertClose(CalibrationFit.of(drawn(truth, 50_000, 1), CalibrationMethod.PLATT), truth, 0.04);
    // Far from 0 and steep, where an optimizer without scaling gets lost.
    Calibration far = new Calibration(3, -300);
    Calibration found = CalibrationFit.of(drawn(far, 50_000, 100), CalibrationMethod.PLATT);
    assertThat(found.slope()).isCloseTo(3, within(0.15));
    assertThat(found.intercept() / found.slope()).isCloseTo(-100, within(0.05));
  }

  @Test
  void plattFindsSlopeAndInterceptOfUnsureLabels() {
    Calibration truth = new Calibration(0.4, -1);
    assertClose(CalibrationFit.of(soft(truth), CalibrationMethod.PLATT), truth, 0.005);
  }

  @Test
  void temperatureFindsTheSlopeAndLeavesTheIntercept() {
    Calibration truth = new Calibration(0.4, 0);
    Calibration found = CalibrationFit.of(drawn(truth, 50_000, 1), CalibrationMethod.TEMPERATURE);
    assertThat(found.slope()).isCloseTo(0.4, within(0.01));
    assertThat(found.intercept()).isZero();
    // Where an intercept is wanted, it does its best without.
    assertThat(
            CalibrationFit.of(
                    drawn(new Calibration(0.4, -1), 50_000, 1), CalibrationMethod.TEMPERATURE)
                .intercept())
        .isZero();
  }

  @Test
  void countsEachFaceByItsWeight() {
    Calibration truth = new Calibration(0.5, 0.5);
    List<LabelledLogit> faces = new ArrayList<>(drawn(truth, 20_000, 0));
    for (LabelledLogit each : drawn(new Calibration(0.5, 4), 20_000, 0)) {
      faces.add(new LabelledLogit(each.logit(), each.smile(), 1e-6));
    }
    Calibration found = CalibrationFit.of(faces, CalibrationMethod.PLATT);
    assertClose(found, truth, 0.05);
    List<LabelledLogit> heavier =
        faces.stream()
            .map(each -> new LabelledLogit(each.logit(), each.smile(), 1000 * each.weight()))
            .toList();
    assertClose(CalibrationFit.of(heavier, CalibrationMethod.PLATT), found, 1e-4);
  }

  @Test
  void takesPlattsTargetsForOneAndZero() {
    // The least loss of two faces a logit is where the probabilities are the targets themselves:
    // (2 + 1) / (2 + 2) and 1 / (2 + 2).
    List<LabelledLogit> faces = List.of(face(2, 1), face(2, 1), face(-2, 0), face(-2, 0));
    for (CalibrationMethod method : CalibrationMethod.values()) {
      Calibration found = CalibrationFit.of(faces, method);
      assertThat(found.probability(2)).isCloseTo(0.75, within(1e-5));
      assertThat(found.probability(-2)).isCloseTo(0.25, within(1e-5));
    }
  }

  @Test
  void refusesLabelsThatGoAgainstTheNetwork() {
    List<LabelledLogit> faces = List.of(face(-2, 1), face(-1, 1), face(1, 0), face(2, 0));
    for (CalibrationMethod method : CalibrationMethod.values()) {
      assertThatThrownBy(() -> CalibrationFit.of(faces, method))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("the labels go against the network");
    }
  }

  @Test
  void refusesFacesOfOneKindAndFacesThatLookAllAlike() {
    assertThatThrownBy(
            () -> CalibrationFit.of(List.of(face(1, 1), face(2, 1)), CalibrationMethod.PLATT))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("all are of one kind");
    assertThatThrownBy(() -> CalibrationFit.of(List.of(), CalibrationMethod.PLATT))
        .isInstanceOf(DataException.class);
  }

  @Test
  void measuresLossAndErrorByHand() {
    List<LabelledLogit> faces = List.of(face(0, 1), face(0, 0), face(Math.log(3), 1));
    CalibrationQuality quality = CalibrationQuality.of(faces, Calibration.IDENTITY);
    assertThat(quality.logLoss())
        .isCloseTo((2 * Math.log(2) + Math.log(4.0 / 3)) / 3, within(1e-12));
    // Three faces, each a bin of its own: 0.5, 0.5 and 0.25 off.
    assertThat(quality.expectedError()).isCloseTo(1.25 / 3, within(1e-12));
    // A label 0.75 sure where the probability is 0.75 is not off at all.
    assertThat(
            CalibrationQuality.of(List.of(face(Math.log(3), 0.75)), Calibration.IDENTITY)
                .expectedError())
        .isCloseTo(0, within(1e-12));
  }

  @Test
  void saysOfSureLabelsWhatAnEvaluationSays() {
    Random random = new Random(5);
    Answers answers = new Answers();
    for (int i = 0; i < 500; i++) {
      double probability = random.nextDouble();
      answers.add(random.nextDouble() < probability * probability, probability);
    }
    List<LabelledLogit> faces = answers.pictures().stream().map(LabelledLogit::of).toList();
    CalibrationQuality quality = CalibrationQuality.of(faces, Calibration.IDENTITY);
    assertThat(quality.logLoss()).isCloseTo(answers.figure(Metric.LOG_LOSS), within(1e-9));
    assertThat(quality.expectedError()).isCloseTo(answers.figure(Metric.ECE), within(1e-9));
    ErrorRates errors = ErrorRates.of(faces, Calibration.IDENTITY, 0.5);
    assertThat(errors.misses()).isCloseTo(1 - answers.figure(Metric.SENSITIVITY), within(1e-9));
    assertThat(errors.falseAlarms())
        .isCloseTo(1 - answers.figure(Metric.SPECIFICITY), within(1e-9));
  }

  @Test
  void hasBinsOfEquallyManyFaces() {
    // 30 faces in pairs of a smile and none at the same logit: right in each bin of two.
    List<LabelledLogit> faces = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      faces.add(face(0.001 * i, 1));
      faces.add(face(0.001 * i, 0));
    }
    assertThat(CalibrationQuality.of(faces, Calibration.IDENTITY).expectedError()).isLessThan(0.01);
    // Shifted by one face, pairs fall apart and bins hold two of a kind in turns.
    List<LabelledLogit> apart = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      apart.add(face(0.001 * i, i / 2 % 2));
    }
    assertThat(CalibrationQuality.of(apart, Calibration.IDENTITY).expectedError())
        .isCloseTo(0.5, within(0.01));
  }

  @Test
  void lossIsFiniteForTheSurest() {
    CalibrationQuality quality =
        CalibrationQuality.of(List.of(face(-800, 1), face(800, 1)), Calibration.IDENTITY);
    assertThat(quality.logLoss()).isCloseTo(400, within(1e-9));
  }

  @Test
  void theErrorsAreEqualWhereTheyMeetExactly() {
    // One of each kind on the wrong side: a quarter is missed, a quarter is a false alarm, for any
    // threshold between 0 and 1; the middle is taken.
    List<LabelledLogit> faces =
        List.of(
            face(-3, 0),
            face(-2, 0),
            face(-1, 1),
            face(0, 0),
            face(1, 1),
            face(2, 1),
            face(3, 1),
            face(1.5, 0));
    Calibration calibration = new Calibration(2, 1);
    double threshold = ErrorRates.equalThreshold(faces, calibration);
    assertThat(threshold).isCloseTo(calibration.probability(0.5), within(1e-12));
    assertThat(ErrorRates.of(faces, calibration, threshold)).isEqualTo(new ErrorRates(0.25, 0.25));
  }

  @Test
  void theErrorsAreEqualBetweenMiddlesWhereTheyDoNotMeet() {
    // Misses and false alarms: 0 and 1/2 at 0.5, 1/3 and 1/2 at 1.5 (its middle, after the smile at
    // 1), 1/3 and 0 at 2.5. The difference -1/6 becomes 1/3: a third of the way from 1.5 to 2.5.
    List<LabelledLogit> faces = List.of(face(0, 0), face(1, 1), face(2, 0), face(3, 1), face(4, 1));
    double threshold = ErrorRates.equalThreshold(faces, Calibration.IDENTITY);
    assertThat(threshold).isCloseTo(Calibration.IDENTITY.probability(1.5 + 1.0 / 3), within(1e-12));
  }

  @Test
  void unsureLabelsAndWeightsCountOnBothSides() {
    List<LabelledLogit> faces =
        List.of(
            new LabelledLogit(-1, 0, 3), new LabelledLogit(0, 0.25, 4), new LabelledLogit(1, 1, 3));
    assertThat(ErrorRates.of(faces, Calibration.IDENTITY, 0.5)).isEqualTo(new ErrorRates(0, 0.5));
    assertThat(ErrorRates.of(faces, Calibration.IDENTITY, 0.6)).isEqualTo(new ErrorRates(0.25, 0));
  }

  @Test
  void aThresholdForFacesThatLookAllAlikeIsTheirProbability() {
    List<LabelledLogit> faces = List.of(face(1, 1), face(1, 0));
    assertThat(ErrorRates.equalThreshold(faces, Calibration.IDENTITY))
        .isCloseTo(Calibration.IDENTITY.probability(1), within(1e-12));
  }
}
