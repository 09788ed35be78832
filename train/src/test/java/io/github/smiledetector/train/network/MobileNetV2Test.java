package io.github.smiledetector.train.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.OptionException;
import org.junit.jupiter.api.Test;

class MobileNetV2Test {
  @Test
  void hasKerasLayersInKerasOrder() {
    assertThat(MobileNetV2.LAYERS).hasSize(154);
    assertThat(MobileNetV2.LAYERS.get(0).name()).isEqualTo("input_1");
    assertThat(MobileNetV2.LAYERS.get(118).name()).isEqualTo("block_13_expand_relu");
    assertThat(MobileNetV2.LAYERS.get(153).name()).isEqualTo("out_relu");
    assertThat(MobileNetV2.LAYERS).extracting(Layer::index).isSorted();
    assertThat(MobileNetV2.PARAMETERS.stream().mapToInt(Parameter::size).sum())
        .isEqualTo(2_257_984);
  }

  @Test
  void findsLayersByIndexAndByName() {
    assertThat(MobileNetV2.layerIndex("0")).isZero();
    assertThat(MobileNetV2.layerIndex("154")).isEqualTo(154);
    assertThat(MobileNetV2.layerIndex("Conv_1")).isEqualTo(151);
  }

  @Test
  void refusesLayersThatDoNotExist() {
    for (String wrong : new String[] {"155", "-1", "", "block_99_expand", "99999999999"}) {
      assertThatThrownBy(() -> MobileNetV2.layerIndex(wrong))
          .isInstanceOf(OptionException.class)
          .hasMessageContaining("'" + wrong + "'")
          .hasMessageContaining("153");
    }
  }

  @Test
  void refusesPicturesBelow32Pixels() {
    assertThat(MobileNetV2.sides(32)[153]).isEqualTo(1);
    assertThatThrownBy(() -> MobileNetV2.sides(31))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("31");
  }

  @Test
  void summaryCountsWhatKerasCounts() {
    assertThat(ModelSummary.of(160, Trainable.DENSE_ONLY, false))
        .containsPattern("Total parameters: +2,259,265")
        .containsPattern("Trainable parameters: +1,281")
        .contains("(None, 5, 5, 1280)");
    // Keras's own counts of trainable parameters, see keras_training_steps.json
    assertThat(ModelSummary.of(64, new Trainable(118, false), false))
        .containsPattern("Trainable parameters: +1,624,896");
    assertThat(ModelSummary.of(64, new Trainable(0, true), false))
        .containsPattern("Trainable parameters: +2,225,153");
  }

  @Test
  void summaryListsEightLayersAndOnRequestAll154() {
    assertThat(
            ModelSummary.of(160, Trainable.DENSE_ONLY, false)
                .lines()
                .filter(line -> line.contains("(None")))
        .hasSize(8);
    assertThat(
            ModelSummary.of(160, Trainable.DENSE_ONLY, true)
                .lines()
                .filter(line -> line.contains("(None")))
        .hasSize(8 + 154);
  }
}
