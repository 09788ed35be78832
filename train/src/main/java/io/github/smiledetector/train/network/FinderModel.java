package io.github.smiledetector.train.network;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the face finder as an ONNX file for inference: 121,029 parameters before batch norm is
 * folded away, 118,549 of which learn.
 *
 * <p>Input {@code pixels}, float32 [N, 3, H, W], planes of red, green and blue, 0..255; H and W are
 * multiples of 32. Outputs {@code faces_8}, {@code faces_16} and {@code faces_32}, float32 [N, 15,
 * H / s, W / s] for cells of s pixels: logit of the score; box's centre minus the cell's; log of
 * its width and height; x and y of the five landmarks minus the cell's centre; all in units of s.
 * N, H and W are free.
 *
 * <p>Batch norm is folded into the convolutions in double precision, the division by 255 into the
 * first one. Convolutions pad by themselves, at the bottom and on the right where they stride.
 */
public final class FinderModel {
  /** The input. */
  static final String PIXELS = "pixels";

  /** What precedes the pixels of a cell in an output's name. */
  static final String FACES = "faces_";

  private FinderModel() {}

  /**
   * Encodes the finder.
   *
   * @param weights as {@link FinderNetwork#weights()} or {@link FinderNetwork#initial} give them
   * @return the bytes of an ONNX file
   */
  public static byte[] encode(Weights weights) {
    OnnxGraph graph = new OnnxGraph();
    graph.input(PIXELS, 3, OnnxGraph.OPEN, OnnxGraph.OPEN);
    graph.constant("twice", new float[] {1, 1, 2, 2}, 4);
    List<String> levels = FinderLayout.write(PIXELS, new Nodes(graph, weights));
    for (int level = 0; level < levels.size(); level++) {
      String name = FACES + FinderLayout.STRIDES.get(level);
      graph.node("Identity", name, levels.get(level));
      graph.output(name, FinderLayout.CELL_VALUES, OnnxGraph.OPEN, OnnxGraph.OPEN);
    }
    return graph.bytes();
  }

  /** A map is the name of its node. */
  private record Nodes(OnnxGraph graph, Weights weights) implements FinderLayout.Writer<String> {
    @Override
    public String stem(String name, String pictures, int out) {
      return normalised(name, pictures, FinderLayout.kernel(name, 3, 3, out), 2, 1.0 / 255);
    }

    @Override
    public String depthwise(String name, String map, int channels, int stride) {
      Parameter kernel = FinderLayout.depthwiseKernel(name, channels);
      float[] values = weights.values(kernel);
      // [3, 3, channels, 1] is [3, 3, 1, channels] to whoever reads it.
      String constant = kernel(name, values, 3, 1, channels, ones(channels));
      NodeProto.Builder node = convolution(name, 3, stride, map, constant);
      OnnxGraph.attribute(node, "group", channels);
      return name;
    }

    @Override
    public String pointwise(String name, String map, int in, int out) {
      return normalised(name, map, FinderLayout.kernel(name, 1, in, out), 1, 1);
    }

    @Override
    public String cells(String name, String map, int in, int out) {
      float[] values = weights.values(FinderLayout.kernel(name, 1, in, out));
      String bias = name + "/bias";
      graph.constant(bias, weights.values(FinderLayout.bias(name, out)), out);
      convolution(name, 1, 1, map, kernel(name, values, 1, in, out, ones(out)), bias);
      return name;
    }

    @Override
    public String add(String name, String map, String other) {
      graph.node("Add", name, map, other);
      return name;
    }

    @Override
    public String enlarge(String name, String map) {
      NodeProto.Builder node = graph.node("Resize", name, map, "", "twice");
      OnnxGraph.attribute(node, "mode", "nearest");
      OnnxGraph.attribute(node, "coordinate_transformation_mode", "asymmetric");
      OnnxGraph.attribute(node, "nearest_mode", "floor");
      return name;
    }

    private String normalised(
        String name, String map, Parameter parameter, int stride, double factor) {
      int size = parameter.shape().get(0);
      int in = parameter.shape().get(2);
      int out = parameter.shape().get(3);
      FinderLayout.Norm norm = FinderLayout.Norm.of(name, out);
      double[] scale = new double[out];
      float[] bias = new float[out];
      for (int c = 0; c < out; c++) {
        double variance = weights.values(norm.variance())[c] + FinderLayout.BATCH_NORM_EPSILON;
        scale[c] = weights.values(norm.gamma())[c] / Math.sqrt(variance);
        bias[c] =
            (float) (weights.values(norm.beta())[c] - weights.values(norm.mean())[c] * scale[c]);
        scale[c] *= factor;
      }
      String kernel = kernel(name, weights.values(parameter), size, in, out, scale);
      graph.constant(name + "/bias", bias, out);
      convolution(name + "_convolution", size, stride, map, kernel, name + "/bias");
      graph.node("Relu", name, name + "_convolution");
      return name;
    }

    private static double[] ones(int count) {
      double[] ones = new double[count];
      Arrays.fill(ones, 1);
      return ones;
    }

    /** From [size, size, in, out] to [out, in, size, size]. */
    private String kernel(String name, float[] values, int size, int in, int out, double[] scale) {
      float[] kernel = new float[values.length];
      int places = size * size;
      for (int place = 0, i = 0; place < places; place++) {
        for (int c = 0; c < in; c++) {
          for (int o = 0; o < out; o++) {
            kernel[(o * in + c) * places + place] = (float) (values[i++] * scale[o]);
          }
        }
      }
      graph.constant(name + "/kernel", kernel, out, in, size, size);
      return name + "/kernel";
    }

    private NodeProto.Builder convolution(String name, int size, int stride, String... inputs) {
      NodeProto.Builder node = graph.node("Conv", name, inputs);
      OnnxGraph.attribute(node, "kernel_shape", size, size);
      OnnxGraph.attribute(node, "strides", stride, stride);
      int before = size == 1 || stride == 2 ? 0 : 1;
      int after = size == 1 ? 0 : 1;
      OnnxGraph.attribute(node, "pads", before, before, after, after);
      return node;
    }
  }
}
