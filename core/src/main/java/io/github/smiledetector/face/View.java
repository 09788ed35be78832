package io.github.smiledetector.face;

import io.github.smiledetector.geometry.Box;

/**
 * A part of a picture as a network sees it.
 *
 * @param scale pixels of the view for one of the picture, positive
 * @param left where the view begins in the picture brought to this scale
 * @param top where the view begins in the picture brought to this scale
 * @param widthPx of the view
 * @param heightPx of the view
 */
record View(double scale, int left, int top, int widthPx, int heightPx) {
  /** Where it begins in the picture itself, pixels. */
  double leftIn() {
    return left / scale;
  }

  /** Where it begins in the picture itself, pixels. */
  double topIn() {
    return top / scale;
  }

  /** What it shows of the picture. */
  Box region() {
    return new Box(leftIn(), topIn(), widthPx / scale, heightPx / scale);
  }
}
