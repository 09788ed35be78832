package io.github.smiledetector.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {
  private static final TensorShape PICTURES = TensorShape.batchOf("pictures", 3, 4, 4);
  private static final TensorShape LOGIT = TensorShape.batchOf("logit");

  private long openBefore;

  private static long open() {
    return Native.OPENED.get() - Native.CLOSED.get();
  }

  @BeforeEach
  void counts() {
    openBefore = open();
  }

  @AfterEach
  void leavesNothingOpen() {
    assertThat(open()).isEqualTo(openBefore);
  }

  @Test
  void answersEachMemberOfABatch() {
    Random random = new Random(1);
    FloatBuffer pictures = Network.buffer(5 * 48);
    FloatBuffer logits = Network.buffer(5);
    try (Network network = new Network(LinearNetwork.onnx("colour"), PICTURES, LOGIT, 1)) {
      for (int members : new int[] {5, 1, 3}) {
        float[] values = new float[members * 48];
        for (int i = 0; i < values.length; i++) {
          values[i] = random.nextInt(256);
        }
        pictures.put(0, values);
        // Nobody has to rewind.
        pictures.position(7);
        network.run(members, pictures, logits);
        for (int i = 0; i < members; i++) {
          double expected = LinearNetwork.logit(Arrays.copyOfRange(values, i * 48, (i + 1) * 48));
          assertThat((double) logits.get(i)).isCloseTo(expected, within(1e-4));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "batch-of-one,      'input', '\"pictures\" FLOAT32 [1, 3, 4, 4]'",
    "other-input-name,  'input', '\"x\" FLOAT32 [N, 3, 4, 4]'",
    "other-output-name, 'output', '\"score\" FLOAT32 [N]'",
    "column-of-answers, 'output', '\"logit\" FLOAT32 [N, 1]'",
    "bytes,             'input', '\"pictures\" UINT8 [N, 3, 4, 4]'",
    "grey,              'input', '\"pictures\" FLOAT32 [N, 1, 4, 4]'"
  })
  void refusesANetworkOfAnotherShape(String name, String role, String found) {
    byte[] onnx = LinearNetwork.onnx(name);
    assertThatThrownBy(() -> new Network(onnx, PICTURES, LOGIT, 1))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("another " + role)
        .hasMessageContaining(
            role.equals("input")
                ? "expected \"pictures\" float32 [N, 3, 4, 4]"
                : "expected \"logit\" float32 [N]")
        .message()
        .containsIgnoringCase("found " + found);
  }

  @Test
  void refusesWhatIsNoNetwork() {
    assertThatThrownBy(() -> new Network(new byte[] {1, 2, 3}, PICTURES, LOGIT, 1))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("cannot be loaded (3 bytes; expected ONNX)");
  }

  @Test
  void refusesNegativeThreads() {
    byte[] onnx = LinearNetwork.onnx("colour");
    assertThatThrownBy(() -> new Network(onnx, PICTURES, LOGIT, -1))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("not -1");
  }

  @Test
  void refusesBuffersThatAreTooShortOrOnTheHeap() {
    FloatBuffer pictures = Network.buffer(48);
    FloatBuffer logits = Network.buffer(2);
    try (Network network = new Network(LinearNetwork.onnx("colour"), PICTURES, LOGIT, 1)) {
      assertThatThrownBy(() -> network.run(2, pictures, logits))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("96");
      assertThatThrownBy(() -> network.run(1, FloatBuffer.allocate(48), logits))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void runsNoMoreOnceClosed() {
    Network network = new Network(LinearNetwork.onnx("colour"), PICTURES, LOGIT, 1);
    network.close();
    network.close();
    FloatBuffer pictures = Network.buffer(48);
    FloatBuffer logits = Network.buffer(1);
    assertThatThrownBy(() -> network.run(1, pictures, logits))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void countsWhatIsOpen() {
    long opened = Native.OPENED.get();
    try (Network network = new Network(LinearNetwork.onnx("colour"), PICTURES, LOGIT, 1)) {
      assertThat(open()).isEqualTo(openBefore + 1);
      network.run(1, Network.buffer(48), Network.buffer(1));
      assertThat(open()).isEqualTo(openBefore + 1);
      // Options, session, two tensors, result.
      assertThat(Native.OPENED.get()).isEqualTo(opened + 5);
    }
  }
}
