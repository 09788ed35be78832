package io.github.smiledetector.train.network;

import java.util.List;

/**
 * One layer of the backbone as Keras's summary lists it.
 *
 * @param index place in Keras's order, from 0
 * @param name Keras's name
 * @param kind what it computes
 * @param inputs indexes of the layers it reads: none for the input, two for an addition, else one
 * @param channels how many channels come out
 * @param stride step of a convolution or, for padding, of the convolution that follows; else 1
 * @param parameters the arrays it owns, in Keras's order
 */
public record Layer(
    int index,
    String name,
    Kind kind,
    List<Integer> inputs,
    int channels,
    int stride,
    List<Parameter> parameters) {

  /** What a layer computes. */
  public enum Kind {
    /** The picture. */
    INPUT("InputLayer"),
    /** Convolution without bias, padded so that a stride of 1 keeps the size. */
    CONVOLUTION("Conv2D"),
    /** 3x3 convolution of each channel by itself, without bias. */
    DEPTHWISE_CONVOLUTION("DepthwiseConv2D"),
    /** Batch norm with its moving statistics, epsilon 0.001. */
    BATCH_NORM("BatchNormalization"),
    /** The values cut to 0..6. */
    RELU6("ReLU"),
    /**
     * Zeros around the map, as a 3x3 convolution of stride 2 without padding needs them: bottom and
     * right on even maps, all round on odd ones.
     */
    ZERO_PADDING("ZeroPadding2D"),
    /** The sum of two maps. */
    ADDITION("Add");

    private final String kerasName;

    Kind(String kerasName) {
      this.kerasName = kerasName;
    }

    /** The class name that Keras shows. */
    public String kerasName() {
      return kerasName;
    }
  }

  /** Copies the lists. */
  public Layer {
    inputs = List.copyOf(inputs);
    parameters = List.copyOf(parameters);
  }

  /** How many numbers the layer has. */
  public int parameterCount() {
    return parameters.stream().mapToInt(Parameter::size).sum();
  }
}
