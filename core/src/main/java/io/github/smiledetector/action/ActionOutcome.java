package io.github.smiledetector.action;

import java.util.Locale;
import java.util.Objects;

/**
 * How an action ended.
 *
 * @param result in a word
 * @param detail why, or how it went, in one line for a log; free of secrets of ours, though what a
 *     command wrote to its standard error may be in it
 */
public record ActionOutcome(Result result, String detail) {
  /** How an action ended, in a word. */
  public enum Result {
    /** The command ended with exit code 0, or the receiver accepted the webhook. */
    DONE,
    /** It did not work out, and another try would not help, or is not made. */
    FAILED,
    /** The event's lifetime was over before it worked out. */
    TOO_LATE;

    /** As it stands in outputs and documents: lower case, words joined by hyphens. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Puts the detail on one line. */
  public ActionOutcome {
    Objects.requireNonNull(result, "result");
    detail = detail.replaceAll("\\p{Cntrl}+", " ").strip();
  }

  static ActionOutcome done(String detail) {
    return new ActionOutcome(Result.DONE, detail);
  }

  static ActionOutcome failed(String detail) {
    return new ActionOutcome(Result.FAILED, detail);
  }

  static ActionOutcome tooLate(String detail) {
    return new ActionOutcome(Result.TOO_LATE, detail);
  }
}
