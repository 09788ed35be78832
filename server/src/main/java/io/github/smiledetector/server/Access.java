package io.github.smiledetector.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Says who may ask. Thread-safe.
 *
 * <p>A browser sends requests to this machine for any page that its user looks at. So the page has
 * to be ours (Origin), and the name under which it came has to be one of ours too (Host): an
 * attacker's name that suddenly leads to this machine is none.
 */
final class Access {
  /**
   * Name of a subprotocol that is no protocol, but carries the token, as browsers cannot send it
   * otherwise.
   */
  static final String TOKEN_PROTOCOL = "smile.token.";

  private static final String BEARER = "Bearer ";

  private final Optional<byte[]> token;

  /** Lower case; empty if any name will do. */
  private final Set<String> names;

  Access(ServerOptions options) {
    token = options.token().map(Access::digest);
    names = new HashSet<>();
    if (ServerOptions.isLoopback(options.host()) || !options.names().isEmpty()) {
      names.addAll(Set.of("localhost", "127.0.0.1", "[::1]"));
      String host = options.host().toLowerCase(Locale.ROOT);
      names.add(host.contains(":") ? "[" + host + "]" : host);
      options.names().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    }
  }

  /** Whether clients need a token. */
  boolean needsToken() {
    return token.isPresent();
  }

  /** Whether clients may call the server whatever they like. */
  boolean takesAnyName() {
    return names.isEmpty();
  }

  /**
   * Refuses what is asked for under a name that is not ours.
   *
   * @param host the Host header; null where there is none
   * @throws Refusal if it is none of ours
   */
  void requireOurName(String host) {
    if (!names.isEmpty() && (host == null || !names.contains(withoutPort(host)))) {
      throw new Refusal(
          Problem.Kind.UNKNOWN_HOST,
          "this server is not called " + host + "; whoever runs it can name it with --name");
    }
  }

  /**
   * Refuses what a page of another site asks for.
   *
   * @param host the Host header; null where there is none
   * @param origin the Origin header; null where there is none
   * @throws Refusal if it may not ask
   */
  void requireOurPage(String host, String origin) {
    if (origin != null && !origin.replaceFirst("^https?://", "").equalsIgnoreCase(host)) {
      throw new Refusal(
          Problem.Kind.CROSS_ORIGIN, "pages of " + origin + " may not ask this server");
    }
  }

  /**
   * Refuses who does not know the token.
   *
   * @param authorization the Authorization header; null where there is none
   * @param protocols the Sec-WebSocket-Protocol header; null where there is none
   * @throws Refusal if a token is needed and is not there
   */
  void requireToken(String authorization, String protocols) {
    if (token.isEmpty()) {
      return;
    }
    String known = null;
    if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      known = authorization.substring(BEARER.length()).strip();
    } else if (protocols != null) {
      known = tokenOf(protocols);
    }
    // Digests have one length, so the comparison takes one time.
    if (known == null || !MessageDigest.isEqual(token.get(), digest(known))) {
      throw new Refusal(
          Problem.Kind.UNAUTHORIZED,
          known == null
              ? "send the token that this server wants, as: Authorization: Bearer TOKEN"
              : "that is not the token that this server wants");
    }
  }

  private static String tokenOf(String protocols) {
    for (String protocol : protocols.split(",", -1)) {
      String name = protocol.strip();
      if (name.startsWith(TOKEN_PROTOCOL)) {
        try {
          byte[] decoded = Base64.getUrlDecoder().decode(name.substring(TOKEN_PROTOCOL.length()));
          return new String(decoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
          return "";
        }
      }
    }
    return null;
  }

  private static String withoutPort(String host) {
    return host.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
