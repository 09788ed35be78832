package io.github.smiledetector.train.network;

import java.nio.FloatBuffer;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * The whole transfer model in TensorFlow, without learning: the measure for what other engines make
 * of the same weights.
 *
 * <p>Owns native memory until closed. Not thread-safe: one call at a time.
 */
public final class InferenceNetwork implements AutoCloseable {
  private final int sidePx;
  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TFloat32> pictures;
  private final TransferGraph model;

  /**
   * @param sidePx side of the square picture, at least 32
   * @param weights all parameters
   */
  public InferenceNetwork(int sidePx, Weights weights) {
    this.sidePx = sidePx;
    Ops tf = Ops.create(graph);
    pictures =
        tf.placeholder(
            TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, sidePx, sidePx, 3)));
    model = new TransferGraph(tf, pictures, parameter -> Tensors.constant(tf, parameter, weights));
    session = new Session(graph, Sessions.configuration());
  }

  /**
   * The answers.
   *
   * @param batch pictures [count, side, side, 3], 0..255, read from the buffer's position on
   * @return one logit a picture
   */
  public float[] logits(FloatBuffer batch, int count) {
    return run(pictures, batch, count, model.logits());
  }

  /**
   * The pooled output of the backbone.
   *
   * @param batch pictures [count, side, side, 3], 0..255, read from the buffer's position on
   * @return [count, 1280], row-major
   */
  public float[] features(FloatBuffer batch, int count) {
    return run(pictures, batch, count, model.features());
  }

  /**
   * One layer's output for one picture.
   *
   * @param picture [side, side, 3], already scaled to -1..1
   * @param layer a layer other than a bare convolution
   * @return the map, [height, width, channels], row-major
   */
  float[] map(float[] picture, Layer layer) {
    return run(model.map(0), FloatBuffer.wrap(picture), 1, model.map(layer.index()));
  }

  private float[] run(
      Operand<TFloat32> input, FloatBuffer batch, int count, Operand<TFloat32> output) {
    try (TFloat32 values = Tensors.of(batch, count, sidePx, sidePx, 3);
        Result result = session.runner().feed(input, values).fetch(output).run()) {
      return Tensors.floats((TFloat32) result.get(0));
    }
  }

  /** Frees the session and the graph. */
  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
