package io.github.smiledetector.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
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

  private static List<TensorShape> cells() {
    List<TensorShape> outputs = new ArrayList<>();
    String[] kinds = {"cls_", "bbox_", "obj_", "kps_"};
    long[] valuesEach = {1, 4, 1, 10};
    for (int kind = 0; kind < kinds.length; kind++) {
      for (int stride : new int[] {8, 16, 32}) {
        outputs.add(TensorShape.of(kinds[kind] + stride, 1, TensorShape.ANY, valuesEach[kind]));
      }
    }
    return outputs;
  }

  private static final TensorShape ANY_SIZE =
      TensorShape.of("input", 1, 3, TensorShape.ANY, TensorShape.ANY);

  @Test
  void givesSeveralOutputsForInputsOfAnySize() {
    byte[] onnx = LinearNetwork.onnx("bright-cells");
    try (Network network = new Network(onnx, ANY_SIZE, cells(), 1)) {
      for (int[] size : new int[][] {{32, 64}, {96, 32}, {32, 32}}) {
        FloatBuffer picture = Network.buffer(3 * size[0] * size[1]);
        for (int i = 0; i < size[0] * size[1]; i++) {
          picture.put(i, 51); // a fifth of the brightest
        }
        List<Network.Values> answers = new ArrayList<>();
        for (TensorShape shape : cells()) {
          long stride = Long.parseLong(shape.name().replaceAll("\\D", ""));
          long count = size[0] / stride * (size[1] / stride);
          long each = shape.dimensions().get(2);
          answers.add(new Network.Values(Network.buffer((int) (count * each)), 1, count, each));
        }
        network.run(new Network.Values(picture, 1, 3, size[0], size[1]), answers);
        for (int output : new int[] {0, 1, 2, 6, 7, 8}) {
          FloatBuffer values = answers.get(output).buffer();
          assertThat((double) values.get(values.capacity() - 1)).isCloseTo(0.2, within(1e-5));
        }
      }
    }
  }

  @Test
  void refusesOutputsThatAreNotAllNamedAndValuesOfAnotherShape() {
    byte[] onnx = LinearNetwork.onnx("bright-cells");
    assertThatThrownBy(() -> new Network(onnx, ANY_SIZE, cells().subList(0, 11), 1))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("another output")
        .hasMessageContaining("\"kps_32\" float32 [1, N, 10]");
    try (Network network = new Network(onnx, ANY_SIZE, cells(), 1)) {
      Network.Values grey = new Network.Values(Network.buffer(1024), 1, 1, 32, 32);
      assertThatThrownBy(() -> network.run(grey, Collections.nCopies(12, grey)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[1, 1, 32, 32]");
    }
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
