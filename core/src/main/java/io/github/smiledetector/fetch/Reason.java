package io.github.smiledetector.fetch;

import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;

/** Puts into words why input or output failed. */
final class Reason {
  private Reason() {}

  /** The network client often leaves the message out and hides the reason in a cause. */
  static String of(Throwable error) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t instanceof UnresolvedAddressException || t instanceof UnknownHostException) {
        return "the host's name cannot be resolved (is this machine online?)";
      }
    }
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t.getMessage() != null && !t.getMessage().isBlank()) {
        return t.getClass().getSimpleName() + ": " + t.getMessage();
      }
    }
    return error.getClass().getSimpleName();
  }
}
