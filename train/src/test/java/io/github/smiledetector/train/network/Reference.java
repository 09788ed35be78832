package io.github.smiledetector.train.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/** Values that Keras computed, kept as test resources, and the files they belong to. */
final class Reference {
  private Reference() {}

  static JsonNode read(String name) {
    try (InputStream in = Reference.class.getResourceAsStream("/reference/" + name)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) array.get(i).asDouble();
    }
    return values;
  }

  /** The ImageNet weights that the data-bound reference values were made with. */
  static Path imageNetFile() {
    return Path.of(System.getenv("SMILE_SHARED"), "models", "mobilenet_v2_imagenet_1.0_no_top.h5");
  }

  static Weights imageNet() {
    Map<String, float[]> backbone = KerasWeights.read(imageNetFile());
    return Weights.initial(0).with(backbone);
  }
}
