package io.github.smiledetector.train.evaluate;

/**
 * Pictures with neighbouring probabilities, and how many of them do smile.
 *
 * @param lowest probability in it
 * @param highest probability in it
 * @param pictures how many
 * @param meanProbability what the model says
 * @param smiling the share that smiles
 */
public record CalibrationBin(
    double lowest, double highest, long pictures, double meanProbability, double smiling) {

  /** Adds a bin up, its probabilities ascending. */
  static final class Sum {
    private double lowest = Double.NaN;
    private double highest;
    private long pictures;
    private double probabilities;
    private long smiles;

    void add(double probability, long members, long smilesAmong) {
      if (pictures == 0) {
        lowest = probability;
      }
      highest = probability;
      pictures += members;
      probabilities += probability * members;
      smiles += smilesAmong;
    }

    CalibrationBin bin() {
      return new CalibrationBin(
          lowest, highest, pictures, probabilities / pictures, (double) smiles / pictures);
    }
  }
}
