package io.github.smiledetector.train.network;

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
   * @throws IllegalArgumentException if the layer does not exist or nothing learns
   */
  public Trainable {
    if (firstLayer < 0 || firstLayer > MobileNetV2.LAYERS.size()) {
      throw new IllegalArgumentException("no layer " + firstLayer);
    }
    if (firstLayer == MobileNetV2.LAYERS.size() && !dense) {
      throw new IllegalArgumentException("nothing would learn");
    }
  }

  /** Whether a layer of the backbone learns. */
  public boolean includes(Layer layer) {
    return layer.index() >= firstLayer;
  }
}
