package io.github.smiledetector.cli;

import io.github.smiledetector.train.recipe.Approach;
import java.util.Set;

/** What {@code --approach} can be. */
enum Approaches {
  FROZEN,
  UNFROZEN,
  BOTH;

  /** The stages to train; in the quick recipe everything learns at once, so it has one only. */
  Set<Approach> stages(RecipeOptions.Preset preset) {
    return switch (this) {
      case FROZEN -> Set.of(Approach.FROZEN);
      case UNFROZEN -> Set.of(Approach.UNFROZEN);
      case BOTH ->
          preset == RecipeOptions.Preset.QUICK
              ? Set.of(Approach.UNFROZEN)
              : Set.of(Approach.FROZEN, Approach.UNFROZEN);
    };
  }
}
