package io.github.smiledetector.error;

/** A model, a bundle or a weights file is missing, damaged, or not understood by this version. */
public class ModelException extends SmileDetectorException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what a user reads
   */
  public ModelException(String message) {
    super(message);
  }

  /**
   * @param message what a user reads
   * @param cause what lies beneath, for those who ask
   */
  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
