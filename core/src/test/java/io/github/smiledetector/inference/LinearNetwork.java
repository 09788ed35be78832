package io.github.smiledetector.inference;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The networks that {@code make_models.py} made, and what the good ones answer. */
public final class LinearNetwork {
  public static final int SIDE_PX = 4;

  private LinearNetwork() {}

  /** A network by its file's name, without the ending. */
  public static byte[] onnx(String name) {
    try (InputStream in = LinearNetwork.class.getResourceAsStream(name + ".onnx")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A good one that adds 1 to its answer: stands in for the 8-bit form of a network. */
  public static byte[] onnxAddingOne(String name) {
    return onnxWith(name, 0.25f, 1.25f);
  }

  /** One whose answer is a number for black alone. */
  public static byte[] onnxForBlackAlone(String name) {
    return onnxWith(name, 3 / 256f, Float.MAX_VALUE);
  }

  /** With another number in the place of one. */
  private static byte[] onnxWith(String name, float before, float after) {
    byte[] onnx = onnx(name);
    ByteBuffer bytes = ByteBuffer.wrap(onnx).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i <= onnx.length - Float.BYTES; i++) {
      if (bytes.getInt(i) == Float.floatToIntBits(before)) {
        bytes.putFloat(i, after);
        return onnx;
      }
    }
    throw new IllegalArgumentException(name + " has no number " + before);
  }

  /**
   * What a good one answers.
   *
   * @param values channel by channel
   */
  public static double logit(float... values) {
    double sum = 0.25;
    for (int i = 0; i < values.length; i++) {
      sum += (i % 7 - 3) / 256.0 * values[i];
    }
    return sum;
  }
}
