package io.github.smiledetector.cli;

import io.github.smiledetector.train.recipe.Approach;
import java.util.Set;

/** What {@code --approach} can be. */
enum Approaches {
  FROZEN,
  UNFROZEN,
  BOTH;

  /** The stages to train; where everything learns at once there is one only. */
  Set<Approach> stages(RecipeOptions.Preset preset) {
    return switch (this) {
      case FROZEN -> Set.of(Approach.FROZEN);
      case UNFROZEN -> Set.of(Approach.UNFROZEN);
      case BOTH ->
          preset.beginsFrozen()
              ? Set.of(Approach.FROZEN, Approach.UNFROZEN)
              : Set.of(Approach.UNFROZEN);
    };
  }
}
