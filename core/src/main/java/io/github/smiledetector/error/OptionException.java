package io.github.smiledetector.error;

/** An option, or a combination of options, that makes no sense: the caller mends the call. */
public class OptionException extends SmileDetectorException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what a user reads
   */
  public OptionException(String message) {
    super(message);
  }

  /**
   * @param message what a user reads
   * @param cause what lies beneath, for those who ask
   */
  public OptionException(String message, Throwable cause) {
    super(message, cause);
  }
}
