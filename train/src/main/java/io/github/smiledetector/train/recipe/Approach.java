package io.github.smiledetector.train.recipe;

import java.util.Locale;

/** The two stages of transfer learning, as the reference names them. */
public enum Approach {
  /** Only the dense layer on top of the ImageNet backbone learns. */
  FROZEN,
  /** The backbone learns too, from a given layer on, starting from a frozen model. */
  UNFROZEN;

  /** The name users write and read: {@code frozen} or {@code unfrozen}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The folder inside a run that this stage saves its model to, as in the reference: {@code
   * frozen_model} or {@code unfrozen_model}.
   */
  public String modelFolder() {
    return label() + "_model";
  }
}
