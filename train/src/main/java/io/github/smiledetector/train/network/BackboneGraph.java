package io.github.smiledetector.train.network;

import io.github.smiledetector.train.network.Layer.Kind;
import java.util.ArrayList;
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
     * several times as fast; a depthwise one of a tiny map is a sum of shifted maps.
     */
    TRAINING
  }

  private static final String PADDING = "SAME";

  /** Of every depthwise convolution. */
  private static final int KERNEL_SIDE = 3;

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
    if (convolution.kind() == Kind.DEPTHWISE_CONVOLUTION) {
      Operand<TInt32> asChannels = scope.constant(new int[] {norm.channels(), 1});
      Operand<TFloat32> folded = scope.math.mul(kernel, scope.reshape(scale, asChannels));
      boolean tiny = convolution.stride() == 1 && sides[norm.index()] < KERNEL_SIDE;
      return scope.nn.biasAdd(
          purpose == Purpose.TRAINING && tiny
              ? sumOfShifts(scope, in, folded, sides[norm.index()])
              : scope.nn.depthwiseConv2dNative(in, folded, strides(convolution), PADDING),
          bias);
    }
    if (source.kind() == Kind.INPUT && in.shape().get(3) == 1) {
      // Three equal channels through three kernels are one channel through their sum.
      kernel = scope.reduceSum(kernel, scope.constant(new int[] {2}), ReduceSum.keepDims(true));
    }
    Operand<TFloat32> folded = scope.math.mul(kernel, scale);
    List<Integer> shape = convolution.parameters().get(0).shape();
    if (purpose == Purpose.TRAINING && shape.get(0) == 1) {
      return matrixProduct(scope, in, folded, bias, shape, sides[norm.index()]);
    }
    return scope.nn.biasAdd(scope.nn.conv2d(in, folded, strides(convolution), PADDING), bias);
  }

  /**
   * A 1x1 convolution: [N, side, side, in] by a kernel [1, 1, in, out], plus the bias while it is
   * still a matrix, for TensorFlow to do both at once.
   */
  private static Operand<TFloat32> matrixProduct(
      Ops tf,
      Operand<TFloat32> map,
      Operand<TFloat32> kernel,
      Operand<TFloat32> bias,
      List<Integer> kernelShape,
      int side) {
    int in = kernelShape.get(2);
    int out = kernelShape.get(3);
    Operand<TFloat32> product =
        tf.linalg.matMul(tf.reshape(map, tf.array(-1, in)), tf.reshape(kernel, tf.array(in, out)));
    return tf.reshape(tf.nn.biasAdd(product, bias), tf.array(-1, side, side, out));
  }

  /**
   * A 3x3 depthwise convolution of a map smaller than its kernel, place by place of the kernel: the
   * library's own has a gradient for such maps that takes longer than all the rest. The map's own
   * gradient is a sum of nine, which TensorFlow adds in another order each time.
   */
  private static Operand<TFloat32> sumOfShifts(
      Ops tf, Operand<TFloat32> map, Operand<TFloat32> kernel, int side) {
    Operand<TFloat32> padded =
        tf.pad(map, tf.constant(new int[][] {{0, 0}, {1, 1}, {1, 1}, {0, 0}}), tf.constant(0f));
    List<Operand<TFloat32>> products = new ArrayList<>();
    for (int y = 0; y < KERNEL_SIDE; y++) {
      for (int x = 0; x < KERNEL_SIDE; x++) {
        Operand<TFloat32> shifted =
            tf.slice(padded, tf.array(0, y, x, 0), tf.array(-1, side, side, -1));
        Operand<TFloat32> weight = tf.slice(kernel, tf.array(y, x, 0, 0), tf.array(1, 1, -1, 1));
        products.add(tf.math.mul(shifted, tf.reshape(weight, tf.array(-1))));
      }
    }
    return tf.math.addN(products);
  }

  private static List<Long> strides(Layer convolution) {
    long stride = convolution.stride();
    return List.of(1L, stride, stride, 1L);
  }
}
