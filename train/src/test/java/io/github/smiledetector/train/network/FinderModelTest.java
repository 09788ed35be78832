package io.github.smiledetector.train.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.inference.Network;
import io.github.smiledetector.inference.TensorShape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What ONNX Runtime makes of the finder's file against what TensorFlow makes of its weights. */
class FinderModelTest {
  private static final int SIDE = 96;
  private static final int COUNT = 2;

  /** As lively as after training: no batch norm that changes nothing, no bias of zero. */
  private static Weights lively() {
    SplittableRandom random = new SplittableRandom(7);
    Map<String, float[]> values = new HashMap<>();
    for (Parameter parameter : FinderLayout.PARAMETERS) {
      if (parameter.shape().size() == 1 || parameter.name().endsWith("_cells/kernel")) {
        float[] drawn = new float[parameter.size()];
        boolean positive = parameter.name().endsWith("variance");
        for (int i = 0; i < drawn.length; i++) {
          drawn[i] = (float) (positive ? 0.5 + random.nextDouble() : random.nextGaussian());
        }
        values.put(parameter.name(), drawn);
      }
    }
    return FinderNetwork.initial(3).with(values);
  }

  private static float value(int picture, int place, int channel) {
    return (float) (127.5 + 120 * Math.sin(0.05 * (picture + 1) * place + 0.5 * channel));
  }

  /** All cells of all pictures, [N, cells, 15]. */
  private static float[] inTensorFlow(Weights weights) {
    FloatBuffer pictures = FloatBuffer.allocate(COUNT * SIDE * SIDE * 3);
    for (int i = 0; i < pictures.capacity(); i++) {
      int place = i / 3 % (SIDE * SIDE);
      pictures.put(value(i / 3 / (SIDE * SIDE), place, i % 3));
    }
    try (Graph graph = new Graph();
        Session session = new Session(graph, Sessions.configuration());
        TFloat32 tensor = Tensors.of(pictures.flip(), COUNT, SIDE, SIDE, 3)) {
      Ops tf = Ops.create(graph);
      FinderGraph finder =
          new FinderGraph(tf, false, parameter -> Tensors.constant(tf, parameter, weights));
      try (Result result = session.runner().fetch(finder.write(tf.constantOf(tensor))).run()) {
        return Tensors.floats((TFloat32) result.get(0));
      }
    }
  }

  @Test
  void onnxRuntimeFindsWhatTensorFlowFinds() {
    Weights weights = lively();
    float[] expected = inTensorFlow(weights);
    FloatBuffer planes = Network.buffer(COUNT * 3 * SIDE * SIDE);
    for (int i = 0; i < planes.capacity(); i++) {
      int plane = i / (SIDE * SIDE);
      planes.put(i, value(plane / 3, i % (SIDE * SIDE), plane % 3));
    }
    List<TensorShape> outputs = new ArrayList<>();
    List<Network.Values> answers = new ArrayList<>();
    for (int stride : List.of(8, 16, 32)) {
      int side = SIDE / stride;
      outputs.add(
          TensorShape.of(
              FinderModel.FACES + stride, TensorShape.ANY, 15, TensorShape.ANY, TensorShape.ANY));
      answers.add(
          new Network.Values(Network.buffer(COUNT * 15 * side * side), COUNT, 15, side, side));
    }
    TensorShape input =
        TensorShape.of(FinderModel.PIXELS, TensorShape.ANY, 3, TensorShape.ANY, TensorShape.ANY);
    try (Network network = new Network(FinderModel.encode(weights), input, outputs, 1)) {
      network.run(new Network.Values(planes, COUNT, 3, SIDE, SIDE), answers);
    }
    double largest = 0;
    for (float one : expected) {
      largest = Math.max(largest, Math.abs(one));
    }
    int i = 0;
    for (int picture = 0; picture < COUNT; picture++) {
      for (int level = 0; level < 3; level++) {
        int places = (SIDE >> (3 + level)) * (SIDE >> (3 + level));
        FloatBuffer found = answers.get(level).buffer();
        for (int place = 0; place < places; place++) {
          for (int value = 0; value < 15; value++, i++) {
            assertThat((double) found.get((picture * 15 + value) * places + place))
                .as("picture %d, level %d, place %d, value %d", picture, level, place, value)
                .isCloseTo(expected[i], within(1e-4 * largest));
          }
        }
      }
    }
    assertThat(i).isEqualTo(expected.length);
  }

  @Test
  void itsParametersAreAsManyAsItSays() {
    assertThat(FinderLayout.PARAMETERS.stream().mapToInt(Parameter::size).sum()).isEqualTo(121_029);
  }
}
