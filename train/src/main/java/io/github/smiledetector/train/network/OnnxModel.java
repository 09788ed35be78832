package io.github.smiledetector.train.network;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.github.smiledetector.train.network.Layer.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.LongStream;

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

  private static final int OPSET = 13;
  private static final int IR_VERSION = 8;

  private final Weights weights;
  private final int channels;
  private final int[] sides;
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("smile");

  private OnnxModel(Weights weights, int sidePx, int channels) {
    this.weights = weights;
    this.channels = channels;
    this.sides = MobileNetV2.sides(sidePx);
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
    model.write(sidePx, end);
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("smile-detector")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
        .setGraph(model.graph)
        .build()
        .toByteArray();
  }

  private void write(int sidePx, CutPoint end) {
    graph.addInput(value("pictures", channels, sidePx, sidePx));
    constant("grey", new float[] {127.5f});
    constant("zero", new float[] {0}, new long[0]);
    constant("six", new float[] {6}, new long[0]);
    node("Sub", MobileNetV2.LAYERS.get(0).name(), "pictures", "grey");
    int last = Math.min(end.layer(), MobileNetV2.LAYERS.size() - 1);
    for (Layer layer : MobileNetV2.LAYERS.subList(0, last + 1)) {
      switch (layer.kind()) {
        case BATCH_NORM -> convolution(layer);
        case RELU6 -> node("Clip", layer.name(), input(layer, 0), "zero", "six");
        case ADDITION -> node("Add", layer.name(), input(layer, 0), input(layer, 1));
        default -> {
          // convolutions are written with their batch norm, padding inside them
        }
      }
    }
    String map = MobileNetV2.LAYERS.get(last).name();
    if (end.equals(CutPoint.LOGIT)) {
      pool(map, "features");
      constant("dense/kernel", weights.values(Weights.DENSE_KERNEL), MobileNetV2.FEATURES, 1);
      constant("dense/bias", weights.values(Weights.DENSE_BIAS));
      node("Gemm", "dense", "features", "dense/kernel", "dense/bias");
      integers("axes", 1);
      node("Squeeze", LOGIT, "dense", "axes");
      graph.addOutput(value(LOGIT));
      return;
    }
    if (end.equals(CutPoint.FEATURES)) {
      pool(map, MAP);
    } else {
      attribute(node("Transpose", MAP, map), "perm", 0, 2, 3, 1);
    }
    graph.addOutput(
        value(MAP, end.shape(sidePx, channels).stream().mapToLong(Integer::longValue).toArray()));
  }

  private void pool(String map, String features) {
    node("GlobalAveragePool", "pooled", map);
    node("Flatten", features, "pooled");
  }

  private static String input(Layer layer, int which) {
    return MobileNetV2.LAYERS.get(layer.inputs().get(which)).name();
  }

  /**
   * A convolution and the batch norm after it, as one Conv node that bears the batch norm's name.
   */
  private void convolution(Layer norm) {
    Layer convolution = MobileNetV2.LAYERS.get(norm.inputs().get(0));
    Layer source = MobileNetV2.LAYERS.get(convolution.inputs().get(0));
    if (source.kind() == Kind.ZERO_PADDING) {
      source = MobileNetV2.LAYERS.get(source.inputs().get(0));
    }
    boolean depthwise = convolution.kind() == Kind.DEPTHWISE_CONVOLUTION;
    Parameter kernel = convolution.parameters().get(0);
    int size = kernel.shape().get(0);
    int out = norm.channels();

    double[] scale = new double[out];
    float[] bias = new float[out];
    float[] gamma = weights.values(norm.parameters().get(0));
    float[] beta = weights.values(norm.parameters().get(1));
    float[] mean = weights.values(norm.parameters().get(2));
    float[] variance = weights.values(norm.parameters().get(3));
    for (int c = 0; c < out; c++) {
      scale[c] = gamma[c] / Math.sqrt(variance[c] + MobileNetV2.BATCH_NORM_EPSILON);
      bias[c] = (float) (beta[c] - mean[c] * scale[c]);
    }
    boolean first = source.kind() == Kind.INPUT;
    float[] folded = depthwise ? foldDepthwise(kernel, scale) : fold(kernel, scale, first);
    int in = depthwise ? 1 : first ? channels : kernel.shape().get(2);
    constant(norm.name() + "/kernel", folded, out, in, size, size);
    constant(norm.name() + "/bias", bias);

    NodeProto.Builder node =
        node("Conv", norm.name(), source.name(), norm.name() + "/kernel", norm.name() + "/bias");
    int stride = convolution.stride();
    // What TensorFlow calls SAME and Keras correct_pad: the odd pixel goes to the bottom and the
    // right.
    int before = size == 1 ? 0 : stride == 1 ? 1 : sides[source.index()] % 2;
    int after = size == 1 ? 0 : 1;
    attribute(node, "kernel_shape", size, size);
    attribute(node, "strides", stride, stride);
    attribute(node, "pads", before, before, after, after);
    node.addAttribute(
        AttributeProto.newBuilder()
            .setName("group")
            .setType(AttributeProto.AttributeType.INT)
            .setI(depthwise ? out : 1));
  }

  /**
   * [height, width, in, out] to [out, in, height, width]; the first kernel also takes over the
   * input's scale and, for grey, its channels.
   */
  private float[] fold(Parameter kernel, double[] scale, boolean first) {
    float[] from = weights.values(kernel);
    int height = kernel.shape().get(0);
    int width = kernel.shape().get(1);
    int in = kernel.shape().get(2);
    int out = kernel.shape().get(3);
    int keptIn = first ? channels : in;
    double[] sums = new double[from.length / in * keptIn];
    int i = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < in; c++) {
          int keptC = keptIn == in ? c : 0;
          for (int o = 0; o < out; o++) {
            sums[((o * keptIn + keptC) * height + y) * width + x] +=
                from[i++] * scale[o] / (first ? 127.5 : 1);
          }
        }
      }
    }
    return floats(sums);
  }

  /** [height, width, channels, 1] to [channels, 1, height, width]. */
  private float[] foldDepthwise(Parameter kernel, double[] scale) {
    float[] from = weights.values(kernel);
    int places = kernel.shape().get(0) * kernel.shape().get(1);
    double[] to = new double[from.length];
    for (int place = 0, i = 0; place < places; place++) {
      for (int c = 0; c < scale.length; c++) {
        to[c * places + place] = from[i++] * scale[c];
      }
    }
    return floats(to);
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private NodeProto.Builder node(String operator, String output, String... inputs) {
    return graph
        .addNodeBuilder()
        .setOpType(operator)
        .setName(output)
        .addOutput(output)
        .addAllInput(List.of(inputs));
  }

  private static void attribute(NodeProto.Builder node, String name, long... values) {
    node.addAttribute(
        AttributeProto.newBuilder()
            .setName(name)
            .setType(AttributeProto.AttributeType.INTS)
            .addAllInts(LongStream.of(values).boxed().toList()));
  }

  private void constant(String name, float[] values) {
    constant(name, values, values.length);
  }

  private void constant(String name, float[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    graph
        .addInitializerBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.FLOAT.getNumber())
        .addAllDims(LongStream.of(shape).boxed().toList())
        .setRawData(ByteString.copyFrom(bytes.array()));
  }

  private void integers(String name, long... values) {
    graph
        .addInitializerBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.INT64.getNumber())
        .addDims(values.length)
        .addAllInt64Data(LongStream.of(values).boxed().toList());
  }

  /** A float tensor whose first dimension, the batch, is free. */
  private static ValueInfoProto value(String name, long... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    dimensions.addDimBuilder().setDimParam("N");
    for (long size : shape) {
      dimensions.addDimBuilder().setDimValue(size);
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(dimensions)))
        .build();
  }
}
