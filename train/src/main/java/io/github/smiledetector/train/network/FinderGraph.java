package io.github.smiledetector.train.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;

/**
 * Writes the face finder as TensorFlow operations, with a batch norm that runs on what it sees, for
 * learning, or on its moving statistics.
 *
 * <p>The 1x1 convolutions are matrix products: their gradient is several times as fast.
 */
final class FinderGraph implements FinderLayout.Writer<Operand<TFloat32>> {
  private static final String PADDING = "SAME";

  private final Ops tf;
  private final boolean learning;
  private final Function<Parameter, Operand<TFloat32>> values;
  private final Map<Parameter, Operand<TFloat32>> seen = new HashMap<>();

  /**
   * @param tf where to write
   * @param learning whether batch norm runs on what it sees
   * @param values the operand that holds a parameter; asked for no moving statistics where this
   *     learns
   */
  FinderGraph(Ops tf, boolean learning, Function<Parameter, Operand<TFloat32>> values) {
    this.tf = tf;
    this.learning = learning;
    this.values = values;
  }

  /**
   * Writes the network.
   *
   * @param pictures [N, side, side, 3], 0..255
   * @return the cells of all levels, [N, cells, 15]
   */
  Operand<TFloat32> write(Operand<TFloat32> pictures) {
    List<Operand<TFloat32>> levels = new ArrayList<>();
    for (Operand<TFloat32> level : FinderLayout.write(pictures, this)) {
      int cells = side(level) * side(level);
      levels.add(tf.reshape(level, tf.array(-1, cells, FinderLayout.CELL_VALUES)));
    }
    return tf.concat(levels, tf.constant(1));
  }

  /** Mean and variance that a learning batch norm saw, by the moving statistic they belong to. */
  Operand<TFloat32> seen(Parameter statistic) {
    return seen.get(statistic);
  }

  private static int side(Operand<TFloat32> map) {
    return Math.toIntExact(map.shape().get(1));
  }

  @Override
  public Operand<TFloat32> stem(String name, Operand<TFloat32> pictures, int out) {
    // Scaling the kernel costs no pass over the pictures.
    Operand<TFloat32> kernel =
        tf.math.mul(
            values.apply(FinderLayout.kernel(name, 3, 3, out)), tf.constant((float) (1.0 / 255)));
    return normalise(name, tf.nn.conv2d(pictures, kernel, strides(2), PADDING), out);
  }

  @Override
  public Operand<TFloat32> depthwise(String name, Operand<TFloat32> map, int channels, int stride) {
    Operand<TFloat32> kernel = values.apply(FinderLayout.depthwiseKernel(name, channels));
    return tf.withName(name).nn.depthwiseConv2dNative(map, kernel, strides(stride), PADDING);
  }

  @Override
  public Operand<TFloat32> pointwise(String name, Operand<TFloat32> map, int in, int out) {
    return normalise(name, asMap(product(name, map, in, out), side(map), out), out);
  }

  @Override
  public Operand<TFloat32> cells(String name, Operand<TFloat32> map, int in, int out) {
    Operand<TFloat32> bias = values.apply(FinderLayout.bias(name, out));
    return asMap(tf.nn.biasAdd(product(name, map, in, out), bias), side(map), out);
  }

  private Operand<TFloat32> product(String name, Operand<TFloat32> map, int in, int out) {
    Operand<TFloat32> kernel = values.apply(FinderLayout.kernel(name, 1, in, out));
    return tf.linalg.matMul(
        tf.reshape(map, tf.array(-1, in)), tf.reshape(kernel, tf.array(in, out)));
  }

  private Operand<TFloat32> asMap(Operand<TFloat32> matrix, int side, int channels) {
    return tf.reshape(matrix, tf.array(-1, side, side, channels));
  }

  private Operand<TFloat32> normalise(String name, Operand<TFloat32> map, int channels) {
    FinderLayout.Norm norm = FinderLayout.Norm.of(name, channels);
    Operand<TFloat32> none = tf.constant(new float[0]);
    FusedBatchNorm<TFloat32, TFloat32> normalised =
        tf.nn.fusedBatchNorm(
            map,
            values.apply(norm.gamma()),
            values.apply(norm.beta()),
            learning ? none : values.apply(norm.mean()),
            learning ? none : values.apply(norm.variance()),
            FusedBatchNorm.epsilon((float) FinderLayout.BATCH_NORM_EPSILON),
            FusedBatchNorm.isTraining(learning));
    seen.put(norm.mean(), normalised.batchMean());
    seen.put(norm.variance(), normalised.batchVariance());
    return tf.nn.relu(normalised.y());
  }

  @Override
  public Operand<TFloat32> add(String name, Operand<TFloat32> map, Operand<TFloat32> other) {
    return tf.math.add(map, other);
  }

  /** Twice beside itself, then every row twice: nothing but copies, forwards and backwards. */
  @Override
  public Operand<TFloat32> enlarge(String name, Operand<TFloat32> map) {
    int side = side(map);
    int channels = Math.toIntExact(map.shape().get(3));
    Operand<TFloat32> wide =
        tf.reshape(
            tf.concat(List.of(map, map), tf.constant(3)), tf.array(-1, side, 2 * side * channels));
    return asMap(tf.concat(List.of(wide, wide), tf.constant(2)), 2 * side, channels);
  }

  private static List<Long> strides(long stride) {
    return List.of(1L, stride, stride, 1L);
  }
}
