package io.github.smiledetector.train.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.smiledetector.inference.Network;
import io.github.smiledetector.inference.TensorShape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * Takes the very optimizer steps that Keras took, on the same batch, and compares losses, logits
 * and weights. What does not learn goes through ONNX Runtime, as in training.
 */
@EnabledIfEnvironmentVariable(named = "SMILE_SHARED", matches = ".+")
class TrainingStepsParityTest {
  private static final int SIDE = 64;
  private static final int BATCH = 8;
  private static final JsonNode REFERENCE = Reference.read("keras_training_steps.json");

  private static FloatBuffer batch() {
    FloatBuffer pictures = FloatBuffer.allocate(BATCH * SIDE * SIDE * 3);
    for (int i = 0; i < BATCH; i++) {
      for (int h = 0; h < SIDE; h++) {
        for (int w = 0; w < SIDE; w++) {
          for (int c = 0; c < 3; c++) {
            pictures.put(
                (float)
                    (127.5
                        + 100 * Math.sin(0.05 * (i + 1) * h + 0.03 * (i % 3 + 1) * w + 0.5 * c)));
          }
        }
      }
    }
    return pictures.flip();
  }

  private static float[] labels() {
    float[] labels = new float[BATCH];
    for (int i = 0; i < BATCH; i++) {
      labels[i] = i % 2;
    }
    return labels;
  }

  private static Weights start() {
    float[] kernel = new float[Weights.DENSE_KERNEL.size()];
    Arrays.fill(kernel, 0.01f);
    return Reference.imageNet()
        .with(Map.of(Weights.DENSE_KERNEL.name(), kernel, Weights.DENSE_BIAS.name(), new float[1]));
  }

  @Test
  void frozenThenUnfrozenStepsAreKerass() {
    JsonNode frozen = REFERENCE.get("frozen");
    Weights learnt;
    try (SmileNetwork network = new SmileNetwork(SIDE, start(), Trainable.DENSE_ONLY, 0)) {
      compare("frozen logits before", logits(start()), frozen.get("logits_before"), 1e-4);
      float[] losses = steps(network, start(), frozen.get("losses").size(), 0.001);
      compare("frozen losses", losses, frozen.get("losses"), 1e-5);
      learnt = network.weights();
      compare("frozen logits after", logits(learnt), frozen.get("logits_after"), 1e-4);
      float[] kernel = learnt.values(Weights.DENSE_KERNEL);
      compare("kernel", Arrays.copyOf(kernel, 8), frozen.get("kernel_first_8"), 1e-6);
      assertThat((double) learnt.values(Weights.DENSE_BIAS)[0])
          .isCloseTo(frozen.get("bias").asDouble(), within(1e-6));
    }

    JsonNode unfrozen = REFERENCE.get("unfrozen");
    try (SmileNetwork network = new SmileNetwork(SIDE, learnt, new Trainable(118, false), 0)) {
      float[] losses = steps(network, learnt, unfrozen.get("losses").size(), 0.0001);
      compareRelative("unfrozen losses", losses, unfrozen.get("losses"), 0.3);
      Weights after = network.weights();
      assertThat(after.values(Weights.DENSE_KERNEL)).isEqualTo(learnt.values(Weights.DENSE_KERNEL));
      for (Map.Entry<String, JsonNode> layer : unfrozen.get("weights_after").properties()) {
        for (Map.Entry<String, JsonNode> array : layer.getValue().properties()) {
          String name = array.getKey().replace(":0", "");
          Parameter parameter =
              MobileNetV2.PARAMETERS.stream()
                  .filter(p -> p.name().equals(name))
                  .findFirst()
                  .orElseThrow();
          // ten steps of 1e-4 move a weight by up to 1e-3
          compare(
              name,
              Arrays.copyOf(after.values(parameter), array.getValue().size()),
              array.getValue(),
              1e-4);
        }
      }
    }
  }

  @Test
  void trainingEverythingIsKerass() {
    JsonNode full = REFERENCE.get("full");
    try (SmileNetwork network = new SmileNetwork(SIDE, start(), new Trainable(0, true), 0)) {
      float[] losses = steps(network, start(), full.get("losses").size(), 0.0001);
      compareRelative("full losses", losses, full.get("losses"), 0.3);
    }
  }

  private static float[] steps(SmileNetwork network, Weights weights, int count, double rate) {
    FloatBuffer input = throughTrunk(weights, network.cut());
    float[] losses = new float[count];
    for (int i = 0; i < count; i++) {
      losses[i] = (float) network.train(input, labels(), rate, 0).loss();
    }
    return losses;
  }

  private static float[] logits(Weights weights) {
    try (InferenceNetwork network = new InferenceNetwork(SIDE, weights)) {
      return network.logits(batch(), BATCH);
    }
  }

  private static FloatBuffer throughTrunk(Weights weights, CutPoint cut) {
    FloatBuffer pictures = batch();
    if (cut.equals(CutPoint.PICTURES)) {
      return pictures;
    }
    FloatBuffer planar = Network.buffer(pictures.capacity());
    for (int i = 0; i < BATCH; i++) {
      for (int c = 0; c < 3; c++) {
        for (int k = 0; k < SIDE * SIDE; k++) {
          planar.put(pictures.get((i * SIDE * SIDE + k) * 3 + c));
        }
      }
    }
    FloatBuffer out = Network.buffer(BATCH * cut.valuesEach(SIDE, 3));
    try (Network trunk =
        new Network(
            OnnxModel.encode(weights, SIDE, 3, cut),
            TensorShape.batchOf("pictures", 3, SIDE, SIDE),
            TensorShape.batchOf(
                OnnxModel.MAP, cut.shape(SIDE, 3).stream().mapToLong(Integer::longValue).toArray()),
            1)) {
      trunk.run(BATCH, planar, out);
    }
    return out;
  }

  private static void compare(String what, float[] found, JsonNode expected, double tolerance) {
    double worst = 0;
    for (int i = 0; i < expected.size(); i++) {
      worst = Math.max(worst, Math.abs(found[i] - expected.get(i).asDouble()));
    }
    System.out.printf("%s: largest difference %.2g%n", what, worst);
    for (int i = 0; i < expected.size(); i++) {
      assertThat((double) found[i])
          .as(what + " " + i)
          .isCloseTo(expected.get(i).asDouble(), within(tolerance));
    }
  }

  private static void compareRelative(
      String what, float[] found, JsonNode expected, double percent) {
    double worst = 0;
    for (int i = 0; i < expected.size(); i++) {
      worst = Math.max(worst, Math.abs(found[i] / expected.get(i).asDouble() - 1));
    }
    System.out.printf("%s: largest relative difference %.2g %%%n", what, 100 * worst);
    for (int i = 0; i < expected.size(); i++) {
      assertThat((double) found[i])
          .as(what + " " + i)
          .isCloseTo(expected.get(i).asDouble(), Percentage.withPercentage(percent));
    }
  }
}
