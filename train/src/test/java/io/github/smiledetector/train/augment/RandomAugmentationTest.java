package io.github.smiledetector.train.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.smiledetector.train.recipe.Augmentation;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RandomAugmentationTest {
  private static final int DRAWS = 20_000;

  @Test
  void mirrorsHalfOfThePicturesAndTurnsEvenlyBothWays() {
    RandomAugmentation augmentation = new RandomAugmentation(Augmentation.REFERENCE);
    SplittableRandom random = new SplittableRandom(42);
    Transformation[] drawn =
        Stream.generate(() -> augmentation.draw(random))
            .limit(DRAWS)
            .toArray(Transformation[]::new);

    // Four standard deviations of a share p over n draws: 4 sqrt(p (1 - p) / n), at most 0.0142.
    assertThat(share(drawn, Transformation::mirrored)).isCloseTo(0.5, within(0.0142));
    for (int tenth = 0; tenth < 10; tenth++) {
      double from = -0.2 + 0.04 * tenth;
      assertThat(share(drawn, one -> one.turns() >= from && one.turns() < from + 0.04))
          .as("share of angles in [%.2f, %.2f)", from, from + 0.04)
          .isCloseTo(0.1, within(0.0085));
    }
    assertThat(drawn).allMatch(one -> Math.abs(one.turns()) <= 0.2);
    // Neither tells of the other.
    assertThat(share(drawn, one -> one.mirrored() && one.turns() > 0))
        .isCloseTo(0.25, within(0.0123));
  }

  @Test
  void repeatsItselfFromTheSameSeed() {
    float[] picture = noise();
    float[] first = augmented(picture, 7);
    assertThat(augmented(picture, 7)).containsExactly(first);
    assertThat(augmented(picture, 8)).isNotEqualTo(first);
  }

  @Test
  void drawsOnlyWhatTheOptionsAsk() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100; i++) {
      assertThat(new RandomAugmentation(Augmentation.NONE).draw(random))
          .isEqualTo(Transformation.NONE);
      assertThat(new RandomAugmentation(new Augmentation(true, 0)).draw(random).turns()).isZero();
      assertThat(new RandomAugmentation(new Augmentation(false, 0.1)).draw(random).mirrored())
          .isFalse();
    }
  }

  @Test
  void leavesPixelsAloneWithoutOptions() {
    float[] picture = noise();
    float[] out = new float[picture.length];
    new RandomAugmentation(Augmentation.NONE)
        .apply(picture, 20, 30, 3, out, new SplittableRandom(3));
    assertThat(out).containsExactly(picture);
  }

  private static float[] augmented(float[] picture, long seed) {
    float[] out = new float[picture.length];
    new RandomAugmentation(Augmentation.REFERENCE)
        .apply(picture, 20, 30, 3, out, new SplittableRandom(seed));
    return out;
  }

  private static float[] noise() {
    SplittableRandom random = new SplittableRandom(0);
    float[] picture = new float[20 * 30 * 3];
    for (int i = 0; i < picture.length; i++) {
      picture[i] = (float) random.nextDouble(0, 255);
    }
    return picture;
  }

  private static double share(Transformation[] drawn, Predicate<Transformation> holds) {
    return (double) Arrays.stream(drawn).filter(holds).count() / drawn.length;
  }
}
