package io.github.smiledetector.server;

import io.github.smiledetector.action.GateEvent;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.track.GateOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a server listens, whom it answers and how much it takes.
 *
 * @param host name or address to listen on; {@code 127.0.0.1} for this machine alone
 * @param port 1 to 65535, or 0 for any that is free
 * @param token what clients have to know, at least 16 characters without blanks; empty for none
 * @param open whether a server that others can reach may do without a token
 * @param names what clients may call the server besides its host, such as a reverse proxy's name
 * @param limits how much it takes
 * @param gate when a smile in a stream opens the gate, unless a client asks for another one
 * @param gateName what events call the server's gates, 1 to 200 characters; empty for a name that
 *     is drawn at random at each start
 */
public record ServerOptions(
    String host,
    int port,
    Optional<String> token,
    boolean open,
    List<String> names,
    ServerLimits limits,
    GateOptions gate,
    Optional<String> gateName) {
  /** On this machine alone, port 8080, without a token. */
  public static final ServerOptions DEFAULT =
      new ServerOptions(
          "127.0.0.1",
          8080,
          Optional.empty(),
          false,
          List.of(),
          ServerLimits.DEFAULT,
          GateOptions.DEFAULT,
          Optional.empty());

  private static final int SHORTEST_TOKEN = 16;

  /**
   * Copies the list.
   *
   * @throws OptionException if a value is out of its range, the host is unknown, or others could
   *     reach the server without a token and nobody said that they may
   */
  public ServerOptions {
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(gate, "gate");
    names = List.copyOf(names);
    if (port < 0 || port > 65_535) {
      throw new OptionException("a port is 1 to 65535, or 0 for any that is free, not " + port);
    }
    if (token.isPresent() && !token.get().matches("[\\x21-\\x7e]{" + SHORTEST_TOKEN + ",}")) {
      throw new OptionException(
          "a token has at least "
              + SHORTEST_TOKEN
              + " characters, letters, digits and signs of ASCII without blanks; this one has "
              + (token.get().length() < SHORTEST_TOKEN ? token.get().length() : "others")
              + ". Make one with: openssl rand -hex 32");
    }
    if (gateName.isPresent() && !isName(gateName.get())) {
      throw new OptionException(
          "the name of a gate has 1 to "
              + GateEvent.MAX_NAME_CHARS
              + " characters, not all of them blank, and no line breaks or other control"
              + " characters; this one does not");
    }
    if (token.isEmpty() && !open && !isLoopback(host)) {
      throw new OptionException(
          host
              + " can be reached from other machines: name a file with a token that clients have to"
              + " know (--token-file), or say that everybody may ask (--open)");
    }
  }

  private static boolean isName(String name) {
    return !name.isBlank()
        && name.length() <= GateEvent.MAX_NAME_CHARS
        && name.codePoints().noneMatch(Character::isISOControl);
  }

  /** Whether only this machine reaches an address. */
  static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new OptionException("cannot listen on " + host + ": there is no such host", e);
    }
  }

  /** The same at another place. */
  public ServerOptions withAddress(String anotherHost, int anotherPort) {
    return new ServerOptions(anotherHost, anotherPort, token, open, names, limits, gate, gateName);
  }

  /** The same with other limits. */
  public ServerOptions withLimits(ServerLimits others) {
    return new ServerOptions(host, port, token, open, names, others, gate, gateName);
  }

  /** The same with a token. */
  public ServerOptions withToken(String known) {
    return new ServerOptions(host, port, Optional.of(known), open, names, limits, gate, gateName);
  }

  /** The same with another gate. */
  public ServerOptions withGate(GateOptions another) {
    return new ServerOptions(host, port, token, open, names, limits, another, gateName);
  }

  /** The same with a name for its gates. */
  public ServerOptions withGateName(String name) {
    return new ServerOptions(host, port, token, open, names, limits, gate, Optional.of(name));
  }
}
