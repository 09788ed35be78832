package io.github.smiledetector.error;

/** Long work ended early because it was asked to; what it had done is kept. */
public class StoppedException extends SmileDetectorException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what a user reads
   */
  public StoppedException(String message) {
    super(message);
  }
}
