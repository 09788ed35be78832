package io.github.smiledetector.train.recipe;

/** What an epoch of any training comes to. Losses are means over its pictures or scenes. */
public interface EpochFigures {
  /** Its number, from 1. */
  int epoch();

  /** Wall-clock time of training and validation. */
  double seconds();

  /** Training loss, an average over the epoch while the weights moved. */
  double loss();

  /** Validation loss after the epoch's last step. */
  double validationLoss();
}
