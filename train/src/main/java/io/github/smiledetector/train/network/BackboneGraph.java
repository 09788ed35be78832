package io.github.smiledetector.train.network;

import io.github.smiledetector.train.network.Layer.Kind;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Writes MobileNetV2 as TensorFlow operations.
 *
 * <p>Batch norm runs on its moving statistics, so each is folded into the convolution before it,
 * inside the graph: {@code gamma / sqrt(variance + epsilon)} scales the kernel, the rest becomes a
 * bias. This is exact, costs no pass over the map, and gradients still reach kernel, gamma and
 * beta. TensorFlow's SAME padding pads just what Keras's {@code correct_pad} does (bottom and right
 * on even maps, all round on odd ones), so the padding layers cost nothing either.
 */
final class BackboneGraph {
  /** What a graph is for, which decides how it is best written. */
  enum Purpose {
    /** Answers only: every convolution is one, and TensorFlow fuses what follows into it. */
    INFERENCE,
    /**
     * Learning too: a convolution of 1x1 is a matrix product, whose gradient TensorFlow computes
     * several times as fast.
     */
    TRAINING
  }

  private static final String PADDING = "SAME";

  private final Ops tf;
  private final int[] sides;
  private final Purpose purpose;
  private final Function<Parameter, Operand<TFloat32>> values;

  /**
   * @param tf where to write
   * @param sidePx side of the square picture
   * @param purpose what the graph is for
   * @param values the operand that holds a parameter, constant or variable
   */
  BackboneGraph(
      Ops tf, int sidePx, Purpose purpose, Function<Parameter, Operand<TFloat32>> values) {
    this.tf = tf;
    this.sides = MobileNetV2.sides(sidePx);
    this.purpose = purpose;
    this.values = values;
  }

  /**
   * Writes all layers behind one.
   *
   * @param start layer to go on from, whose map is given: 0 for pictures, or a {@link CutPoint}'s
   * @param input that map, [N, height, width, channels]; pictures in -1..1 with 1 or 3 channels
   * @param maps receives the map of every layer that has one of its own, by layer index: all but
   *     convolutions, which appear with their batch norm
   * @return the last map, [N, side / 32, side / 32, 1280]
   */
  Operand<TFloat32> write(
      int start, Operand<TFloat32> input, Map<Integer, Operand<TFloat32>> maps) {
    Operand<TFloat32> map = input;
    maps.put(start, input);
    for (Layer layer : MobileNetV2.LAYERS.subList(start + 1, MobileNetV2.LAYERS.size())) {
      Kind kind = layer.kind();
      if (kind == Kind.CONVOLUTION || kind == Kind.DEPTHWISE_CONVOLUTION) {
        continue; // written with the batch norm that follows
      }
      map =
          switch (kind) {
            case BATCH_NORM -> convolve(layer, maps);
            case RELU6 -> tf.withName(layer.name()).nn.relu6(maps.get(layer.inputs().get(0)));
            case ADDITION ->
                tf.withName(layer.name())
                    .math
                    .add(maps.get(layer.inputs().get(0)), maps.get(layer.inputs().get(1)));
            case ZERO_PADDING -> pad(layer, maps.get(layer.inputs().get(0)));
            default -> throw new AssertionError(kind);
          };
      maps.put(layer.index(), map);
    }
    return map;
  }

  /**
   * Written only for those who fetch this very map; the convolution that follows reads the map
   * before and pads by itself.
   */
  private Operand<TFloat32> pad(Layer layer, Operand<TFloat32> map) {
    int before = sides[layer.inputs().get(0)] % 2;
    int[][] paddings = {{0, 0}, {before, 1}, {before, 1}, {0, 0}};
    return tf.withName(layer.name()).pad(map, tf.constant(paddings), tf.constant(0f));
  }

  private Operand<TFloat32> convolve(Layer norm, Map<Integer, Operand<TFloat32>> maps) {
    Layer convolution = MobileNetV2.LAYERS.get(norm.inputs().get(0));
    Layer source = MobileNetV2.LAYERS.get(convolution.inputs().get(0));
    Operand<TFloat32> in =
        maps.get(source.kind() == Kind.ZERO_PADDING ? source.inputs().get(0) : source.index());
    Operand<TFloat32> kernel = values.apply(convolution.parameters().get(0));
    Operand<TFloat32> gamma = values.apply(norm.parameters().get(0));
    Operand<TFloat32> beta = values.apply(norm.parameters().get(1));
    Operand<TFloat32> mean = values.apply(norm.parameters().get(2));
    Operand<TFloat32> variance = values.apply(norm.parameters().get(3));

    Ops scope = tf.withSubScope(norm.name());
    Operand<TFloat32> scale =
        scope.math.mul(
            gamma,
            scope.math.rsqrt(
                scope.math.add(variance, scope.constant((float) MobileNetV2.BATCH_NORM_EPSILON))));
    Operand<TFloat32> bias = scope.math.sub(beta, scope.math.mul(mean, scale));
    Operand<TFloat32> folded;
    Operand<TFloat32> convolved;
    if (convolution.kind() == Kind.DEPTHWISE_CONVOLUTION) {
      Operand<TInt32> asChannels = scope.constant(new int[] {norm.channels(), 1});
      folded = scope.math.mul(kernel, scope.reshape(scale, asChannels));
      convolved = scope.nn.depthwiseConv2dNative(in, folded, strides(convolution), PADDING);
      return scope.nn.biasAdd(convolved, bias);
    }
    List<Integer> shape = convolution.parameters().get(0).shape();
    if (source.kind() == Kind.INPUT && in.shape().get(3) == 1) {
      // Three equal channels through three kernels are one channel through their sum.
      kernel = scope.reduceSum(kernel, scope.constant(new int[] {2}), ReduceSum.keepDims(true));
    }
    folded = scope.math.mul(kernel, scale);
    if (purpose == Purpose.TRAINING && shape.get(0) == 1) {
      int side = sides[norm.index()];
      Operand<TFloat32> rows = scope.reshape(in, scope.array(-1, shape.get(2)));
      Operand<TFloat32> product =
          scope.linalg.matMul(rows, scope.reshape(folded, scope.array(shape.get(2), shape.get(3))));
      return scope.reshape(
          scope.nn.biasAdd(product, bias), scope.array(-1, side, side, shape.get(3)));
    }
    convolved = scope.nn.conv2d(in, folded, strides(convolution), PADDING);
    return scope.nn.biasAdd(convolved, bias);
  }

  private static List<Long> strides(Layer convolution) {
    long stride = convolution.stride();
    return List.of(1L, stride, stride, 1L);
  }
}
