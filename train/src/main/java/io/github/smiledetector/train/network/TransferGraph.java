package io.github.smiledetector.train.network;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The transfer model as TensorFlow operations, without dropout: pictures / 127.5 - 1, MobileNetV2,
 * global average pooling, one dense unit.
 */
public final class TransferGraph {
  private final Map<Integer, Operand<TFloat32>> maps = new HashMap<>();
  private final Operand<TFloat32> features;
  private final Operand<TFloat32> logits;

  /**
   * Writes the model.
   *
   * @param tf where to write
   * @param pictures [N, side, side, 3], 0..255, its side known
   * @param values the operand that holds a parameter of {@link Weights#PARAMETERS}, constant or
   *     variable
   */
  public TransferGraph(
      Ops tf, Operand<TFloat32> pictures, Function<Parameter, Operand<TFloat32>> values) {
    int sidePx = Math.toIntExact(pictures.shape().get(1));
    BackboneGraph backbone = new BackboneGraph(tf, sidePx, BackboneGraph.Purpose.INFERENCE, values);
    features = pool(tf, backbone.write(0, scale(tf, pictures), maps));
    logits = dense(tf, features, values);
  }

  /** From 0..255 to -1..1. */
  static Operand<TFloat32> scale(Ops tf, Operand<TFloat32> pictures) {
    return tf.math.sub(tf.math.div(pictures, tf.constant(127.5f)), tf.constant(1f));
  }

  /** Global average pooling: [N, height, width, channels] to [N, channels]. */
  static Operand<TFloat32> pool(Ops tf, Operand<TFloat32> map) {
    return tf.math.mean(map, tf.array(1, 2));
  }

  /**
   * The dense unit.
   *
   * @param features [N, 1280]
   * @return [N]
   */
  static Operand<TFloat32> dense(
      Ops tf, Operand<TFloat32> features, Function<Parameter, Operand<TFloat32>> values) {
    Operand<TFloat32> product = tf.linalg.matMul(features, values.apply(Weights.DENSE_KERNEL));
    return tf.reshape(tf.nn.biasAdd(product, values.apply(Weights.DENSE_BIAS)), tf.array(-1));
  }

  /** Pooled features, [N, 1280]. */
  public Operand<TFloat32> features() {
    return features;
  }

  /** Logits, [N]. */
  public Operand<TFloat32> logits() {
    return logits;
  }

  /** A layer's map by the layer's index; bare convolutions have none. */
  Operand<TFloat32> map(int layerIndex) {
    return maps.get(layerIndex);
  }
}
