package io.github.smiledetector.fetch;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** One attempt at a download failed. */
final class Setback extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean lasting;
  private final transient Optional<Duration> retryAfter;

  private Setback(String message, Throwable cause, boolean lasting, Optional<Duration> retryAfter) {
    super(message, cause);
    this.lasting = lasting;
    this.retryAfter = retryAfter;
  }

  /** Another attempt may do better. */
  static Setback passing(String message, Throwable cause) {
    return new Setback(message, cause, false, Optional.empty());
  }

  /** Another attempt may do better, and the server may have said when. */
  static Setback busy(String message, Optional<Duration> retryAfter) {
    return new Setback(message, null, false, retryAfter);
  }

  /** Another attempt would end the same way. */
  static Setback lasting(String message, Throwable cause) {
    return new Setback(message, cause, true, Optional.empty());
  }

  boolean isLasting() {
    return lasting;
  }

  Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
