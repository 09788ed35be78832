package io.github.smiledetector.train.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransformationTest {
  private static final int SIDE_PX = 160;

  @ParameterizedTest
  @ValueSource(strings = {"-0.2", "-0.07", "0.05", "0.2"})
  void rotatesAsKerasDoes(String turns) throws IOException {
    JsonNode expected = reference("keras_input_path.json").path("rotation").path(turns);
    float[] rotated = new float[SIDE_PX * SIDE_PX * 3];
    new Transformation(false, Double.parseDouble(turns))
        .apply(waves(), SIDE_PX, SIDE_PX, 3, rotated);

    assertThat(mean(rotated)).isCloseTo(expected.path("mean").asDouble(), within(0.001));
    assertThat(standardDeviation(rotated))
        .isCloseTo(expected.path("std").asDouble(), within(0.001));
    assertThat(expected.path("at")).isNotEmpty();
    for (JsonNode place : expected.path("at")) {
      int start = (place.path(0).asInt() * SIDE_PX + place.path(1).asInt()) * 3;
      for (int channel = 0; channel < 3; channel++) {
        assertThat((double) rotated[start + channel])
            .as("%s, channel %d", place, channel)
            .isCloseTo(place.path(2).path(channel).asDouble(), within(0.002));
      }
    }
  }

  static Stream<JsonNode> smallPictures() throws IOException {
    return StreamSupport.stream(
        reference("keras_rotation_small.json").path("cases").spliterator(), false);
  }

  /** Oblong pictures and large angles: the border is reflected several times over. */
  @ParameterizedTest
  @MethodSource("smallPictures")
  void reflectsAsOftenAsKerasDoes(JsonNode example) {
    int heightPx = example.path("height").asInt();
    int widthPx = example.path("width").asInt();
    int channels = example.path("channels").asInt();
    float[] picture = new float[heightPx * widthPx * channels];
    for (int i = 0; i < picture.length; i++) {
      picture[i] = (37 * i + 11 * (i / widthPx)) % 251;
    }
    float[] changed = new float[picture.length];
    new Transformation(example.path("mirrored").asBoolean(), example.path("turns").asDouble())
        .apply(picture, heightPx, widthPx, channels, changed);

    assertThat(example.path("values")).hasSize(picture.length);
    for (int i = 0; i < changed.length; i++) {
      assertThat((double) changed[i])
          .as("value %d", i)
          .isCloseTo(example.path("values").path(i).asDouble(), within(0.01));
    }
  }

  @Test
  void mirrorsExactly() {
    float[] picture = {1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60};
    float[] mirrored = new float[picture.length];
    new Transformation(true, 0).apply(picture, 2, 3, 2, mirrored);
    assertThat(mirrored).containsExactly(3, 30, 2, 20, 1, 10, 6, 60, 5, 50, 4, 40);
  }

  @Test
  void leavesEveryBitAloneWhenThereIsNothingToDo() {
    float[] picture = {-0.0f, 255, Float.MIN_VALUE, Float.NaN, 127.3f, Float.POSITIVE_INFINITY};
    float[] same = new float[picture.length];
    Transformation.NONE.apply(picture, 2, 3, 1, same);
    assertThat(same).containsExactly(picture);
  }

  @Test
  void doesNotChangeTheOriginal() {
    float[] picture = waves();
    new Transformation(true, 0.1).apply(picture, SIDE_PX, SIDE_PX, 3, new float[picture.length]);
    assertThat(picture).containsExactly(waves());
  }

  @Test
  void turnsAnticlockwise() {
    float[] picture = {1, 2, 3, 4};
    float[] turned = new float[4];
    new Transformation(false, 0.25).apply(picture, 2, 2, 1, turned);
    assertThat(turned).containsExactly(new float[] {2, 4, 1, 3}, within(1e-5f));
  }

  @Test
  void refusesArraysThatDoNotFitTheShape() {
    Transformation turn = new Transformation(false, 0.1);
    assertThatThrownBy(() -> turn.apply(new float[11], 2, 2, 3, new float[12]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a picture of 2 x 2 x 3 values, found 11 values");
    assertThatThrownBy(() -> turn.apply(new float[12], 2, 2, 3, new float[13]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected room for 12 values, found 13");
    float[] picture = new float[12];
    assertThatThrownBy(() -> turn.apply(picture, 2, 2, 3, picture))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("in place");
  }

  /** The picture of the reference: {@code 127.5 + 100 sin(0.05 h + 0.03 w + 0.5 c)}. */
  private static float[] waves() {
    float[] picture = new float[SIDE_PX * SIDE_PX * 3];
    int i = 0;
    for (int row = 0; row < SIDE_PX; row++) {
      for (int column = 0; column < SIDE_PX; column++) {
        for (int channel = 0; channel < 3; channel++) {
          picture[i++] =
              (float) (127.5 + 100 * Math.sin(0.05 * row + 0.03 * column + 0.5 * channel));
        }
      }
    }
    return picture;
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double standardDeviation(float[] values) {
    double mean = mean(values);
    double sum = 0;
    for (float value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / values.length);
  }

  private static JsonNode reference(String name) throws IOException {
    try (InputStream json = TransformationTest.class.getResourceAsStream("/reference/" + name)) {
      return new JsonMapper().readTree(json);
    }
  }
}
