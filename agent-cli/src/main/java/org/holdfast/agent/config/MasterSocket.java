package org.holdfast.agent.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The socket at which an SNMP master agent listens for subagents. There is no UDP: net-snmp's
 * master agent accepts a subagent over it, but then sends its requests nowhere, so that each query
 * of an object times out (snmpd 5.9.3, with its own subagents too).
 *
 * @param host a path for {@link Kind#UNIX}, otherwise an address or a name
 * @param port 1 to 65535; 0 for {@link Kind#UNIX}
 */
public record MasterSocket(Kind kind, String host, int port) {

  /** The socket at which net-snmp listens if nothing is said. */
  public static final MasterSocket USUAL = new MasterSocket(Kind.UNIX, "/var/agentx/master", 0);

  /** Why a UDP socket is refused, and what to do. */
  public static final String NO_UDP =
      "snmpd sends no requests to subagents over UDP; use tcp:localhost:705 here and in snmpd.conf";

  /** The longest path of a Unix socket. */
  private static final int LONGEST_PATH = 107;

  private static final int LONGEST_HOST = 253;
  private static final int LARGEST_PORT = 65_535;
  private static final int USUAL_PORT = 705;

  /** The transports. */
  public enum Kind {
    UNIX,
    TCP
  }

  /**
   * Parses net-snmp's words: {@code unix:/var/agentx/master}, {@code /var/agentx/master}, {@code
   * tcp:localhost:705}, {@code tcp:[::1]:705}, {@code tcp:705}. Empty if it is none of these.
   */
  public static Optional<MasterSocket> parse(String text) {
    if (text.startsWith("/")) {
      return unix(text);
    }
    int colon = text.indexOf(':');
    var rest = text.substring(colon + 1);
    return switch (colon < 0 ? "" : text.substring(0, colon)) {
      case "unix" -> unix(rest);
      case "tcp", "tcp6" -> inet(rest);
      default -> Optional.empty();
    };
  }

  private static Optional<MasterSocket> unix(String path) {
    return path.startsWith("/") && path.length() <= LONGEST_PATH
        ? Optional.of(new MasterSocket(Kind.UNIX, path, 0))
        : Optional.empty();
  }

  private static Optional<MasterSocket> inet(String text) {
    if (text.matches("[0-9]{1,5}")) {
      return made("localhost", text);
    }
    int colon = text.endsWith("]") ? -1 : text.lastIndexOf(':');
    return colon < 0 ? made(text, null) : made(text.substring(0, colon), text.substring(colon + 1));
  }

  private static Optional<MasterSocket> made(String host, @Nullable String port) {
    var bare =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    if (!bare.matches("[0-9A-Za-z.:_-]{1," + LONGEST_HOST + "}")
        || (port != null && !port.matches("[0-9]{1,5}"))) {
      return Optional.empty();
    }
    int number = port == null ? USUAL_PORT : Integer.parseInt(port);
    return number < 1 || number > LARGEST_PORT
        ? Optional.empty()
        : Optional.of(new MasterSocket(Kind.TCP, bare, number));
  }

  /** Whether a text names a UDP socket, which is refused for the reason {@link #NO_UDP}. */
  public static boolean isUdp(String text) {
    return text.startsWith("udp:") || text.startsWith("udp6:");
  }

  @Override
  public String toString() {
    return switch (kind) {
      case UNIX -> "unix:" + host;
      case TCP -> "tcp:" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    };
  }
}
