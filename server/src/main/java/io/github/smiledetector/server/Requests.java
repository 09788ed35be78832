package io.github.smiledetector.server;

import io.javalin.http.Context;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

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

  /**
   * A parameter of a request's query. The library's own way to it drops what it cannot decode, and
   * asks the Content-Type how to.
   *
   * @return the first of that name; null where there is none
   * @throws Refusal if the query cannot be decoded so far
   */
  static String parameter(Context context, String name) {
    String query = context.queryString();
    if (query == null) {
      return null;
    }
    for (String pair : query.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      if (decoded(name, parts[0]).equals(name)) {
        return parts.length == 1 ? "" : decoded(name, parts[1]);
      }
    }
    return null;
  }

  private static String decoded(String name, String written) {
    try {
      return URLDecoder.decode(written, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Refusal(
          Problem.Kind.BAD_PARAMETER,
          "the query has a % that two hexadecimal digits do not follow; write a % as %25",
          Map.of("parameter", name));
    }
  }

  /** An id that nothing else has. */
  static String newId() {
    byte[] bytes = new byte[ID_BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
