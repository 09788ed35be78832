package io.github.smiledetector.train.network;

import io.github.smiledetector.train.network.Layer.Kind;

/**
 * A convolution with the batch norm after it folded in, in double precision; the first one also
 * takes over the division of the pictures by 127.5 and, for grey ones, the sum over three equal
 * colour channels.
 *
 * @param norm the batch norm's layer
 * @param source the layer whose map it reads
 * @param depthwise whether it goes through each channel by itself
 * @param kernel [out, in, size, size]; in is 1 where it is depthwise
 * @param bias [out]
 * @param size of the square kernel
 * @param paddingBefore zeros at the top and on the left
 * @param paddingAfter zeros at the bottom and on the right
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record Convolution(
    Layer norm,
    Layer source,
    boolean depthwise,
    double[] kernel,
    double[] bias,
    int size,
    int stride,
    int paddingBefore,
    int paddingAfter) {

  /**
   * @param norm a batch norm of {@link MobileNetV2#LAYERS}
   * @param sidePx side of the pictures
   * @param channels of the pictures, 1 or 3
   */
  static Convolution of(Layer norm, Weights weights, int sidePx, int channels) {
    Layer convolution = MobileNetV2.LAYERS.get(norm.inputs().get(0));
    Layer source = MobileNetV2.LAYERS.get(convolution.inputs().get(0));
    if (source.kind() == Kind.ZERO_PADDING) {
      source = MobileNetV2.LAYERS.get(source.inputs().get(0));
    }
    float[] gamma = weights.values(norm.parameters().get(0));
    float[] beta = weights.values(norm.parameters().get(1));
    float[] mean = weights.values(norm.parameters().get(2));
    float[] variance = weights.values(norm.parameters().get(3));
    double[] scale = new double[norm.channels()];
    double[] bias = new double[scale.length];
    for (int c = 0; c < scale.length; c++) {
      scale[c] = gamma[c] / Math.sqrt(variance[c] + MobileNetV2.BATCH_NORM_EPSILON);
      bias[c] = beta[c] - mean[c] * scale[c];
    }
    boolean depthwise = convolution.kind() == Kind.DEPTHWISE_CONVOLUTION;
    Parameter parameter = convolution.parameters().get(0);
    float[] values = weights.values(parameter);
    double[] kernel =
        depthwise
            ? foldDepthwise(values, scale)
            : fold(values, parameter, scale, source.kind() == Kind.INPUT, channels);
    int size = parameter.shape().get(0);
    int stride = convolution.stride();
    // What TensorFlow calls SAME and Keras correct_pad: the odd pixel goes to the bottom and the
    // right.
    int before = size == 1 ? 0 : stride == 1 ? 1 : MobileNetV2.sides(sidePx)[source.index()] % 2;
    int after = size == 1 ? 0 : 1;
    return new Convolution(norm, source, depthwise, kernel, bias, size, stride, before, after);
  }

  /**
   * [height, width, in, out] to [out, in, height, width]; the first kernel also takes over the
   * input's scale and, for grey, its channels.
   */
  private static double[] fold(
      float[] from, Parameter parameter, double[] scale, boolean first, int channels) {
    int places = parameter.shape().get(0) * parameter.shape().get(1);
    int in = parameter.shape().get(2);
    int out = scale.length;
    int keptIn = first ? channels : in;
    double[] sums = new double[places * keptIn * out];
    for (int place = 0, i = 0; place < places; place++) {
      for (int c = 0; c < in; c++) {
        int keptC = keptIn == in ? c : 0;
        for (int o = 0; o < out; o++) {
          sums[(o * keptIn + keptC) * places + place] += from[i++] * scale[o] / (first ? 127.5 : 1);
        }
      }
    }
    return sums;
  }

  /** [height, width, channels, 1] to [channels, 1, height, width]. */
  private static double[] foldDepthwise(float[] from, double[] scale) {
    int places = from.length / scale.length;
    double[] to = new double[from.length];
    for (int place = 0, i = 0; place < places; place++) {
      for (int c = 0; c < scale.length; c++) {
        to[c * places + place] = from[i++] * scale[c];
      }
    }
    return to;
  }

  /** The batch norm's. */
  String name() {
    return norm.name();
  }

  /** Channels that come out. */
  int out() {
    return bias.length;
  }

  /** Channels that one of those sees. */
  int in() {
    return kernel.length / (bias.length * size * size);
  }

  /** The kernel's shape. */
  long[] shape() {
    return new long[] {out(), in(), size, size};
  }
}
