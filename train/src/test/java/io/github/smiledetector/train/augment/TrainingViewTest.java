package io.github.smiledetector.train.augment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.train.recipe.Augmentation;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TrainingViewTest {
  private static final int SIDE = 48;
  private static final Augmentation EVERYTHING = new Augmentation(true, 0.03, 0.06, 0.15, 1);

  private static Picture picture(int sidePx, int channels) {
    byte[] pixels = new byte[sidePx * sidePx * channels];
    for (int i = 0; i < pixels.length; i++) {
      int x = i / channels % sidePx;
      int y = i / channels / sidePx;
      pixels[i] = (byte) (127 + 100 * Math.sin(0.2 * x + 0.1 * y + i % channels));
    }
    return new Picture(sidePx, sidePx, channels, pixels);
  }

  private static float[] view(Augmentation augmentation, Picture picture, long seed) {
    try (TrainingView view = new TrainingView(SIDE, augmentation)) {
      return view.of(picture, 0.7, new SplittableRandom(seed)).clone();
    }
  }

  @Test
  void equalSeedsGiveEqualViewsAndOthersDoNot() {
    for (long seed = 0; seed < 30; seed++) {
      float[] once = view(EVERYTHING, picture(80, 3), seed);
      assertThat(view(EVERYTHING, picture(80, 3), seed)).isEqualTo(once);
      assertThat(view(EVERYTHING, picture(80, 3), seed + 1000)).isNotEqualTo(once);
    }
  }

  @Test
  void doesNotDependOnThePicturesItHasShownBefore() {
    float[] expected = view(EVERYTHING, picture(40, 1), 5);
    try (TrainingView view = new TrainingView(SIDE, EVERYTHING)) {
      for (int i = 0; i < 20; i++) {
        view.of(picture(120, 3), 0.5, new SplittableRandom(i));
        assertThat(view.of(picture(40, 1), 0.7, new SplittableRandom(5))).isEqualTo(expected);
      }
    }
  }

  @Test
  void staysWithinTheRangeWhateverHappens() {
    for (int channels : new int[] {1, 3}) {
      for (long seed = 0; seed < 300; seed++) {
        for (float value :
            view(new Augmentation(true, 0.1, 0.2, 0.3, 2), picture(60, channels), seed)) {
          assertThat(value).isBetween(0f, 255f);
        }
      }
    }
  }

  @Test
  void changesNoColoursWithoutAStrength() {
    float[] plain = view(Augmentation.NONE, picture(80, 3), 1);
    try (RandomAppearance none = new RandomAppearance(0)) {
      float[] values = plain.clone();
      none.apply(values, SIDE, 3, new SplittableRandom(2));
      assertThat(values).isEqualTo(plain);
    }
  }

  /** What is drawn must leave a face a face: a mean far from the original's would be none. */
  @Test
  void keepsMostOfAPicture() {
    float[] plain = view(Augmentation.NONE, picture(80, 3), 1);
    double mean = mean(plain);
    double[] means = new double[400];
    for (int seed = 0; seed < means.length; seed++) {
      means[seed] = mean(view(new Augmentation(false, 0, 0, 0, 1), picture(80, 3), seed));
    }
    assertThat(Arrays.stream(means).filter(other -> Math.abs(other - mean) < 60).count())
        .isGreaterThan(380);
    assertThat(Arrays.stream(means).filter(other -> Math.abs(other - mean) > 10).count())
        .isGreaterThan(100);
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
