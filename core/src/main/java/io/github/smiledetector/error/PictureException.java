package io.github.smiledetector.error;

import java.util.Locale;
import java.util.Objects;

/**
 * One picture cannot be read: missing, no picture, damaged or beyond a limit. Other pictures are
 * not affected.
 */
public class PictureException extends SmileDetectorException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** What is wrong with the picture, for programs. */
  public enum Kind {
    /** There is no such file. */
    MISSING,
    /** It is a folder. */
    FOLDER,
    /** It is no file that can be read like one: a pipe, a socket, a device. */
    SPECIAL_FILE,
    /** The system does not let us read it, or reading broke off. */
    UNREADABLE,
    /** It has no bytes. */
    EMPTY,
    /** It is in no picture format that is known. */
    UNKNOWN_FORMAT,
    /** It ends too early. */
    CUT_OFF,
    /** Its bytes contradict its format or themselves. */
    DAMAGED,
    /** It is sound, but of a kind that is not supported. */
    UNSUPPORTED,
    /** It has more pixels, bytes or memory to it than allowed. */
    TOO_LARGE,
    /** A picture made from it cannot be written. */
    NOT_WRITTEN,
    /** The program itself failed on it: a fault to report. */
    OUR_FAULT;

    /** As it stands in outputs and documents: lower case, words joined by hyphens. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * @param kind what is wrong, for programs
   * @param message what a user reads
   */
  public PictureException(Kind kind, String message) {
    super(message);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  /**
   * @param kind what is wrong, for programs
   * @param message what a user reads
   * @param cause what lies beneath, for those who ask
   */
  public PictureException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  /** What is wrong with the picture. */
  public Kind kind() {
    return kind;
  }
}
