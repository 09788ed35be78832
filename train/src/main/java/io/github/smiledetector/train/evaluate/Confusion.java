package io.github.smiledetector.train.evaluate;

/**
 * Right and wrong answers at a threshold.
 *
 * @param threshold probability from which on a face counts as smiling
 * @param smilesAsSmiling smiles answered so
 * @param smilesAsOther smiles answered "not smiling"
 * @param othersAsSmiling others answered "smiling"
 * @param othersAsOther others answered so
 * @param missedSmiles smiles whose face was not found: wrong
 * @param missedOthers others whose face was not found: wrong
 */
public record Confusion(
    double threshold,
    long smilesAsSmiling,
    long smilesAsOther,
    long othersAsSmiling,
    long othersAsOther,
    long missedSmiles,
    long missedOthers) {
  /** All pictures that smile. */
  public long smiles() {
    return smilesAsSmiling + smilesAsOther + missedSmiles;
  }

  /** All pictures that do not. */
  public long others() {
    return othersAsSmiling + othersAsOther + missedOthers;
  }

  /** Share of right answers. */
  public double accuracy() {
    return (double) (smilesAsSmiling + othersAsOther) / (smiles() + others());
  }

  /** Share of smiles answered so; not a number without smiles. */
  public double sensitivity() {
    return (double) smilesAsSmiling / smiles();
  }

  /** Share of others answered so; not a number without others. */
  public double specificity() {
    return (double) othersAsOther / others();
  }

  /** Share of smiles among what is answered "smiling"; not a number if nothing is. */
  public double precision() {
    return (double) smilesAsSmiling / (smilesAsSmiling + othersAsSmiling);
  }

  /**
   * Harmonic mean of precision and sensitivity, where a face that was missed is a smile not found
   * or a smile too many; not a number if there is no smile and none is answered.
   */
  public double f1() {
    return 2.0
        * smilesAsSmiling
        / (2 * smilesAsSmiling + smilesAsOther + missedSmiles + othersAsSmiling + missedOthers);
  }
}
