package io.github.smiledetector.train.evaluate;

/**
 * Part of the pictures, such as those of one word in a column.
 *
 * @param column what they are divided by
 * @param name what they have in common
 * @param pictures how many
 * @param smiling how many of them smile
 * @param accuracy at the model's threshold, faces not found counting as errors
 * @param auc of the faces found
 */
public record Slice(
    String column, String name, int pictures, int smiling, Estimate accuracy, Estimate auc) {
  /** Stands for an empty cell. */
  public static final String EMPTY = "(empty)";
}
