package io.github.smiledetector.train.network;

import java.util.List;

/**
 * One array of numbers that a layer owns, described but without its values.
 *
 * @param name layer and role as Keras writes them, without its {@code :0}: {@code Conv1/kernel}
 * @param shape as Keras stores it: kernels [height, width, in, out], depthwise kernels [height,
 *     width, channels, 1], the rest [channels]
 * @param learnable whether a trainable layer's optimizer moves it; false for batch norm's moving
 *     statistics
 */
public record Parameter(String name, List<Integer> shape, boolean learnable) {
  /** Copies the shape. */
  public Parameter {
    shape = List.copyOf(shape);
  }

  /** How many numbers it has. */
  public int size() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
