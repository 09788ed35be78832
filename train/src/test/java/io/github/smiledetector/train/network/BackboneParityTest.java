package io.github.smiledetector.train.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds every layer's map against Keras's. */
class BackboneParityTest {
  /** Largest difference allowed, as a share of the layer's standard deviation. */
  private static final double TOLERANCE = 1e-4;

  @Test
  void agreesWithKerasOnFormulaWeightsAndOddMaps() {
    JsonNode reference = Reference.read("mobilenet_v2_formula_weights.json");
    JsonNode variables = reference.get("variables");
    for (int k = 0; k < variables.size(); k++) {
      Parameter parameter = MobileNetV2.PARAMETERS.get(k);
      List<Integer> shape = new ArrayList<>();
      variables.get(k).get(1).forEach(dimension -> shape.add(dimension.asInt()));
      assertThat(parameter.name() + ":0").isEqualTo(variables.get(k).get(0).asText());
      assertThat(parameter.shape()).isEqualTo(shape);
    }
    assertThat(MobileNetV2.PARAMETERS).hasSize(variables.size());
    check(reference, 100, FormulaWeights.withDense());
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 96, 160, 224})
  @EnabledIfEnvironmentVariable(named = "SMILE_SHARED", matches = ".+")
  void agreesWithKerasOnImageNetWeights(int sidePx) {
    JsonNode reference =
        Reference.read("mobilenet_v2_activations.json").get("sizes").get(Integer.toString(sidePx));
    check(reference, sidePx, Reference.imageNet());
  }

  private static void check(JsonNode reference, int sidePx, Weights weights) {
    float[] picture = new float[sidePx * sidePx * 3];
    for (int h = 0, i = 0; h < sidePx; h++) {
      for (int w = 0; w < sidePx; w++) {
        for (int c = 0; c < 3; c++) {
          picture[i++] = (float) Math.sin(0.1 * h + 0.2 * w + 0.3 * c);
        }
      }
    }
    double worst = 0;
    try (InferenceNetwork network = new InferenceNetwork(sidePx, weights)) {
      int[] sides = MobileNetV2.sides(sidePx);
      for (Map.Entry<String, JsonNode> entry : reference.get("layers").properties()) {
        Layer layer = MobileNetV2.LAYERS.get(MobileNetV2.layerIndex(entry.getKey()));
        JsonNode expected = entry.getValue();
        int side = sides[layer.index()];
        assertThat(side).as(layer.name()).isEqualTo(expected.get("shape").get(0).asInt());
        assertThat(layer.channels())
            .as(layer.name())
            .isEqualTo(expected.get("shape").get(2).asInt());
        float[] map = network.map(picture, layer);
        assertThat(map).hasSize(side * side * layer.channels());
        double std = expected.get("std").asDouble();
        worst = Math.max(worst, compare(layer, map, 0, expected.get("at_0_0"), std));
        int centre = (side / 2 * side + side / 2) * layer.channels();
        worst = Math.max(worst, compare(layer, map, centre, expected.get("at_centre"), std));
        double mean = 0;
        for (float value : map) {
          mean += value;
        }
        mean /= map.length;
        double square = 0;
        for (float value : map) {
          square += (value - mean) * (value - mean);
        }
        assertThat(mean)
            .as(layer.name() + " mean")
            .isCloseTo(expected.get("mean").asDouble(), within(TOLERANCE * std));
        assertThat(Math.sqrt(square / map.length))
            .as(layer.name() + " std")
            .isCloseTo(std, within(TOLERANCE * std));
      }
      // features() takes 0..255 and scales by itself
      FloatBuffer unscaled = FloatBuffer.allocate(picture.length);
      for (float value : picture) {
        unscaled.put((value + 1) * 127.5f);
      }
      float[] pooled = network.features(unscaled.flip(), 1);
      float[] expectedPooled = Reference.floats(reference.get("pooled"));
      for (int i = 0; i < expectedPooled.length; i++) {
        assertThat((double) pooled[i]).as("pooled " + i).isCloseTo(expectedPooled[i], within(2e-4));
      }
    }
    System.out.printf(
        "%d px: largest difference %.2g of a layer's standard deviation%n", sidePx, worst);
  }

  private static double compare(
      Layer layer, float[] map, int offset, JsonNode expected, double std) {
    double worst = 0;
    for (int i = 0; i < expected.size(); i++) {
      double difference = Math.abs(map[offset + i] - expected.get(i).asDouble()) / std;
      assertThat(difference).as(layer.name() + " at " + (offset + i)).isLessThan(TOLERANCE);
      worst = Math.max(worst, difference);
    }
    return worst;
  }
}
