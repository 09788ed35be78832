package io.github.smiledetector.train.evaluate;

/** What is measured of the faces that a finder finds. */
public enum FinderMetric implements Figure {
  /** Share of the marked faces that are found at the finder's own threshold. */
  RECALL("recall", "recall", true),
  /** Share of the faces found that are marked ones, at the finder's own threshold. */
  PRECISION("precision", "precision", true),
  /** Faces found where none is marked, over all photos, at the finder's own threshold. */
  FALSE_FACES("falseFacesPerPhoto", "false faces a photo", false),
  /**
   * Share of the photos with a marked face whose largest is found at the finder's own threshold.
   */
  MAIN_FACE("mainFaceFound", "largest face found", true),
  /**
   * Area under precision over recall, each precision being the best at that recall or a higher one
   * (all points; M. Everingham et al., The PASCAL Visual Object Classes Challenge, IJCV 2010).
   */
  AVERAGE_PRECISION("averagePrecision", "average precision", true),
  /** Recall at the threshold that lets through one false face in ten photos at most. */
  RECALL_AT_01("recallAt01", "recall at 0.1 false a photo", true),
  /** Recall at the threshold that lets through three false faces in ten photos at most. */
  RECALL_AT_03("recallAt03", "recall at 0.3 false a photo", true),
  /** Recall at the threshold that lets through as many false faces as photos at most. */
  RECALL_AT_1("recallAt1", "recall at 1 false a photo", true),
  /**
   * Median over the faces found, at the finder's own threshold, of the mean distance of the five
   * landmarks from the marked ones, as a share of the distance of the marked eyes.
   */
  LANDMARK_ERROR("landmarkError", "landmark error, median", false),
  /** The same, mean over the faces found. */
  LANDMARK_ERROR_MEAN("landmarkErrorMean", "landmark error, mean", false);

  private final String jsonName;
  private final String label;
  private final boolean higherIsBetter;

  FinderMetric(String jsonName, String label, boolean higherIsBetter) {
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
