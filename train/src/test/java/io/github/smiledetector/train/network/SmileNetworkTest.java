package io.github.smiledetector.train.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmileNetworkTest {
  private static final int SIDE = 32;
  private static final Trainable LAST_LAYERS = new Trainable(151, true);

  /** What passes the cut below the last layers, as a trunk would give it. */
  private static FloatBuffer maps(int count, int step) {
    FloatBuffer maps =
        FloatBuffer.allocate(count * CutPoint.below(LAST_LAYERS).valuesEach(SIDE, 1));
    for (int i = 0; i < maps.capacity(); i++) {
      maps.put((float) Math.sin(0.37 * i + step));
    }
    return maps.flip();
  }

  private static float[] labels(int count) {
    float[] labels = new float[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 2;
    }
    return labels;
  }

  private static SmileNetwork network(LearningState learnt, double dropout, int parts) {
    return new SmileNetwork(
        SIDE, 1, FormulaWeights.withDense(), learnt, LAST_LAYERS, dropout, 0, 0, 1, parts);
  }

  private static SmileNetwork averaging(LearningState learnt, double averaging) {
    return new SmileNetwork(
        SIDE, 1, FormulaWeights.withDense(), learnt, LAST_LAYERS, 0, averaging, 0, 1, 1);
  }

  private static LearningState steps(SmileNetwork network, int from, int to, int count) {
    for (int step = from; step < to; step++) {
      network.train(maps(count, step), labels(count), 1e-3, 42);
    }
    return network.state();
  }

  private static void assertSameBits(Map<String, float[]> found, Map<String, float[]> expected) {
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, values) -> assertThat(Arrays.equals(found.get(name), values)).as(name).isTrue());
  }

  @Test
  void goesOnFromItsStateAsIfItHadNeverStopped() {
    LearningState undisturbed;
    try (SmileNetwork network = network(LearningState.NEW, 0.2, 2)) {
      undisturbed = steps(network, 0, 6, 8);
    }
    LearningState middle;
    try (SmileNetwork network = network(LearningState.NEW, 0.2, 2)) {
      middle = steps(network, 0, 3, 8);
    }
    try (SmileNetwork network = network(middle, 0.2, 2)) {
      LearningState end = steps(network, 3, 6, 8);
      assertThat(end.steps()).isEqualTo(6);
      assertSameBits(end.values(), undisturbed.values());
      assertSameBits(end.firstMoments(), undisturbed.firstMoments());
      assertSameBits(end.secondMoments(), undisturbed.secondMoments());
    }
  }

  @Test
  void keepsTheRunningMeanOfItsWeights() {
    float[] mean = FormulaWeights.withDense().values(Weights.DENSE_KERNEL).clone();
    try (SmileNetwork network = averaging(LearningState.NEW, 0.5)) {
      for (int step = 0; step < 12; step++) {
        LearningState state = steps(network, step, step + 1, 4);
        float[] values = state.values().get(Weights.DENSE_KERNEL.name());
        double kept = Math.min(0.5, (step + 1) / (step + 11.0));
        for (int i = 0; i < mean.length; i++) {
          mean[i] = (float) (kept * mean[i] + (1 - kept) * values[i]);
        }
      }
      float[] found = network.weights().values(Weights.DENSE_KERNEL);
      for (int i = 0; i < mean.length; i++) {
        assertThat((double) found[i]).isCloseTo(mean[i], within(1e-6));
      }
      assertThat(found).isNotEqualTo(network.state().values().get(Weights.DENSE_KERNEL.name()));
    }
  }

  @Test
  void itsRunningMeanGoesOnFromItsState() {
    LearningState undisturbed;
    LearningState middle;
    try (SmileNetwork network = averaging(LearningState.NEW, 0.9)) {
      middle = steps(network, 0, 3, 4);
      undisturbed = steps(network, 3, 6, 4);
    }
    try (SmileNetwork network = averaging(middle, 0.9)) {
      assertSameBits(steps(network, 3, 6, 4).averages(), undisturbed.averages());
    }
  }

  @Test
  void aBroadSmileIsAskedForAboveTheMargin() {
    float[] weights = {1, 1, 1, 1};
    float[] broad = {0, 1, Float.NaN, Float.NaN};
    try (SmileNetwork network =
        new SmileNetwork(
            SIDE, 1, FormulaWeights.withDense(), LearningState.NEW, LAST_LAYERS, 0, 0, 2, 0.5, 1)) {
      SmileNetwork.Step step = network.train(maps(4, 0), labels(4), broad, weights, 1e-3, 0);
      double sum = 0;
      for (int i = 0; i < 4; i++) {
        double logit = step.logits()[i];
        sum += Math.log1p(Math.exp(logit)) - logit * labels(4)[i];
        if (i < 2) {
          double above = logit - 2;
          sum += 0.5 * (Math.log1p(Math.exp(above)) - above * (broad[i] == 1 ? 0.97 : 0.03));
        }
      }
      assertThat(step.loss()).isCloseTo(sum / 4, within(1e-5));
    }
  }

  @Test
  void aPictureOfNoWeightTeachesNothing() {
    float[] half = {2, 2, 0, 0};
    float[] unknown = {Float.NaN, Float.NaN, Float.NaN, Float.NaN};
    float[] mislabelled = labels(4);
    mislabelled[2] = 1 - mislabelled[2];
    mislabelled[3] = 1 - mislabelled[3];
    try (SmileNetwork one = network(LearningState.NEW, 0, 1);
        SmileNetwork other = network(LearningState.NEW, 0, 1)) {
      double loss = one.train(maps(4, 0), labels(4), unknown, half, 1e-3, 0).loss();
      assertThat(other.train(maps(4, 0), mislabelled, unknown, half, 1e-3, 0).loss())
          .isEqualTo(loss);
      assertSameBits(one.state().values(), other.state().values());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8})
  void partsOfABatchComeToTheSame(int count) {
    try (SmileNetwork one = network(LearningState.NEW, 0, 1);
        SmileNetwork several = network(LearningState.NEW, 0, 3)) {
      SmileNetwork.Step expected = one.train(maps(count, 0), labels(count), 1e-3, 0);
      SmileNetwork.Step step = several.train(maps(count, 0), labels(count), 1e-3, 0);
      assertThat(step.logits()).hasSize(count);
      assertThat(step.loss()).isCloseTo(expected.loss(), within(1e-6));
      // Adam's first moment is a tenth of the gradient, which its step would blow up near zero.
      Map<String, float[]> gradients = several.state().firstMoments();
      one.state()
          .firstMoments()
          .forEach(
              (name, values) -> {
                double largest = 0;
                for (float value : values) {
                  largest = Math.max(largest, Math.abs(value));
                }
                for (int i = 0; i < values.length; i++) {
                  assertThat((double) gradients.get(name)[i])
                      .as(name)
                      .isCloseTo(values[i], within(1e-4 * largest + 1e-9));
                }
              });
    }
  }

  @Test
  void stepsOnOneBatchLowerItsLossAndMoveEveryPartThatLearns() {
    FloatBuffer batch = FloatBuffer.allocate(8 * SIDE * SIDE * 3);
    for (int i = 0; i < batch.capacity(); i++) {
      int picture = i / (SIDE * SIDE * 3);
      batch.put((float) (127.5 + 100 * Math.sin(0.003 * (picture + 1) * i)));
    }
    batch.flip();
    float[] smiling = {1, 0, 1, 0, 1, 0, 1, 0};
    Weights start = FormulaWeights.withDense();
    try (SmileNetwork network = new SmileNetwork(SIDE, start, new Trainable(0, true), 0)) {
      double first = network.train(batch, smiling, 1e-4, 0).loss();
      for (int step = 0; step < 4; step++) {
        network.train(batch, smiling, 1e-4, 0);
      }
      assertThat(network.train(batch, smiling, 1e-4, 0).loss()).isLessThan(first);
      assertThat(network.steps()).isEqualTo(6);
      Weights after = network.weights();
      for (Parameter parameter : Weights.PARAMETERS) {
        assertThat(Arrays.equals(after.values(parameter), start.values(parameter)))
            .as(parameter.name())
            .isEqualTo(!parameter.learnable());
      }
    }
  }
}
