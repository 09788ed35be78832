package io.github.smiledetector.train.network;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Brings numbers into TensorFlow and back. Whoever asks for a tensor closes it. */
final class Tensors {
  private Tensors() {}

  static Shape shapeOf(Parameter parameter) {
    return Shape.of(parameter.shape().stream().mapToLong(Integer::longValue).toArray());
  }

  /** A parameter's values as a constant of the graph. */
  static Operand<TFloat32> constant(Ops tf, Parameter parameter, Weights weights) {
    return tf.constant(shapeOf(parameter), DataBuffers.of(weights.values(parameter), true, false));
  }

  /** A parameter's values, row-major, as a tensor. */
  static TFloat32 of(Parameter parameter, float[] values) {
    return TFloat32.tensorOf(shapeOf(parameter), DataBuffers.of(values, true, false));
  }

  /** The buffer's values from its position on, row-major, as a tensor of this shape. */
  static TFloat32 of(FloatBuffer values, long... shape) {
    int size = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    return TFloat32.tensorOf(
        Shape.of(shape), DataBuffers.of(values.slice(values.position(), size)));
  }

  /**
   * The buffer's values from its position on, several times.
   *
   * @param size how many of them
   */
  static FloatBuffer repeated(FloatBuffer values, int size, int copies) {
    if (copies == 1) {
      return values;
    }
    FloatBuffer all = FloatBuffer.allocate(Math.multiplyExact(copies, size));
    for (int copy = 0; copy < copies; copy++) {
      all.put(values.slice(values.position(), size));
    }
    return all.flip();
  }

  /** A tensor's values, row-major. */
  static float[] floats(TFloat32 tensor) {
    float[] values = new float[Math.toIntExact(tensor.size())];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }
}
