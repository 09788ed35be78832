package io.github.smiledetector.error;

/**
 * A data set, an archive or a folder is not what it has to be: missing, damaged, unclear or too
 * small.
 */
public class DataException extends SmileDetectorException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what a user reads
   */
  public DataException(String message) {
    super(message);
  }

  /**
   * @param message what a user reads
   * @param cause what lies beneath, for those who ask
   */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
