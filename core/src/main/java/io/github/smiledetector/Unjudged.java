package io.github.smiledetector;

import java.util.Locale;

/** Why a face that was found has no smile probability. */
public enum Unjudged {
  /** It is smaller than the smallest face that was asked for. */
  TOO_SMALL,
  /** Too much of what the model has to see lies beyond the picture's edge. */
  CUT_OFF;

  /** As it stands in outputs and documents: lower case, words joined by hyphens. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
