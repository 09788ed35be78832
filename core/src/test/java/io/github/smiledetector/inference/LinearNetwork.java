package io.github.smiledetector.inference;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

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
