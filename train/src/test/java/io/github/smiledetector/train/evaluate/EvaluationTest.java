package io.github.smiledetector.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.error.DataException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  /** Persons who are always, or never, recognised: their pictures say the same again and again. */
  private static Answers alike(boolean withPersons) {
    Answers answers = new Answers();
    Random random = new Random(11);
    for (int person = 0; person < 40; person++) {
      boolean smiling = person % 2 == 0;
      double probability = (random.nextInt(4) > 0) == smiling ? 0.9 : 0.1;
      for (int i = 0; i < 10; i++) {
        answers.add(smiling, probability, withPersons ? "person " + person : "");
      }
    }
    return answers;
  }

  @Test
  void isLessSureWhereManyPicturesAreOfFewPersons() {
    Evaluation byPerson = alike(true).evaluation();
    Evaluation byPicture = alike(false).evaluation();
    assertThat(byPerson.clusters()).isEqualTo(40);
    assertThat(byPerson.byPerson()).isTrue();
    assertThat(byPicture.clusters()).isEqualTo(400);
    Estimate wide = byPerson.metric(Metric.ACCURACY);
    Estimate narrow = byPicture.metric(Metric.ACCURACY);
    assertThat(wide.value()).isEqualTo(narrow.value());
    assertThat(wide.high() - wide.low()).isGreaterThan(2 * (narrow.high() - narrow.low()));
  }

  @Test
  void givesAnIntervalAsWideAsTheBinomialDistributionSays() {
    Estimate accuracy = alike(false).evaluation().metric(Metric.ACCURACY);
    double error = Math.sqrt(accuracy.value() * (1 - accuracy.value()) / 400);
    assertThat(accuracy.high() - accuracy.low()).isCloseTo(2 * 1.96 * error, within(0.01));
    assertThat(accuracy.value()).isBetween(accuracy.low(), accuracy.high());
  }

  @Test
  void givesTheSameIntervalsEachTime() {
    assertThat(alike(true).evaluation().metrics()).isEqualTo(alike(true).evaluation().metrics());
  }

  @Test
  void putsTheModelsThresholdAmongTheOthers() {
    Evaluation evaluation = alike(false).evaluation();
    assertThat(evaluation.thresholds()).hasSize(19).extracting(Confusion::threshold).isSorted();
    Evaluation other =
        Evaluation.of(
            evaluation.judgements(), evaluation.reading().withThreshold(0.123), List.of());
    assertThat(other.thresholds())
        .hasSize(20)
        .extracting(Confusion::threshold)
        .isSorted()
        .contains(0.123);
  }

  @Test
  void showsTheSurestWrongAnswersFirst() {
    Evaluation evaluation =
        Answers.of(new double[] {0.4, 0.01, 0.9, Double.NaN}, new double[] {0.7, 0.2}).evaluation();
    assertThat(evaluation.mostWrong(2))
        .extracting(picture -> picture.picture().name())
        .containsExactly("1.png", "4.png");
  }

  @Test
  void saysWhichSliceIsWorst() {
    Answers answers = new Answers();
    for (int i = 0; i < 100; i++) {
      boolean smiling = i % 2 == 0;
      boolean right = i >= 25 || i % 3 == 0;
      answers.add(smiling, smiling == right ? 0.9 : 0.2);
    }
    Slicing byPlace =
        Slicing.byColumn("place", picture -> number(picture) < 25 ? "first" : "later");
    Slicing few = Slicing.byColumn("few", picture -> number(picture) < 5 ? "few" : "");
    Evaluation evaluation = answers.evaluation(byPlace, few);
    assertThat(evaluation.slices())
        .extracting(slice -> slice.column() + " " + slice.name() + " " + slice.pictures())
        .containsExactly("place first 25", "place later 75", "few few 5", "few (empty) 95");
    assertThat(evaluation.worstSlice()).map(Slice::name).contains("first");
    assertThat(evaluation.worstSlice().orElseThrow().accuracy().value()).isEqualTo(9 / 25.0);
  }

  @Test
  void dividesManyNumbersIntoQuarters() {
    Answers answers = new Answers();
    for (int i = 0; i < 100; i++) {
      answers.add(i % 2 == 0, 0.3);
    }
    assertThat(
            answers
                .evaluation(Slicing.byColumn("age", picture -> Integer.toString(number(picture))))
                .slices())
        .extracting(slice -> slice.name() + ": " + slice.pictures())
        .containsExactly(
            "below 25: 25", "25 to below 50: 25", "50 to below 75: 25", "75 and above: 25");
    assertThat(
            answers
                .evaluation(Slicing.byColumn("few", picture -> "" + 2 * (number(picture) % 8)))
                .slices())
        .extracting(Slice::name)
        .containsExactly("0", "2", "4", "6", "8", "10", "12", "14");
  }

  private static int number(JudgedPicture picture) {
    return Integer.parseInt(picture.picture().name().replace(".png", ""));
  }

  @Test
  void refusesToMeasureNothing() {
    assertThatThrownBy(() -> Answers.of(new double[] {Double.NaN}, new double[0]).evaluation())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("of 1 pictures that could be read, none has a face");
  }
}
