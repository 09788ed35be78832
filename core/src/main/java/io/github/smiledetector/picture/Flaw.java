package io.github.smiledetector.picture;

import io.github.smiledetector.error.PictureException.Kind;

/**
 * What is wrong with a picture, before anybody says which it is. What is found within a file starts
 * with a subject ("its header ..."), all else with a verb, for the name to come before.
 */
final class Flaw extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  Flaw(Kind kind, String what, Throwable cause) {
    super(what, cause);
    this.kind = kind;
  }

  static Flaw cutOff(Throwable cause) {
    return new Flaw(
        Kind.CUT_OFF, "it ends too early, as after a transfer that broke off; get it again", cause);
  }

  static Flaw damaged(String what) {
    return new Flaw(Kind.DAMAGED, what, null);
  }

  static Flaw unsupported(String what) {
    return new Flaw(Kind.UNSUPPORTED, what, null);
  }

  Kind kind() {
    return kind;
  }
}
