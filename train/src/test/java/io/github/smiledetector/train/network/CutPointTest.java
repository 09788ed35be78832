package io.github.smiledetector.train.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.OptionException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CutPointTest {
  @ParameterizedTest
  @CsvSource({
    "0, input_1, 160, 3",
    "40, block_3_project_BN, 20, 32",
    "80, block_8_add, 10, 64",
    "118, block_12_add, 10, 96",
    "140, block_14_add, 5, 160",
    "151, block_16_project_BN, 5, 320"
  })
  void liesBehindTheLastBottleneckBeforeWhatLearns(
      int limit, String layer, int side, int channels) {
    for (boolean dense : new boolean[] {true, false}) {
      CutPoint cut = CutPoint.below(new Trainable(limit, dense));
      assertThat(MobileNetV2.LAYERS.get(cut.layer()).name()).isEqualTo(layer);
      assertThat(cut.shape(160, 3)).isEqualTo(List.of(side, side, channels));
      assertThat(cut.valuesEach(160, 3)).isEqualTo(side * side * channels);
    }
  }

  @Test
  void nothingThatLearnsLiesBeforeItAndOnlyOneMapPassesWhateverTheLimit() {
    for (int limit = 0; limit <= 152; limit++) {
      Trainable trainable = new Trainable(limit, false);
      CutPoint cut = CutPoint.below(trainable);
      for (Layer layer : MobileNetV2.LAYERS) {
        if (layer.index() <= cut.layer()) {
          assertThat(trainable.includes(layer) && !layer.parameters().isEmpty())
              .as("%s is before the cut at limit %d", layer.name(), limit)
              .isFalse();
        } else {
          assertThat(layer.inputs())
              .as("%s at limit %d", layer.name(), limit)
              .allMatch(input -> input >= cut.layer());
        }
      }
    }
  }

  @Test
  void isBehindTheBackboneWhereOnlyTheDenseLayerLearns() {
    assertThat(CutPoint.below(Trainable.DENSE_ONLY)).isEqualTo(CutPoint.FEATURES);
    assertThat(CutPoint.below(new Trainable(153, true))).isEqualTo(CutPoint.FEATURES);
    assertThat(CutPoint.FEATURES.shape(160, 1)).isEqualTo(List.of(1280));
    assertThat(CutPoint.LOGIT.shape(160, 1)).isEmpty();
    assertThat(CutPoint.LOGIT.valuesEach(160, 1)).isEqualTo(1);
    assertThat(CutPoint.PICTURES.shape(160, 1)).isEqualTo(List.of(160, 160, 1));
  }

  @Test
  void thatNothingLearnsIsRefused() {
    for (int limit : new int[] {153, 154}) {
      assertThatThrownBy(() -> new Trainable(limit, false))
          .isInstanceOf(OptionException.class)
          .hasMessageContaining("--train-dense");
    }
  }
}
