package io.github.smiledetector.train.network;

import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.train.network.Layer.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * The backbone's architecture: MobileNetV2 of width 1.0 without its top (Sandler et al., 2018,
 * "MobileNetV2: Inverted Residuals and Linear Bottlenecks"), layer for layer with the names and the
 * order of {@code keras.applications}.
 */
public final class MobileNetV2 {
  /** Smallest side of the square input, pixels. */
  public static final int SMALLEST_SIDE_PX = 32;

  /** Channels of the last feature map. */
  public static final int FEATURES = 1280;

  /** What batch norm adds to the variance. */
  public static final double BATCH_NORM_EPSILON = 0.001;

  /** All 154 layers in Keras's order. */
  public static final List<Layer> LAYERS = new Builder().layers();

  /** All parameters in the order of Keras's {@code model.weights}. */
  public static final List<Parameter> PARAMETERS =
      LAYERS.stream().flatMap(layer -> layer.parameters().stream()).toList();

  private MobileNetV2() {}

  /**
   * Finds a layer by index or name.
   *
   * @param indexOrName an index from 0 to 153, 154 for "none", or a layer's name
   * @return the index, 0 to 154
   * @throws OptionException if there is no such layer
   */
  public static int layerIndex(String indexOrName) {
    if (indexOrName.chars().allMatch(Character::isDigit)
        && indexOrName.length() <= 4
        && !indexOrName.isEmpty()) {
      int index = Integer.parseInt(indexOrName);
      if (index <= LAYERS.size()) {
        return index;
      }
    }
    return LAYERS.stream()
        .filter(layer -> layer.name().equals(indexOrName))
        .findFirst()
        .orElseThrow(
            () ->
                new OptionException(
                    "MobileNetV2 has no layer '"
                        + indexOrName
                        + "'. Give an index from 0 (all layers learn) to "
                        + (LAYERS.size() - 1)
                        + " or a name such as block_13_expand; `smile summary --all` lists them."))
        .index();
  }

  /**
   * The side of every layer's square map.
   *
   * @param inputSidePx side of the square input, at least 32
   * @return one side a layer, in Keras's order
   * @throws OptionException if the input is too small
   */
  public static int[] sides(int inputSidePx) {
    if (inputSidePx < SMALLEST_SIDE_PX) {
      throw new OptionException(
          "MobileNetV2 needs pictures of at least "
              + SMALLEST_SIDE_PX
              + " px a side, not "
              + inputSidePx);
    }
    int[] sides = new int[LAYERS.size()];
    for (Layer layer : LAYERS) {
      int before = layer.inputs().isEmpty() ? inputSidePx : sides[layer.inputs().get(0)];
      sides[layer.index()] =
          switch (layer.kind()) {
            case ZERO_PADDING -> before + (before % 2 == 0 ? 1 : 2);
            // The input of a strided depthwise convolution is padded already.
            case DEPTHWISE_CONVOLUTION -> layer.stride() == 2 ? (before - 3) / 2 + 1 : before;
            case CONVOLUTION -> (before + layer.stride() - 1) / layer.stride();
            default -> before;
          };
    }
    return sides;
  }

  /** Lays the layers one after the other. */
  private static final class Builder {
    private final List<Layer> layers = new ArrayList<>();

    List<Layer> layers() {
      add("input_1", Kind.INPUT, 3, 1, List.of());
      convolution("Conv1", 3, 32, 2);
      normalise("bn_Conv1");
      relu("Conv1_relu");
      int block = 0;
      // Expansion, channels, repeats and first stride of each stage: table 2 of the paper.
      int[][] stages = {
        {1, 16, 1, 1},
        {6, 24, 2, 2},
        {6, 32, 3, 2},
        {6, 64, 4, 2},
        {6, 96, 3, 1},
        {6, 160, 3, 2},
        {6, 320, 1, 1}
      };
      for (int[] stage : stages) {
        for (int repeat = 0; repeat < stage[2]; repeat++) {
          invertedResidual(block++, stage[0], stage[1], repeat == 0 ? stage[3] : 1);
        }
      }
      convolution("Conv_1", 1, FEATURES, 1);
      normalise("Conv_1_bn");
      relu("out_relu");
      return List.copyOf(layers);
    }

    private void invertedResidual(int block, int expansion, int channels, int stride) {
      String prefix = block == 0 ? "expanded_conv_" : "block_" + block + "_";
      int start = last();
      int in = layers.get(start).channels();
      if (block > 0) {
        convolution(prefix + "expand", 1, expansion * in, 1);
        normalise(prefix + "expand_BN");
        relu(prefix + "expand_relu");
      }
      if (stride == 2) {
        add(prefix + "pad", Kind.ZERO_PADDING, expansion * in, 2, List.of(last()));
      }
      String depthwise = prefix + "depthwise";
      add(
          depthwise,
          Kind.DEPTHWISE_CONVOLUTION,
          expansion * in,
          stride,
          List.of(last()),
          new Parameter(depthwise + "/depthwise_kernel", List.of(3, 3, expansion * in, 1), true));
      normalise(depthwise + "_BN");
      relu(depthwise + "_relu");
      convolution(prefix + "project", 1, channels, 1);
      normalise(prefix + "project_BN");
      if (stride == 1 && in == channels) {
        add(prefix + "add", Kind.ADDITION, channels, 1, List.of(start, last()));
      }
    }

    private void convolution(String name, int size, int channels, int stride) {
      int in = layers.get(last()).channels();
      Parameter kernel = new Parameter(name + "/kernel", List.of(size, size, in, channels), true);
      add(name, Kind.CONVOLUTION, channels, stride, List.of(last()), kernel);
    }

    private void normalise(String name) {
      int channels = layers.get(last()).channels();
      List<Integer> shape = List.of(channels);
      add(
          name,
          Kind.BATCH_NORM,
          channels,
          1,
          List.of(last()),
          new Parameter(name + "/gamma", shape, true),
          new Parameter(name + "/beta", shape, true),
          new Parameter(name + "/moving_mean", shape, false),
          new Parameter(name + "/moving_variance", shape, false));
    }

    private void relu(String name) {
      add(name, Kind.RELU6, layers.get(last()).channels(), 1, List.of(last()));
    }

    private int last() {
      return layers.size() - 1;
    }

    private void add(
        String name,
        Kind kind,
        int channels,
        int stride,
        List<Integer> inputs,
        Parameter... parameters) {
      layers.add(
          new Layer(layers.size(), name, kind, inputs, channels, stride, List.of(parameters)));
    }
  }
}
