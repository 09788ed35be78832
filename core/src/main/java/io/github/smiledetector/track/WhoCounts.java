package io.github.smiledetector.track;

/** Whose smile opens a {@link SmileGate}. */
public enum WhoCounts {
  /**
   * The face with the largest box, seen or not; another takes its place only when its box is a
   * tenth larger, so that two faces of one size do not take turns.
   */
  NEAREST,
  /** Anybody who is followed. */
  ANY,
  /** Everybody who is followed: each holds a smile, and all of them smile when it opens. */
  ALL
}
