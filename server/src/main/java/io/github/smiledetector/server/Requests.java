package io.github.smiledetector.server;

import io.javalin.http.Context;
import java.security.SecureRandom;
import java.util.HexFormat;

/** What is known of a request besides what the client sent. */
final class Requests {
  static final String ID_HEADER = "X-Request-Id";

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int ID_BYTES = 8;

  private Requests() {}

  /** A request's id, new at the first call. */
  static String id(Context context) {
    String known = context.attribute(ID_HEADER);
    if (known != null) {
      return known;
    }
    String id = newId();
    context.attribute(ID_HEADER, id);
    return id;
  }

  /** An id that nothing else has. */
  static String newId() {
    byte[] bytes = new byte[ID_BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
