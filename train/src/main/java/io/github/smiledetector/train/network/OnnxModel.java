package io.github.smiledetector.train.network;

import java.util.List;

/**
 * Writes the transfer model, or its part up to a {@link CutPoint}, as an ONNX file for inference.
 *
 * <p>Input {@code pictures}, float32 [N, channels, side, side], 0..255; output {@code logit},
 * float32 [N], or {@code map} in the cut point's shape, as TensorFlow has it (channels last); N is
 * free. Batch norm is folded into the convolutions (in double precision), the division by 127.5
 * and, for grey input, the sum over the three equal colour channels into the first one. Strided
 * convolutions carry Keras's asymmetric padding themselves: separate Pad nodes cost ONNX Runtime
 * about as much time as all the rest.
 */
public final class OnnxModel {
  /** The output of a whole model. */
  public static final String LOGIT = "logit";

  /** The output of a part that ends before the logit. */
  public static final String MAP = "map";

  private final Weights weights;
  private final int channels;
  private final int sidePx;
  private final OnnxGraph graph = new OnnxGraph();

  private OnnxModel(Weights weights, int sidePx, int channels) {
    this.weights = weights;
    this.channels = channels;
    this.sidePx = sidePx;
  }

  /**
   * Encodes the whole model.
   *
   * @param sidePx side of the square input, at least 32
   * @param channels 1 for grey, 3 for red, green, blue
   * @return the bytes of an ONNX file
   */
  public static byte[] encode(Weights weights, int sidePx, int channels) {
    return encode(weights, sidePx, channels, CutPoint.LOGIT);
  }

  /**
   * Encodes what lies before a cut point.
   *
   * @param sidePx side of the square input, at least 32
   * @param channels 1 for grey, 3 for red, green, blue
   * @param end where to stop; not before the pictures themselves
   * @return the bytes of an ONNX file
   */
  public static byte[] encode(Weights weights, int sidePx, int channels, CutPoint end) {
    OnnxModel model = new OnnxModel(weights, sidePx, channels);
    model.write(end);
    return model.graph.bytes();
  }

  private void write(CutPoint end) {
    int last = Math.min(end.layer(), MobileNetV2.LAYERS.size() - 1);
    body(last);
    String map = MobileNetV2.LAYERS.get(last).name();
    if (end.equals(CutPoint.LOGIT)) {
      head(graph, map, weights);
      return;
    }
    if (end.equals(CutPoint.FEATURES)) {
      pool(graph, map, MAP);
    } else {
      OnnxGraph.attribute(graph.node("Transpose", MAP, map), "perm", 0, 2, 3, 1);
    }
    graph.output(MAP, end.shape(sidePx, channels).stream().mapToLong(Integer::longValue).toArray());
  }

  private void body(int last) {
    graph.input("pictures", channels, sidePx, sidePx);
    graph.constant("grey", new float[] {127.5f}, 1);
    graph.scalar("zero", 0);
    graph.scalar("six", 6);
    graph.node("Sub", MobileNetV2.LAYERS.get(0).name(), "pictures", "grey");
    for (Layer layer : MobileNetV2.LAYERS.subList(0, last + 1)) {
      switch (layer.kind()) {
        case BATCH_NORM -> convolution(layer);
        case RELU6 -> graph.node("Clip", layer.name(), input(layer, 0), "zero", "six");
        case ADDITION -> graph.node("Add", layer.name(), input(layer, 0), input(layer, 1));
        default -> {
          // convolutions are written with their batch norm, padding inside them
        }
      }
    }
  }

  /** What turns the last map into the logit. */
  static void head(OnnxGraph graph, String map, Weights weights) {
    pool(graph, map, "features");
    graph.constant("dense/kernel", weights.values(Weights.DENSE_KERNEL), MobileNetV2.FEATURES, 1);
    graph.constant("dense/bias", weights.values(Weights.DENSE_BIAS), 1);
    graph.node("Gemm", "dense", "features", "dense/kernel", "dense/bias");
    graph.integers("axes", 1);
    graph.node("Squeeze", LOGIT, "dense", "axes");
    graph.output(LOGIT);
  }

  private static void pool(OnnxGraph graph, String map, String features) {
    graph.node("GlobalAveragePool", "pooled", map);
    graph.node("Flatten", features, "pooled");
  }

  /**
   * Encodes the whole model with maps inside it as further outputs, [N, channels, side, side].
   *
   * @param maps whose, by layer
   */
  static byte[] encode(Weights weights, int sidePx, int channels, List<Layer> maps) {
    OnnxModel model = new OnnxModel(weights, sidePx, channels);
    model.write(CutPoint.LOGIT);
    int[] sides = MobileNetV2.sides(sidePx);
    for (Layer map : maps) {
      model.graph.output(map.name(), map.channels(), sides[map.index()], sides[map.index()]);
    }
    return model.graph.bytes();
  }

  private static String input(Layer layer, int which) {
    return MobileNetV2.LAYERS.get(layer.inputs().get(which)).name();
  }

  /**
   * A convolution and the batch norm after it, as one Conv node that bears the batch norm's name.
   */
  private void convolution(Layer norm) {
    Convolution convolution = Convolution.of(norm, weights, sidePx, channels);
    String kernel = norm.name() + "/kernel";
    String bias = norm.name() + "/bias";
    graph.constant(kernel, floats(convolution.kernel()), convolution.shape());
    graph.constant(bias, floats(convolution.bias()), convolution.out());
    graph.convolution(convolution, convolution.source().name(), kernel, bias);
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
