package io.github.smiledetector.train.augment;

/** How a {@link Scene} is made. */
public enum SceneKind {
  /** One photo, with all the faces in it. */
  PHOTO(SceneKind.PHOTO_PERCENT),
  /** Many photos side by side. */
  MOSAIC(SceneKind.MOSAIC_PERCENT),
  /** Faces cut out and pasted where there were none. */
  PASTED(SceneKind.PASTED_PERCENT),
  /** No face at all: what looks like one, and is none. */
  FACELESS(SceneKind.FACELESS_PERCENT);

  private static final int PHOTO_PERCENT = 35;
  private static final int MOSAIC_PERCENT = 24;
  private static final int PASTED_PERCENT = 29;
  private static final int FACELESS_PERCENT = 12;

  /** How often each kind is made where all are, in per cent, in their order; for help pages. */
  public static final String SHARES =
      PHOTO_PERCENT + ", " + MOSAIC_PERCENT + ", " + PASTED_PERCENT + " and " + FACELESS_PERCENT;

  /** How often, in shares of all scenes. */
  final double share;

  SceneKind(int percent) {
    this.share = percent / 100.0;
  }
}
