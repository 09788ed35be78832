package io.github.smiledetector.error;

/**
 * The root of every error this toolkit raises on purpose. Its message can be shown to a user as it
 * is: it says what happened and where, what was expected, what was found and what to do. Anything
 * else that escapes is a fault of the toolkit.
 *
 * <p>The subclasses say who can mend it; the command line maps each to an exit code in one place.
 */
public class SmileDetectorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what a user reads
   */
  public SmileDetectorException(String message) {
    super(message);
  }

  /**
   * @param message what a user reads
   * @param cause what lies beneath, for those who ask
   */
  public SmileDetectorException(String message, Throwable cause) {
    super(message, cause);
  }
}
