package io.github.smiledetector.train.augment;

/** How a {@link Scene} is made. */
public enum SceneKind {
  /** One photo, with all the faces in it. */
  PHOTO(0.35),
  /** Many photos side by side. */
  MOSAIC(0.24),
  /** Faces cut out and pasted where there were none. */
  PASTED(0.29),
  /** No face at all: what looks like one, and is none. */
  FACELESS(0.12);

  /** How often, in shares of all scenes. */
  final double share;

  SceneKind(double share) {
    this.share = share;
  }
}
