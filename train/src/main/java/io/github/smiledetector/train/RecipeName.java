package io.github.smiledetector.train;

import io.github.smiledetector.train.recipe.Augmentation;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Names a recipe by what it changes of the reference's: {@code epochs=20,image-side-px=96}. */
final class RecipeName {
  private RecipeName() {}

  /** Equal recipes have equal names, different ones different names. */
  static String of(TrainingRecipe recipe) {
    List<String> changes = new ArrayList<>();
    for (RecordComponent component : TrainingRecipe.class.getRecordComponents()) {
      Object value = value(component, recipe);
      if (!value.equals(value(component, TrainingRecipe.REFERENCE))) {
        changes.add(change(component.getName(), value));
      }
    }
    return changes.isEmpty() ? "reference" : String.join(",", changes);
  }

  private static String change(String component, Object value) {
    if (value instanceof Augmentation augmentation) {
      return (augmentation.flip() ? "" : "flip=false,") + "rotation=" + augmentation.rotation();
    }
    // imageSidePx becomes image-side-px
    return component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)
        + "="
        + value.toString().toLowerCase(Locale.ROOT);
  }

  private static Object value(RecordComponent component, TrainingRecipe recipe) {
    try {
      return component.getAccessor().invoke(recipe);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record's accessors are public", e);
    }
  }
}
