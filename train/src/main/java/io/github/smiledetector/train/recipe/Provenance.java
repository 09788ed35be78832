package io.github.smiledetector.train.recipe;

import java.util.List;

/**
 * Where a trained model comes from: everything one needs to judge it or to train it again. Written
 * beside every model as {@code provenance.json} and carried into every export.
 *
 * @param formatVersion of this record
 * @param approach {@code frozen} or {@code unfrozen}
 * @param created when training ended, ISO 8601, UTC
 * @param software what ran
 * @param data what it learnt from
 * @param split how the pictures were divided
 * @param recipe how it learnt
 * @param start what it started from
 * @param epochs figures of every epoch
 * @param threshold smile probability from which on a face counts as smiling
 */
public record Provenance(
    int formatVersion,
    String approach,
    String created,
    Software software,
    Data data,
    Division split,
    TrainingRecipe recipe,
    Start start,
    List<EpochResult> epochs,
    double threshold) {
  /** The version this program writes and reads. */
  public static final int FORMAT_VERSION = 1;

  /** Copies the list. */
  public Provenance {
    epochs = List.copyOf(epochs);
  }

  /**
   * What ran.
   *
   * @param version of this toolkit
   * @param commit of its source, with {@code -modified} where it was built with changes to it;
   *     {@code unknown} outside of a git checkout. Built in a linked work tree ({@code git
   *     worktree}) it is that of the main one; below another checkout, that one's
   * @param tensorflow its version
   * @param java version and vendor
   * @param system operating system and architecture
   * @param processors how many the process saw
   */
  public record Software(
      String version,
      String commit,
      String tensorflow,
      String java,
      String system,
      int processors) {}

  /**
   * What was learnt from.
   *
   * @param name of the folder, without its path
   * @param fingerprint SHA-256 over the pictures' names and contents
   * @param smilingClass folder that smiles
   * @param otherClass the other
   * @param smiling how many smile
   * @param notSmiling how many do not
   * @param colour whether any picture has colour channels
   * @param unreadable how many pictures could not be read and were left out; 0 in files of before
   *     they were
   * @param share smallest share of a picture's side that the network's square takes: below 1 where
   *     the pictures were cut with room around it, as {@code smile data crop} does; 0 in older
   *     files
   */
  public record Data(
      String name,
      String fingerprint,
      String smilingClass,
      String otherClass,
      int smiling,
      int notSmiling,
      boolean colour,
      int unreadable,
      double share) {}

  /**
   * How the pictures were divided; the run's {@code split.json} names each.
   *
   * @param kind {@code reference} or {@code stratified}
   * @param seed of the division
   * @param validationShare asked for
   * @param training how many pictures trained
   * @param validation how many judged
   */
  public record Division(
      String kind, long seed, double validationShare, int training, int validation) {}

  /**
   * What a stage started from.
   *
   * @param kind {@code keras-weights}, {@code random} or {@code model}
   * @param name file or folder name, or the seed
   * @param sha256 digest of the weights file or of the model's variables; empty for random weights
   * @param base for a model, what that model itself started from; else null
   */
  public record Start(String kind, String name, String sha256, Start base) {}
}
