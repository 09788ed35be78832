package io.github.smiledetector.error;

/**
 * One picture cannot be read: missing, no picture, damaged or beyond a limit. Other pictures are
 * not affected.
 */
public class PictureException extends SmileDetectorException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what a user reads
   */
  public PictureException(String message) {
    super(message);
  }

  /**
   * @param message what a user reads
   * @param cause what lies beneath, for those who ask
   */
  public PictureException(String message, Throwable cause) {
    super(message, cause);
  }
}
