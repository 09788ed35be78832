package io.github.smiledetector.train.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.inference.Network;
import io.github.smiledetector.inference.TensorShape;
import java.nio.FloatBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ONNX Runtime makes of our files against what TensorFlow makes of the same weights. */
class OnnxModelTest {
  private static final int SIDE = 64;
  private static final int COUNT = 2;

  private static float value(int picture, int place, int channel) {
    return (float) (127.5 + 120 * Math.sin(0.05 * (picture + 1) * place + 0.5 * channel));
  }

  /** Channels first, as ONNX Runtime takes them. */
  private static FloatBuffer planar() {
    FloatBuffer pictures = Network.buffer(COUNT * 3 * SIDE * SIDE);
    for (int picture = 0; picture < COUNT; picture++) {
      for (int channel = 0; channel < 3; channel++) {
        for (int place = 0; place < SIDE * SIDE; place++) {
          pictures.put(value(picture, place, channel));
        }
      }
    }
    return pictures;
  }

  /** One picture, channels last and scaled, as TensorFlow's backbone takes it. */
  private static float[] scaled(int picture) {
    float[] values = new float[SIDE * SIDE * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(picture, i / 3, i % 3) / 127.5f - 1;
    }
    return values;
  }

  private static Network network(CutPoint end) {
    return new Network(
        OnnxModel.encode(FormulaWeights.withDense(), SIDE, 3, end),
        TensorShape.batchOf("pictures", 3, SIDE, SIDE),
        TensorShape.batchOf(
            end.equals(CutPoint.LOGIT) ? OnnxModel.LOGIT : OnnxModel.MAP,
            end.shape(SIDE, 3).stream().mapToLong(Integer::longValue).toArray()),
        1);
  }

  @ParameterizedTest
  @CsvSource({"block_2_add", "block_5_add", "block_12_add", "block_16_project_BN"})
  void aTrunkGivesTheMapThatTensorFlowGives(String name) {
    Layer layer = MobileNetV2.LAYERS.get(MobileNetV2.layerIndex(name));
    CutPoint end = new CutPoint(layer.index());
    int each = end.valuesEach(SIDE, 3);
    FloatBuffer out = Network.buffer(COUNT * each);
    try (Network trunk = network(end)) {
      trunk.run(COUNT, planar(), out);
    }
    try (InferenceNetwork whole = new InferenceNetwork(SIDE, FormulaWeights.withDense())) {
      for (int picture = 0; picture < COUNT; picture++) {
        float[] expected = whole.map(scaled(picture), layer);
        assertThat(expected).hasSize(each);
        double largest = 0;
        for (float one : expected) {
          largest = Math.max(largest, Math.abs(one));
        }
        for (int i = 0; i < each; i++) {
          assertThat((double) out.get(picture * each + i))
              .isCloseTo(expected[i], within(1e-4 * largest));
        }
      }
    }
  }
}
