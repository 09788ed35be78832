package io.github.smiledetector.train.recipe;

import java.util.List;

/**
 * Where a face finder comes from: everything one needs to judge it or to train it again. Written
 * beside the network as {@code provenance.json}.
 *
 * @param formatVersion of this record
 * @param created when training ended, ISO 8601, UTC
 * @param software what ran
 * @param data what it learnt from
 * @param split how the marked photos were divided
 * @param recipe how it learnt
 * @param epochs figures of every epoch
 * @param sha256 digest of the network's file
 */
public record FinderProvenance(
    int formatVersion,
    String created,
    Provenance.Software software,
    Data data,
    Provenance.Division split,
    FinderRecipe recipe,
    List<FinderEpoch> epochs,
    String sha256) {
  /** The version this program writes and reads. */
  public static final int FORMAT_VERSION = 1;

  /** Copies the list. */
  public FinderProvenance {
    epochs = List.copyOf(epochs);
  }

  /**
   * What was learnt from and judged on.
   *
   * @param labels names of the files of labels, without their paths
   * @param fingerprint SHA-256 over the labels and the contents of all photos
   * @param photos marked ones that could be read
   * @param faces marked in them, without those to be ignored
   * @param ignored marked ones that are neither faces nor background
   * @param faceless photos without a face that were given beside the labels
   * @param unreadable how many photos of either kind could not be read and were left out
   */
  public record Data(
      List<String> labels,
      String fingerprint,
      int photos,
      int faces,
      int ignored,
      int faceless,
      int unreadable) {
    /** Copies the list. */
    public Data {
      labels = List.copyOf(labels);
    }
  }
}
