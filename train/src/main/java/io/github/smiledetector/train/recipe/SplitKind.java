package io.github.smiledetector.train.recipe;

import java.util.Locale;

/** How pictures are divided into a training part and a validation part. */
public enum SplitKind {
  /**
   * Keras's {@code image_dataset_from_directory(validation_split, seed)}, file for file; needs no
   * look at the contents.
   */
  REFERENCE,
  /** Each class divided in the same proportion, byte-identical pictures kept on one side. */
  STRATIFIED,
  /** All pictures of a person on one side; those of nobody known are always learnt from. */
  BY_PERSON;

  /** The name users write and read: {@code reference}, {@code stratified} or {@code by_person}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
