package io.github.smiledetector.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.smiledetector.geometry.Box;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * Decoding and resizing against what Keras makes of the same file.
 *
 * <p>TensorFlow decodes JPEGs with libjpeg's fast, less exact cosine transform, everybody else with
 * the exact one: the same file differs by 1.2 grey levels on average and, where the quantisation is
 * coarse, by up to 16 in single pixels (measured on 1,013 pictures of SMILEsmileD; TensorFlow's own
 * {@code INTEGER_ACCURATE} agrees with the others to the bit). So single pixels may differ by 8
 * here, what is made of many of them by a fraction of a level. The train module checks the resizing
 * with TensorFlow's decoder, closely.
 */
@EnabledIfEnvironmentVariable(named = "SMILE_SHARED", matches = ".+")
class KerasInputPathTest {
  private static JsonNode expected;
  private static Picture picture;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream in =
        KerasInputPathTest.class.getResourceAsStream("/reference/keras_input_path.json")) {
      expected = new ObjectMapper().readTree(in).get("resizing");
    }
    assertThat(expected.get("picture").asText()).isEqualTo("negatives/10000.jpg");
    Path archive = Path.of(System.getenv("SMILE_SHARED"), "data", "SMILEsmileD-master.zip");
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      ZipEntry entry =
          zip.stream()
              .filter(e -> e.getName().endsWith("/negatives/negatives7/10000.jpg"))
              .findFirst()
              .orElseThrow();
      try (InputStream in = zip.getInputStream(entry)) {
        picture = PictureReader.read(in.readAllBytes(), entry.getName());
      }
    }
  }

  @Test
  void decodesAsKerasDoesButForTheCosineTransform() {
    assertThat(picture.channels()).isEqualTo(1);
    assertThat(picture.widthPx()).isEqualTo(64);
    for (JsonNode at : expected.get("decoded_64")) {
      int index = at.get(0).asInt() * 64 + at.get(1).asInt();
      assertThat((double) (picture.pixels()[index] & 0xFF))
          .isCloseTo(at.get(2).asDouble(), within(8.0));
    }
  }

  @Test
  void resizesAsKerasDoesButForTheCosineTransform() {
    float[] resized = Resampling.resample(picture, new Box(0, 0, 64, 64), 160, 160);

    for (JsonNode at : expected.get("resized_160")) {
      int index = at.get(0).asInt() * 160 + at.get(1).asInt();
      assertThat((double) resized[index]).isCloseTo(at.get(2).asDouble(), within(8.0));
    }
    double mean = 0;
    double square = 0;
    for (float value : resized) {
      mean += value / resized.length;
      square += (double) value * value / resized.length;
    }
    assertThat(mean).isCloseTo(expected.get("resized_mean").asDouble(), within(1.0));
    assertThat(Math.sqrt(square - mean * mean))
        .isCloseTo(expected.get("resized_std").asDouble(), within(1.0));
  }
}
