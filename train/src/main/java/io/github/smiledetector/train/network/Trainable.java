package io.github.smiledetector.train.network;

import io.github.smiledetector.error.OptionException;

/**
 * Which part of the transfer model learns.
 *
 * @param firstLayer index of the first backbone layer that learns, 0 to 154; 154 for none
 * @param dense whether the dense layer learns
 */
public record Trainable(int firstLayer, boolean dense) {
  /** Only the dense layer: the frozen approach. */
  public static final Trainable DENSE_ONLY = new Trainable(MobileNetV2.LAYERS.size(), true);

  /**
   * @throws IllegalArgumentException if the layer does not exist
   * @throws OptionException if nothing learns
   */
  public Trainable {
    if (firstLayer < 0 || firstLayer > MobileNetV2.LAYERS.size()) {
      throw new IllegalArgumentException("no layer " + firstLayer);
    }
    if (!dense
        && MobileNetV2.LAYERS.subList(firstLayer, MobileNetV2.LAYERS.size()).stream()
            .allMatch(layer -> layer.parameters().isEmpty())) {
      throw new OptionException(
          "nothing would learn: from layer "
              + firstLayer
              + " on MobileNetV2 has no parameters. Give a lower --limit, or --train-dense");
    }
  }

  /** Whether a layer of the backbone learns. */
  public boolean includes(Layer layer) {
    return layer.index() >= firstLayer;
  }
}
