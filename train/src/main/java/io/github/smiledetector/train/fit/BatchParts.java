package io.github.smiledetector.train.fit;

import io.github.smiledetector.train.recipe.RunOptions;

/** How many parts of a batch run side by side. */
final class BatchParts {
  /** Pictures a part of a batch has at least. */
  private static final int SMALLEST = 8;

  /** More parts than this gain little and take memory each. */
  private static final int MOST = 8;

  /** Where every machine is to come to the same bits. */
  private static final int DETERMINISTIC = 2;

  private BatchParts() {}

  /** As many as processors, none of them too small. */
  static int of(int batchSize, int processors) {
    int useful = Math.min(MOST, Math.max(1, batchSize / SMALLEST));
    return Math.min(useful, processors);
  }

  /** On this machine, or on any. */
  static int of(int batchSize, RunOptions options) {
    int processors = Runtime.getRuntime().availableProcessors();
    return of(batchSize, options.deterministic() ? DETERMINISTIC : processors);
  }
}
