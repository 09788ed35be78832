package io.github.smiledetector.train;

import io.github.smiledetector.train.recipe.Augmentation;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Names a recipe by what it changes of the reference's: {@code epochs=20,image-side-px=96}. */
final class RecipeName {
  private RecipeName() {}

  /** Equal recipes have equal names, different ones different names. */
  static String of(TrainingRecipe recipe) {
    Map<String, Object> reference = TrainingRecipe.REFERENCE.values();
    List<String> changes = new ArrayList<>();
    recipe
        .values()
        .forEach(
            (name, value) -> {
              if (!value.equals(reference.get(name))) {
                changes.add(change(name, value));
              }
            });
    return changes.isEmpty() ? "reference" : String.join(",", changes);
  }

  private static String more(String name, double value) {
    return value == 0 ? "" : "," + name + "=" + value;
  }

  private static String change(String name, Object value) {
    if (value instanceof Augmentation augmentation) {
      return (augmentation.flip() ? "" : "flip=false,")
          + "rotation="
          + augmentation.rotation()
          + more("shift", augmentation.shift())
          + more("scale", augmentation.scale())
          + more("appearance", augmentation.appearance());
    }
    // imageSidePx becomes image-side-px
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)
        + "="
        + value.toString().toLowerCase(Locale.ROOT);
  }
}
