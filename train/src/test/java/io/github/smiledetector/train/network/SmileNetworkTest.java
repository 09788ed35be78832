package io.github.smiledetector.train.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SmileNetworkTest {
  private static final int SIDE = 32;

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
