package io.github.smiledetector.train.fit;

import io.github.smiledetector.inference.Network;
import io.github.smiledetector.inference.TensorShape;
import io.github.smiledetector.train.network.CutPoint;
import io.github.smiledetector.train.network.OnnxModel;
import io.github.smiledetector.train.network.Weights;
import java.nio.FloatBuffer;

/**
 * The part of the network before a cut point, for inference alone: ONNX Runtime computes it faster
 * than the engine that trains.
 *
 * <p>Each call uses one thread, its caller's; several callers share the processors without waiting
 * for each other. Thread-safe. Owns native memory until closed.
 */
final class Trunk implements AutoCloseable {
  private final Network network;
  private final int valuesEach;

  /**
   * @param weights of the network
   * @param sidePx side of the square picture
   * @param channels of the picture, 1 or 3
   * @param end where it ends; not before the pictures
   */
  Trunk(Weights weights, int sidePx, int channels, CutPoint end) {
    long[] shape = end.shape(sidePx, channels).stream().mapToLong(Integer::longValue).toArray();
    this.network =
        new Network(
            OnnxModel.encode(weights, sidePx, channels, end),
            TensorShape.batchOf("pictures", channels, sidePx, sidePx),
            TensorShape.batchOf(
                end.equals(CutPoint.LOGIT) ? OnnxModel.LOGIT : OnnxModel.MAP, shape),
            1);
    this.valuesEach = end.valuesEach(sidePx, channels);
  }

  /** How many numbers come out for one picture. */
  int valuesEach() {
    return valuesEach;
  }

  /**
   * Computes a few pictures.
   *
   * @param count how many
   * @param pictures [count, channels, side, side], 0..255, direct, from index 0 on
   * @param out takes count times {@link #valuesEach()} numbers, direct, from index 0 on
   */
  void run(int count, FloatBuffer pictures, FloatBuffer out) {
    network.run(count, pictures, out);
  }

  @Override
  public void close() {
    network.close();
  }
}
