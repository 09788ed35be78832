package io.github.smiledetector.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.OptionException;
import org.junit.jupiter.api.Test;

class FinderRecipeTest {
  private static FinderRecipe recipe(int batchSize, int sidePx) {
    return new FinderRecipe(
        1, 100_000, batchSize, sidePx, 0.01, Schedule.ONE_CYCLE, 0.9, 1, 0.1, 10);
  }

  @Test
  void refusesABatchOfMorePixelsThanMemoryCanHold() {
    assertThat(recipe(85, 1024).batchSize()).isEqualTo(85);
    assertThatThrownBy(() -> recipe(86, 1024))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("the batch size must be at most 85 for scenes of 1024 px")
        .hasMessageContaining("1 GiB, not 86");
    assertThat(recipe(1365, 256).batchSize()).isEqualTo(1365);
    // So many floats would not even have an int for an index.
    assertThatThrownBy(() -> recipe(90_000, 1024)).isInstanceOf(OptionException.class);
  }
}
