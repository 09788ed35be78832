package io.github.smiledetector.train.evaluate;

/**
 * Where the true share lies with 95 % confidence when a share was counted on some pictures (Wilson,
 * 1927, without continuity correction).
 *
 * @param low 0 to 1
 * @param high 0 to 1
 */
record WilsonInterval(double low, double high) {
  /** The normal distribution's two-sided 95 % quantile. */
  private static final double Z = 1.959963984540054;

  /**
   * @param share counted, 0 to 1
   * @param pictures counted on, at least 1
   */
  static WilsonInterval of(double share, int pictures) {
    double scale = 1 + Z * Z / pictures;
    double centre = (share + Z * Z / (2 * pictures)) / scale;
    double half =
        Z
            / scale
            * Math.sqrt(
                share * (1 - share) / pictures + Z * Z / (4.0 * pictures * (double) pictures));
    return new WilsonInterval(Math.max(0, centre - half), Math.min(1, centre + half));
  }
}
