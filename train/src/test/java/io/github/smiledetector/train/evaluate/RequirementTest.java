package io.github.smiledetector.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.OptionException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementTest {
  private static final List<Metric> METRICS = List.of(Metric.values());

  @ParameterizedTest
  @CsvSource({
    "auc>=0.985, 0.985, true",
    "auc>0.985, 0.985, false",
    "ece<=.02, 0.02, true",
    "ece < 0.02, 0.02, false",
    "logLoss<5e-1, 0.4, true",
    "accuracy>=0.9, NaN, false",
    "logLoss<=0.9, NaN, false"
  })
  void holdsAValueAgainstABound(String text, double value, boolean met) {
    assertThat(Requirement.parse(text, METRICS).isMetBy(value)).isEqualTo(met);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auc", "auc=0.9", "auc>=", "auc>=high", ">=0.9", "auc>=0.9,ece<1"})
  void refusesWhatIsNoRequirement(String text) {
    assertThatThrownBy(() -> Requirement.parse(text, METRICS))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("\"accuracy>=0.98\"")
        .hasMessageContaining("balancedAccuracy");
  }

  @Test
  void namesTheMetricsThereAre() {
    assertThatThrownBy(() -> Requirement.parse("precision>=0.9", METRICS))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("no metric \"precision\"")
        .hasMessageContaining("accuracy, bestAccuracy, balancedAccuracy");
  }
}
