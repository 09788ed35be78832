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
    byte[] bytes = new byte[ID_BYTES];
    RANDOM.nextBytes(bytes);
    String id = HexFormat.of().formatHex(bytes);
    context.attribute(ID_HEADER, id);
    return id;
  }
}
