package io.github.smiledetector.train.evaluate;

/** What is measured of a model's answers. */
public enum Metric implements Figure {
  /** Share of pictures that are answered rightly at the model's threshold. */
  ACCURACY("accuracy", "accuracy", true),
  /**
   * The same at the threshold that does best on these very pictures: what could be had at most, an
   * optimistic figure.
   */
  BEST_ACCURACY("bestAccuracy", "accuracy at the best threshold (optimistic)", true),
  /** Mean of sensitivity and specificity. */
  BALANCED_ACCURACY("balancedAccuracy", "balanced accuracy", true),
  /** Share of smiles that are answered "smiling". */
  SENSITIVITY("sensitivity", "sensitivity (smiles found)", true),
  /** Share of the others that are answered "not smiling". */
  SPECIFICITY("specificity", "specificity (others left alone)", true),
  /** Harmonic mean of precision and sensitivity. */
  F1("f1", "F1", true),
  /** Area under the ROC curve; pictures with equal scores count half. */
  AUC("auc", "AUC", true),
  /** Precision, averaged over the steps of sensitivity (no interpolation). */
  AVERAGE_PRECISION("averagePrecision", "average precision", true),
  /** Mean cross entropy in nats, probabilities kept 1e-15 away from 0 and 1. */
  LOG_LOSS("logLoss", "log loss", false),
  /** Mean squared distance of probability and label. */
  BRIER("brier", "Brier score", false),
  /**
   * Expected calibration error over 15 bins with equally many pictures: the mean distance of a
   * bin's mean probability and its share of smiles.
   */
  ECE("ece", "calibration error (ECE)", false);

  private final String jsonName;
  private final String label;
  private final boolean higherIsBetter;

  Metric(String jsonName, String label, boolean higherIsBetter) {
    this.jsonName = jsonName;
    this.label = label;
    this.higherIsBetter = higherIsBetter;
  }

  @Override
  public String jsonName() {
    return jsonName;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public boolean higherIsBetter() {
    return higherIsBetter;
  }
}
