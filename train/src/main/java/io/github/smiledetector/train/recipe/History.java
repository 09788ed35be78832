package io.github.smiledetector.train.recipe;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One stage's epochs in order.
 *
 * @param approach the stage
 * @param epochs results, first epoch first
 */
public record History(Approach approach, List<EpochResult> epochs) {
  /** Copies the list. */
  public History {
    epochs = List.copyOf(epochs);
  }

  /**
   * The epoch of the highest validation accuracy at logit 0, the earliest of equals; empty before
   * the first.
   */
  public Optional<EpochResult> best() {
    return epochs.stream()
        .max(
            Comparator.comparingDouble(EpochResult::validationAccuracy)
                .thenComparing(EpochResult::epoch, Comparator.reverseOrder()));
  }
}
