package io.github.smiledetector.train.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.train.network.FormulaWeights;
import io.github.smiledetector.train.network.InferenceNetwork;
import io.github.smiledetector.train.network.Weights;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

class SavedModelsTest {
  private static final int SIDE = 36;

  @TempDir private static Path folder;
  private static Path written;

  @BeforeAll
  static void write() {
    written = folder.resolve("model");
    SavedModels.write(written, FormulaWeights.withDense(), SIDE);
  }

  @Test
  void readsBackEveryNumber() {
    SavedModels.Loaded loaded = SavedModels.read(written);
    assertThat(loaded.sidePx()).isEqualTo(SIDE);
    Weights weights = FormulaWeights.withDense();
    Weights.PARAMETERS.forEach(
        parameter ->
            assertThat(loaded.weights().values(parameter))
                .as(parameter.name())
                .isEqualTo(weights.values(parameter)));
  }

  @Test
  void theSignatureAnswersAsTheNetworkDoes() {
    float[] pictures = new float[2 * SIDE * SIDE * 3];
    for (int i = 0; i < pictures.length; i++) {
      pictures[i] = (float) (127.5 + 100 * Math.sin(0.01 * i));
    }
    float[] expected;
    try (InferenceNetwork network = new InferenceNetwork(SIDE, FormulaWeights.withDense())) {
      expected = network.logits(FloatBuffer.wrap(pictures), 2);
    }
    try (SavedModelBundle bundle = SavedModelBundle.load(written.toString(), "serve");
        TFloat32 input =
            TFloat32.tensorOf(Shape.of(2, SIDE, SIDE, 3), DataBuffers.of(pictures, true, false));
        Result result = bundle.function("serving_default").call(Map.of("pictures", input))) {
      TFloat32 logit = (TFloat32) result.get("logit").orElseThrow();
      TFloat32 probability = (TFloat32) result.get("probability").orElseThrow();
      for (int i = 0; i < 2; i++) {
        assertThat(logit.getFloat(i)).isCloseTo(expected[i], within(1e-4f));
        assertThat(probability.getFloat(i))
            .isCloseTo((float) (1 / (1 + Math.exp(-expected[i]))), within(1e-5f));
      }
    }
  }

  @Test
  void refusesAMissingAndADamagedModel() throws IOException {
    assertThatThrownBy(() -> SavedModels.read(folder.resolve("nothing")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("nothing")
        .hasMessageContaining("saved_model.pb");
    Path damaged = folder.resolve("damaged");
    SavedModels.write(damaged, FormulaWeights.withDense(), SIDE);
    Path numbers = damaged.resolve(SavedModels.VARIABLES_DATA);
    Files.write(numbers, Arrays.copyOf(Files.readAllBytes(numbers), 1_000_000));
    assertThatThrownBy(() -> SavedModels.read(damaged))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void saysWhereItCouldNotWrite() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    assertThatThrownBy(() -> SavedModels.write(file, FormulaWeights.withDense(), SIDE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("file");
  }
}
