package io.github.smiledetector.train.data;

import java.nio.file.Path;

/**
 * One picture file and how much of a smile it shows.
 *
 * @param file where it lies
 * @param name its path below the data set's folder, with {@code /} between, the class folder first
 *     where there is one: {@code negatives/8497.jpg}
 * @param smile the target, 1 for a smile, 0 for none; between where those who labelled it are not
 *     sure
 * @param broad the same for a broad smile, which is always a smile too; not a number where nobody
 *     said
 * @param weight how much it counts in training, above 0; 1 by default
 * @param person who is shown, for splits by person; empty where not known
 * @param share share of the picture's side that the network's square takes, in the middle, above 0
 *     to 1; what lies around it serves augmentation
 */
public record LabelledPicture(
    Path file,
    String name,
    double smile,
    double broad,
    double weight,
    String person,
    double share) {
  /** A picture of which nobody said whether a smile is broad. */
  public LabelledPicture(
      Path file, String name, double smile, double weight, String person, double share) {
    this(file, name, smile, Double.NaN, weight, person, share);
  }

  /** A picture of nobody known that counts once and is to be seen whole. */
  public LabelledPicture(Path file, String name, boolean smiling) {
    this(file, name, smiling ? 1 : 0, 1, "", 1);
  }

  /** Whether it counts as a smile where only yes and no are asked for. */
  public boolean smiling() {
    return smile >= 0.5;
  }
}
