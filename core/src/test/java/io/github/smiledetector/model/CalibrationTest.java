package io.github.smiledetector.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.error.ModelException;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  @Test
  void isTheSigmoidOfTheScaledLogit() {
    assertThat(Calibration.IDENTITY.probability(0)).isEqualTo(0.5);
    assertThat(Calibration.IDENTITY.probability(Math.log(3))).isCloseTo(0.75, within(1e-15));
    assertThat(new Calibration(2, -1).probability(0.5)).isEqualTo(0.5);
    assertThat(new Calibration(2, Math.log(1.0 / 4)).probability(0)).isCloseTo(0.2, within(1e-15));
  }

  @Test
  void staysFiniteForExtremeLogits() {
    assertThat(Calibration.IDENTITY.probability(1e6)).isEqualTo(1);
    assertThat(Calibration.IDENTITY.probability(-1e6)).isEqualTo(0);
    assertThat(Calibration.IDENTITY.probability(-700)).isPositive();
    assertThat(Calibration.IDENTITY.probability(Double.NaN)).isNaN();
  }

  @Test
  void refusesAFallingSlope() {
    assertThatThrownBy(() -> new Calibration(0, 0)).isInstanceOf(ModelException.class);
    assertThatThrownBy(() -> new Calibration(1, Double.NaN)).isInstanceOf(ModelException.class);
  }
}
