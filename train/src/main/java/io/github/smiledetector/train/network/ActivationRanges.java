package io.github.smiledetector.train.network;

import io.github.smiledetector.inference.Network;
import io.github.smiledetector.inference.TensorShape;
import io.github.smiledetector.train.network.Layer.Kind;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What values a network's maps take, found by running it on pictures. */
final class ActivationRanges {
  /** Pictures that go through the network together. */
  private static final int BATCH = 4;

  /** The layers whose maps a convolution or an addition reads, the last one's too. */
  static final List<Layer> LAYERS =
      MobileNetV2.LAYERS.stream().filter(ActivationRanges::isRead).toList();

  private final Map<Layer, Channels> channels;
  private final double meanLogit;

  private ActivationRanges(Map<Layer, Channels> channels, double meanLogit) {
    this.channels = channels;
    this.meanLogit = meanLogit;
  }

  /** Values by channel of one map, over all places and pictures. */
  static final class Channels {
    private final float[] smallest;
    private final float[] largest;
    private final double[] sum;
    private long count;

    private Channels(int channels) {
      smallest = new float[channels];
      largest = new float[channels];
      sum = new double[channels];
    }

    /** Of all channels, and not above 0. */
    float smallest() {
      float all = 0;
      for (float one : smallest) {
        all = Math.min(all, one);
      }
      return all;
    }

    /** Of all channels, and above 0 even where nothing was. */
    float largest() {
      float all = Float.MIN_NORMAL;
      for (float one : largest) {
        all = Math.max(all, one);
      }
      return all;
    }

    /** Of one channel, and not below 0. */
    float largest(int channel) {
      return largest[channel];
    }

    double mean(int channel) {
      return sum[channel] / count;
    }

    private void add(FloatBuffer values, int members, int places) {
      for (int i = 0, member = 0; member < members; member++) {
        for (int c = 0; c < sum.length; c++) {
          for (int place = 0; place < places; place++) {
            float value = values.get(i++);
            smallest[c] = Math.min(smallest[c], value);
            largest[c] = Math.max(largest[c], value);
            sum[c] += value;
          }
        }
      }
      count += (long) members * places;
    }
  }

  private static boolean isRead(Layer layer) {
    return switch (layer.kind()) {
      case INPUT, RELU6, ADDITION -> true;
      // A linear bottleneck: no activation follows it.
      case BATCH_NORM -> MobileNetV2.LAYERS.get(layer.index() + 1).kind() != Kind.RELU6;
      default -> false;
    };
  }

  /** Of one of {@link #LAYERS}. */
  Channels of(Layer layer) {
    return channels.get(layer);
  }

  /** What the network answers on average. */
  double meanLogit() {
    return meanLogit;
  }

  /**
   * Runs the network on pictures.
   *
   * @param pictures at least one, each [channels, side, side], 0..255
   */
  static ActivationRanges measure(
      Weights weights, int sidePx, int channels, List<float[]> pictures) {
    List<Layer> maps = LAYERS.subList(1, LAYERS.size());
    int[] sides = MobileNetV2.sides(sidePx);
    List<TensorShape> shapes = new ArrayList<>();
    shapes.add(TensorShape.batchOf(OnnxModel.LOGIT));
    Map<Layer, Channels> found = new LinkedHashMap<>();
    found.put(LAYERS.get(0), new Channels(channels));
    for (Layer map : maps) {
      long side = sides[map.index()];
      shapes.add(TensorShape.batchOf(map.name(), map.channels(), side, side));
      found.put(map, new Channels(map.channels()));
    }
    List<FloatBuffer> buffers =
        shapes.stream().map(shape -> Network.buffer(BATCH * shape.valuesEach())).toList();
    TensorShape input = TensorShape.batchOf("pictures", channels, sidePx, sidePx);
    FloatBuffer given = Network.buffer(BATCH * input.valuesEach());
    double logits = 0;
    try (Network network =
        new Network(OnnxModel.encode(weights, sidePx, channels, maps), input, shapes, 1)) {
      for (int first = 0; first < pictures.size(); first += BATCH) {
        List<float[]> part = pictures.subList(first, Math.min(pictures.size(), first + BATCH));
        given.clear();
        part.forEach(given::put);
        int members = part.size();
        List<Network.Values> values = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
          values.add(
              new Network.Values(
                  buffers.get(i),
                  shapes.get(i).dimensions().stream()
                      .mapToLong(length -> length == TensorShape.ANY ? members : length)
                      .toArray()));
        }
        network.run(new Network.Values(given, members, channels, sidePx, sidePx), values);
        found.get(LAYERS.get(0)).add(given, members, sidePx * sidePx);
        for (int i = 0; i < members; i++) {
          logits += buffers.get(0).get(i);
        }
        for (int i = 0; i < maps.size(); i++) {
          int side = sides[maps.get(i).index()];
          found.get(maps.get(i)).add(buffers.get(i + 1), members, side * side);
        }
      }
    }
    return new ActivationRanges(found, logits / pictures.size());
  }
}
