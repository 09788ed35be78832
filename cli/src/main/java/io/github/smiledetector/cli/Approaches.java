package io.github.smiledetector.cli;

/** What {@code --approach} can be. */
enum Approaches {
  FROZEN,
  UNFROZEN,
  BOTH
}
