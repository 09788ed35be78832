package io.github.smiledetector.fetch;

/**
 * Hears how far a long piece of work has come; a command line draws a bar from it, a program may
 * log.
 *
 * <p>Calls come one at a time, though not always from the thread that started the work; they should
 * return quickly.
 */
@FunctionalInterface
public interface Progress {
  /** What is passed as the total while it is not known. */
  long UNKNOWN = -1;

  /** Hears nothing. */
  Progress NONE = (done, total) -> {};

  /**
   * Hears of one more step.
   *
   * @param done bytes, files or whatever the work counts, never falling; only a download that has
   *     to start again from zero does so here too, and one that goes on from an earlier try begins
   *     there
   * @param total how many there will be, or {@link #UNKNOWN}
   */
  void reached(long done, long total);
}
