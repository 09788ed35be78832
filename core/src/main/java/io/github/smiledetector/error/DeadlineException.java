package io.github.smiledetector.error;

/** A call was not done within the time it was given. */
public class DeadlineException extends StoppedException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what a user reads
   */
  public DeadlineException(String message) {
    super(message);
  }
}
