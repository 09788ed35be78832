package io.github.smiledetector.train.network;

/**
 * A network while it learns, as far as whoever runs its steps and keeps its state need not know
 * which it is.
 *
 * <p>Owns native memory until closed. Not thread-safe: one call at a time.
 */
public interface LearningNetwork extends AutoCloseable {
  /** How many optimizer steps were taken. */
  long steps();

  /**
   * What all parameters have come to, their running means where those are kept, copied out of the
   * session.
   */
  Weights weights();

  /** What the steps so far have changed, copied out of the session. */
  LearningState state();

  /** Frees the session and the graph. */
  @Override
  void close();
}
