package io.github.smiledetector.train.network;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.inference.Network;
import io.github.smiledetector.inference.TensorShape;
import io.github.smiledetector.train.network.Layer.Kind;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the transfer model as an ONNX file that computes with 8-bit integers: about a quarter of
 * the size of {@link OnnxModel}'s, and faster on processors that multiply bytes (VNNI and the
 * like).
 *
 * <p>Input and output are {@link OnnxModel}'s. Maps are unsigned bytes, kernels signed bytes with a
 * scale for each output channel, biases 32-bit integers; all of it is written as quantize and
 * dequantize nodes around float operators, which ONNX Runtime joins to integer ones. Only the
 * pooling and the dense layer compute in float.
 *
 * <p>The range of every map comes from pictures that go through the float network:
 *
 * <ul>
 *   <li>Pictures are rounded to whole grey values. Their level of zero is 128, so the border that
 *       the first convolution adds is half a grey value brighter than Keras's.
 *   <li>No node cuts a map to 0..6: its largest level does. Channels that stay below it are
 *       stretched, the kernel before them by a factor and the one behind by its inverse. Before a
 *       depthwise convolution and before the dense layer that is free, so each channel uses all its
 *       levels; before others it makes the weights of one row more unequal, so half of it is done
 *       (the factor's square root).
 *   <li>What rounding the weights adds to a channel on average is taken off its bias, and what
 *       rounding adds to the logit on average is taken off the dense layer's.
 * </ul>
 */
public final class QuantizedModel {
  private static final int LEVELS = 256;
  private static final int LARGEST_WEIGHT = 127;

  /** A channel that hardly spoke is stretched no further than to this part of its map's range. */
  private static final double SMALLEST_RANGE = 0.02;

  /** Keeps a bias, as a multiple of its scale, well inside 32 bits. */
  private static final double LARGEST_BIAS = 1 << 30;

  private final Weights weights;
  private final int sidePx;
  private final int channels;
  private final ActivationRanges ranges;
  private final OnnxGraph graph = new OnnxGraph();
  private final Map<Layer, Levels> levels = new HashMap<>();

  /**
   * What the levels 0..255 of a map stand for: channel c holds {@code (level - zeroPoint) * scale /
   * factors[c]}.
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  private record Levels(double scale, int zeroPoint, double[] factors) {}

  private QuantizedModel(Weights weights, int sidePx, int channels, ActivationRanges ranges) {
    this.weights = weights;
    this.sidePx = sidePx;
    this.channels = channels;
    this.ranges = ranges;
  }

  /**
   * Encodes the whole model.
   *
   * @param sidePx side of the square input, at least 32
   * @param channels 1 for grey, 3 for red, green, blue
   * @param pictures what the model will see, a few hundred, none of them kept for validation; each
   *     [channels, side, side], 0..255. Equal pictures give equal bytes on one machine
   * @return the bytes of an ONNX file
   * @throws OptionException if there is no picture, or one has another size or other values
   */
  public static byte[] encode(Weights weights, int sidePx, int channels, List<float[]> pictures) {
    verify(pictures, channels * sidePx * sidePx);
    ActivationRanges ranges = ActivationRanges.measure(weights, sidePx, channels, pictures);
    byte[] biased = new QuantizedModel(weights, sidePx, channels, ranges).write();
    float[] bias = weights.values(Weights.DENSE_BIAS).clone();
    bias[0] -= (float) (meanLogit(biased, sidePx, channels, pictures) - ranges.meanLogit());
    Weights corrected = weights.with(Map.of(Weights.DENSE_BIAS.name(), bias));
    return new QuantizedModel(corrected, sidePx, channels, ranges).write();
  }

  private static void verify(List<float[]> pictures, int valuesEach) {
    if (pictures.isEmpty()) {
      throw new OptionException(
          "8-bit weights need pictures to find the network's ranges with, and there is none. Give"
              + " a few hundred of those it was trained on");
    }
    for (int i = 0; i < pictures.size(); i++) {
      float[] picture = pictures.get(i);
      if (picture.length != valuesEach) {
        throw new OptionException(
            "picture "
                + (i + 1)
                + " for the network's ranges has "
                + picture.length
                + " values, expected "
                + valuesEach);
      }
      for (float value : picture) {
        if (!(value >= 0 && value <= 255)) {
          throw new OptionException(
              "picture "
                  + (i + 1)
                  + " for the network's ranges holds "
                  + value
                  + ", expected 0 to 255");
        }
      }
    }
  }

  private static double meanLogit(byte[] onnx, int sidePx, int channels, List<float[]> pictures) {
    TensorShape input = TensorShape.batchOf("pictures", channels, sidePx, sidePx);
    FloatBuffer given = Network.buffer(input.valuesEach());
    FloatBuffer logit = Network.buffer(1);
    double sum = 0;
    try (Network network = new Network(onnx, input, TensorShape.batchOf(OnnxModel.LOGIT), 1)) {
      for (float[] picture : pictures) {
        given.clear().put(picture);
        network.run(1, given, logit);
        sum += logit.get(0);
      }
    }
    return sum / pictures.size();
  }

  private byte[] write() {
    pictures();
    List<Layer> maps = ActivationRanges.LAYERS.subList(1, ActivationRanges.LAYERS.size());
    for (Layer map : maps) {
      levels.put(map, map.kind() == Kind.RELU6 ? cut(map) : linear(map));
      switch (map.kind()) {
        case ADDITION -> {
          graph.node("Add", map.name(), input(map, 0) + "/values", input(map, 1) + "/values");
          quantize(map, map.name());
        }
        case RELU6 -> {
          Layer norm = MobileNetV2.LAYERS.get(map.inputs().get(0));
          convolution(norm, levels.get(map));
          quantize(map, norm.name());
        }
        default -> {
          convolution(map, levels.get(map));
          quantize(map, map.name());
        }
      }
    }
    Layer last = maps.get(maps.size() - 1);
    double[] factors = levels.get(last).factors;
    float[] dense = weights.values(Weights.DENSE_KERNEL).clone();
    for (int c = 0; c < dense.length; c++) {
      dense[c] /= (float) factors[c];
    }
    OnnxModel.head(
        graph, last.name() + "/values", weights.with(Map.of(Weights.DENSE_KERNEL.name(), dense)));
    return graph.bytes();
  }

  private static String input(Layer layer, int which) {
    return MobileNetV2.LAYERS.get(layer.inputs().get(which)).name();
  }

  /** Grey values are levels already; behind them zero lies in the middle, for the border's sake. */
  private void pictures() {
    Layer input = MobileNetV2.LAYERS.get(0);
    graph.input("pictures", channels, sidePx, sidePx);
    graph.scalar("grey/scale", 1);
    graph.unsignedByte("black", 0);
    graph.node("QuantizeLinear", input.name() + "/levels", "pictures", "grey/scale", "black");
    levels.put(input, new Levels(1, LEVELS / 2, ones(channels)));
    dequantize(input);
  }

  private void quantize(Layer layer, String values) {
    graph.node(
        "QuantizeLinear",
        layer.name() + "/levels",
        values,
        layer.name() + "/scale",
        layer.name() + "/zero_point");
    dequantize(layer);
  }

  private void dequantize(Layer layer) {
    Levels own = levels.get(layer);
    graph.scalar(layer.name() + "/scale", (float) own.scale);
    graph.unsignedByte(layer.name() + "/zero_point", own.zeroPoint);
    graph.node(
        "DequantizeLinear",
        layer.name() + "/values",
        layer.name() + "/levels",
        layer.name() + "/scale",
        layer.name() + "/zero_point");
  }

  private static double[] ones(int count) {
    double[] ones = new double[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** For a map that is cut to 0..6, and by its largest level. */
  private Levels cut(Layer map) {
    ActivationRanges.Channels seen = ranges.of(map);
    double range = Math.min(6, seen.largest());
    double[] factors = new double[map.channels()];
    for (int c = 0; c < factors.length; c++) {
      double stretch = range / Math.max(SMALLEST_RANGE * range, seen.largest(c));
      factors[c] = feedsEachChannelByItself(map) ? stretch : Math.sqrt(stretch);
    }
    return new Levels(range / (LEVELS - 1), 0, factors);
  }

  private static boolean feedsEachChannelByItself(Layer map) {
    int last = MobileNetV2.LAYERS.size() - 1;
    return map.index() == last
        || MobileNetV2.LAYERS.subList(map.index() + 1, Math.min(map.index() + 3, last)).stream()
            .anyMatch(layer -> layer.kind() == Kind.DEPTHWISE_CONVOLUTION);
  }

  /** For a map with values of both signs. */
  private Levels linear(Layer map) {
    ActivationRanges.Channels seen = ranges.of(map);
    double scale = (seen.largest() - seen.smallest()) / (LEVELS - 1);
    return new Levels(scale, (int) Math.round(-seen.smallest() / scale), ones(map.channels()));
  }

  private void convolution(Layer norm, Levels to) {
    Convolution convolution = Convolution.of(norm, weights, sidePx, channels);
    Levels from = levels.get(convolution.source());
    boolean first = convolution.source().kind() == Kind.INPUT;
    ActivationRanges.Channels seen = ranges.of(convolution.source());
    int out = convolution.out();
    int each = convolution.kernel().length / out;
    int places = convolution.size() * convolution.size();
    byte[] kernel = new byte[out * each];
    int[] biases = new int[out];
    float[] kernelScales = new float[out];
    float[] biasScales = new float[out];
    for (int o = 0; o < out; o++) {
      double bias = convolution.bias()[o] * to.factors[o];
      double[] row = new double[each];
      double largest = 0;
      for (int i = 0; i < each; i++) {
        int c = convolution.depthwise() ? o : i / places;
        row[i] = convolution.kernel()[o * each + i] * to.factors[o] / from.factors[c];
        largest = Math.max(largest, Math.abs(row[i]));
        // Grey lies at 127.5, half a level below the level of zero.
        bias += first ? 0.5 * row[i] : 0;
      }
      double scale = Math.max(largest / LARGEST_WEIGHT, Math.abs(bias) / from.scale / LARGEST_BIAS);
      // A channel without weights and bias still needs a scale.
      kernelScales[o] = (float) Math.max(scale, Float.MIN_NORMAL / Math.min(1, from.scale));
      for (int i = 0; i < each; i++) {
        int c = convolution.depthwise() ? o : i / places;
        long level = Math.round(row[i] / kernelScales[o]);
        kernel[o * each + i] = (byte) level;
        double mean = first ? seen.mean(c) - LEVELS / 2.0 : seen.mean(c) * from.factors[c];
        bias -= ((double) level * kernelScales[o] - row[i]) * mean;
      }
      biasScales[o] = (float) (kernelScales[o] * from.scale);
      biases[o] = (int) Math.round(bias / biasScales[o]);
    }
    String name = convolution.name();
    graph.constant(name + "/kernel/levels", kernel, convolution.shape());
    graph.constant(name + "/bias/levels", biases, out);
    dequantize(name + "/kernel", kernelScales);
    dequantize(name + "/bias", biasScales);
    graph.convolution(
        convolution, convolution.source().name() + "/values", name + "/kernel", name + "/bias");
  }

  /** With a scale for each output channel, and zero in the middle. */
  private void dequantize(String name, float[] scales) {
    graph.constant(name + "/scale", scales, scales.length);
    OnnxGraph.attribute(
        graph.node("DequantizeLinear", name, name + "/levels", name + "/scale"), "axis", 0);
  }
}
