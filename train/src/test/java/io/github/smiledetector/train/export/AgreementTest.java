package io.github.smiledetector.train.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.classifier.SmileClassifier;
import io.github.smiledetector.error.DataException;
import io.github.smiledetector.model.Calibration;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.model.ModelDescription;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.train.network.FormulaWeights;
import io.github.smiledetector.train.network.OnnxModel;
import io.github.smiledetector.train.network.Weights;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgreementTest {
  private static final int SIDE = 32;

  private static SmileClassifier classifier(float bias) {
    Weights weights =
        FormulaWeights.withDense()
            .with(
                Map.of(
                    Weights.DENSE_KERNEL.name(),
                    new float[Weights.DENSE_KERNEL.size()],
                    Weights.DENSE_BIAS.name(),
                    new float[] {bias}));
    ModelDescription description =
        new ModelDescription(
            ModelDescription.FORMAT_VERSION,
            "always " + bias,
            SIDE,
            1,
            Map.of(),
            0.5,
            Calibration.IDENTITY,
            Map.of());
    return new SmileClassifier(ModelBundle.of(description, OnnxModel.encode(weights, SIDE, 1)));
  }

  @Test
  void saysHowFarTwoModelsLieApartAndHowManyAnswersFlip() {
    List<Picture> faces =
        List.of(
            new Picture(SIDE, SIDE, 1, new byte[SIDE * SIDE]),
            new Picture(2, 2, 1, new byte[] {1, 2, 3, 4}));
    try (SmileClassifier one = classifier(-0.5f);
        SmileClassifier other = classifier(0.25f);
        SmileClassifier farther = classifier(2)) {
      Agreement flipped = Agreement.between(one, other, faces);
      assertThat(flipped.pictures()).isEqualTo(2);
      assertThat(flipped.largestDifference()).isCloseTo(0.75, within(1e-6));
      assertThat(flipped.meanDifference()).isCloseTo(0.75, within(1e-6));
      assertThat(flipped.flips()).isEqualTo(2);
      assertThat(Agreement.between(other, farther, faces).flips()).isZero();
      assertThatThrownBy(() -> Agreement.between(one, other, List.of()))
          .isInstanceOf(DataException.class);
    }
  }
}
