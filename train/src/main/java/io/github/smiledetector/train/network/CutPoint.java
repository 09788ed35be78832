package io.github.smiledetector.train.network;

import io.github.smiledetector.train.network.Layer.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A place in the transfer model where a single tensor is all that passes: what lies before it (the
 * trunk) can be computed by itself and handed to what lies behind it.
 *
 * <p>Inside the backbone these are the narrow maps between its inverted residuals, the linear
 * bottlenecks of the paper.
 *
 * @param layer index of the trunk's last layer; 154 for the pooled features, 155 for the logit
 */
public record CutPoint(int layer) {
  /** Before everything: pictures, 0..255. */
  public static final CutPoint PICTURES = new CutPoint(0);

  /** Behind global average pooling: [N, 1280]. */
  public static final CutPoint FEATURES = new CutPoint(MobileNetV2.LAYERS.size());

  /** Behind everything: [N]. */
  public static final CutPoint LOGIT = new CutPoint(MobileNetV2.LAYERS.size() + 1);

  private static final List<CutPoint> BOTTLENECKS = bottlenecks();

  private static List<CutPoint> bottlenecks() {
    List<CutPoint> found = new ArrayList<>();
    for (Layer layer : MobileNetV2.LAYERS) {
      boolean added =
          layer.index() + 1 < MobileNetV2.LAYERS.size()
              && MobileNetV2.LAYERS.get(layer.index() + 1).kind() == Kind.ADDITION;
      if (layer.kind() == Kind.ADDITION || (layer.name().endsWith("_project_BN") && !added)) {
        found.add(new CutPoint(layer.index()));
      }
    }
    return Collections.unmodifiableList(found);
  }

  /** The last place that no learning layer lies before. */
  public static CutPoint below(Trainable trainable) {
    int firstLearning =
        MobileNetV2.LAYERS.stream()
            .filter(layer -> trainable.includes(layer) && !layer.parameters().isEmpty())
            .mapToInt(Layer::index)
            .findFirst()
            .orElse(FEATURES.layer);
    if (firstLearning == FEATURES.layer) {
      return FEATURES;
    }
    CutPoint last = PICTURES;
    for (CutPoint bottleneck : BOTTLENECKS) {
      last = bottleneck.layer < firstLearning ? bottleneck : last;
    }
    return last;
  }

  /**
   * What passes here for one picture: [height, width, channels], [1280], or nothing for the single
   * logit.
   *
   * @param sidePx side of the square picture
   * @param channels of the picture, 1 or 3
   */
  public List<Integer> shape(int sidePx, int channels) {
    if (equals(LOGIT)) {
      return List.of();
    }
    if (equals(FEATURES)) {
      return List.of(MobileNetV2.FEATURES);
    }
    int side = MobileNetV2.sides(sidePx)[layer];
    return List.of(
        side, side, equals(PICTURES) ? channels : MobileNetV2.LAYERS.get(layer).channels());
  }

  /** How many numbers pass here for one picture. */
  public int valuesEach(int sidePx, int channels) {
    return shape(sidePx, channels).stream().reduce(1, Math::multiplyExact);
  }
}
