package io.github.smiledetector.train.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.inference.Network;
import io.github.smiledetector.inference.Processor;
import io.github.smiledetector.inference.TensorShape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizedModelTest {
  private static final int SIDE = 36;
  private static final Weights WEIGHTS = lively();

  private static byte[] grey;

  @BeforeAll
  static void encodeGrey() {
    grey = QuantizedModel.encode(WEIGHTS, SIDE, 1, pictures(1, 0, 20));
  }

  /**
   * Random kernels that neither swell nor shrink what goes through them (He and others, 2015): the
   * logit depends on the picture, as it does not with {@link FormulaWeights}, which saturate.
   */
  private static Weights lively() {
    SplittableRandom random = new SplittableRandom(5);
    Map<String, float[]> kernels = new LinkedHashMap<>();
    for (Parameter parameter : Weights.PARAMETERS) {
      if (parameter.name().endsWith("kernel")) {
        int out =
            parameter.name().endsWith("depthwise_kernel")
                ? parameter.shape().get(2)
                : last(parameter);
        double gain = parameter.name().contains("project") ? 1 : 2;
        double bound = Math.sqrt(3 * gain * out / parameter.size());
        float[] kernel = new float[parameter.size()];
        for (int i = 0; i < kernel.length; i++) {
          kernel[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
        kernels.put(parameter.name(), kernel);
      }
    }
    return Weights.initial(0).with(kernels);
  }

  private static int last(Parameter parameter) {
    return parameter.shape().get(parameter.shape().size() - 1);
  }

  private static List<float[]> pictures(int channels, double first, int count) {
    List<float[]> pictures = new ArrayList<>();
    for (double picture = first; picture < first + count; picture++) {
      float[] values = new float[channels * SIDE * SIDE];
      for (int i = 0; i < values.length; i++) {
        int x = i % SIDE;
        int y = i / SIDE;
        values[i] =
            (float) (127.5 + 120 * Math.sin(0.1 * (picture + 1) * x + 0.07 * (11 - picture) * y));
      }
      pictures.add(values);
    }
    return pictures;
  }

  private static float[] logits(byte[] onnx, int channels, List<float[]> pictures) {
    TensorShape input = TensorShape.batchOf("pictures", channels, SIDE, SIDE);
    FloatBuffer given = Network.buffer(pictures.size() * input.valuesEach());
    pictures.forEach(given::put);
    FloatBuffer answers = Network.buffer(pictures.size());
    try (Network network = new Network(onnx, input, TensorShape.batchOf(OnnxModel.LOGIT), 1)) {
      network.run(pictures.size(), given, answers);
    }
    float[] logits = new float[pictures.size()];
    answers.get(logits);
    return logits;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void answersNearlyAsTheFloatNetworkDoes(int channels) {
    List<float[]> unseen = pictures(channels, 2.5, 12);
    float[] exact = logits(OnnxModel.encode(WEIGHTS, SIDE, channels), channels, unseen);
    byte[] onnx =
        channels == 1
            ? grey
            : QuantizedModel.encode(WEIGHTS, SIDE, channels, pictures(channels, 0, 20));
    float[] rounded = logits(onnx, channels, unseen);
    double sum = 0;
    double smallest = exact[0];
    double largest = exact[0];
    for (int i = 0; i < exact.length; i++) {
      sum += Math.abs(rounded[i] - exact[i]);
      smallest = Math.min(smallest, exact[i]);
      largest = Math.max(largest, exact[i]);
    }
    assertThat(largest - smallest).isGreaterThan(0.5);
    // Elsewhere sums are cut off at 16 bits.
    double bound = Processor.multipliesEightBitIntegers() ? 0.1 : 0.3;
    assertThat(sum / exact.length).isLessThan(bound);
  }

  @Test
  void aPictureGetsTheSameAnswerAloneAsInABatch() {
    List<float[]> pictures = pictures(1, 0, 4);
    float[] together = logits(grey, 1, pictures);
    for (int i = 0; i < together.length; i++) {
      assertThat(logits(grey, 1, pictures.subList(i, i + 1))[0])
          .isCloseTo(together[i], within(1e-4f));
    }
  }

  @Test
  void everyConvolutionReadsUnsignedBytesAndHasSignedKernelsWithAScaleForEachChannel()
      throws InvalidProtocolBufferException {
    GraphProto graph = ModelProto.parseFrom(grey).getGraph();
    Map<String, NodeProto> makers =
        graph.getNodeList().stream()
            .collect(Collectors.toMap(node -> node.getOutput(0), Function.identity()));
    Map<String, TensorProto> constants =
        graph.getInitializerList().stream()
            .collect(Collectors.toMap(TensorProto::getName, Function.identity()));
    List<NodeProto> convolutions =
        graph.getNodeList().stream().filter(node -> node.getOpType().equals("Conv")).toList();
    assertThat(convolutions).hasSize(52);
    for (NodeProto convolution : convolutions) {
      NodeProto map = makers.get(convolution.getInput(0));
      assertThat(map.getOpType()).isEqualTo("DequantizeLinear");
      assertThat(constants.get(map.getInput(2)).getDataType())
          .isEqualTo(TensorProto.DataType.UINT8.getNumber());
      NodeProto kernel = makers.get(convolution.getInput(1));
      assertThat(kernel.getOpType()).isEqualTo("DequantizeLinear");
      TensorProto levels = constants.get(kernel.getInput(0));
      assertThat(levels.getDataType()).isEqualTo(TensorProto.DataType.INT8.getNumber());
      assertThat(constants.get(kernel.getInput(1)).getDims(0)).isEqualTo(levels.getDims(0));
      TensorProto bias = constants.get(makers.get(convolution.getInput(2)).getInput(0));
      assertThat(bias.getDataType()).isEqualTo(TensorProto.DataType.INT32.getNumber());
    }
    assertThat(graph.getNodeList()).noneMatch(node -> node.getOpType().equals("Clip"));
  }

  @Test
  void isAThirdOfTheFloatNetworksSize() {
    assertThat(grey).hasSizeLessThan(3_000_000);
  }

  @Test
  void refusesToGuessRangesWithoutPictures() {
    assertThatThrownBy(() -> QuantizedModel.encode(WEIGHTS, SIDE, 1, List.of()))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("pictures");
  }

  @Test
  void refusesAPictureOfAnotherSizeOrWithOtherValues() {
    assertThatThrownBy(() -> QuantizedModel.encode(WEIGHTS, SIDE, 1, pictures(3, 0, 1)))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("expected " + SIDE * SIDE);
    List<float[]> scaled = pictures(1, 0, 1);
    scaled.get(0)[7] = -1;
    assertThatThrownBy(() -> QuantizedModel.encode(WEIGHTS, SIDE, 1, scaled))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("-1.0");
  }
}
