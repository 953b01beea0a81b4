package org.holdfast.health.socket;

import org.holdfast.health.Failure;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.ProbeResult.Failed;
import org.holdfast.linux.Errno;

/** What an error of a socket that was set up without one says of the server. */
public final class SocketErrors {

  private static final Failed REFUSED = new Failed(Failure.REFUSED, "connection refused");
  private static final Failed NO_ROUTE = new Failed(Failure.UNREACHABLE, "no route to host");
  private static final Failed NO_NETWORK =
      new Failed(Failure.UNREACHABLE, "network is unreachable");
  private static final Failed RESET = new Failed(Failure.RESET, "connection reset");

  private SocketErrors() {}

  /**
   * A failure of the server's, or of the way there; or that we lack a port, memory or a link, which
   * says nothing about the server.
   *
   * <p>Refusals of our own firewall (EPERM) and routing table (EACCES, prohibit) are no way there,
   * as they are for keepalived.
   *
   * @param error as {@link org.holdfast.linux.SocketCalls} gave it: negated
   */
  public static ProbeResult of(int error) {
    var errno = Errno.of(-error).orElse(null);
    return switch (errno) {
      case ECONNREFUSED -> REFUSED;
      case EHOSTUNREACH -> NO_ROUTE;
      case ENETUNREACH -> NO_NETWORK;
      case ECONNRESET, EPIPE, ECONNABORTED -> RESET;
      case ETIMEDOUT -> new Failed(Failure.TIMED_OUT, "connection timed out");
      case ENETDOWN -> new Failed(Failure.UNREACHABLE, "network is down");
      case EHOSTDOWN -> new Failed(Failure.UNREACHABLE, "host is down");
      case EPERM, EACCES -> new Failed(Failure.UNREACHABLE, "prohibited on the way");
      case EPROTO, ENOPROTOOPT, EOPNOTSUPP ->
          new Failed(Failure.UNREACHABLE, "the protocol is not spoken there");
      case EADDRNOTAVAIL -> new ProbeResult.NotRun("no free source port or address");
      case null, default -> new ProbeResult.NotRun(Errno.describe(-error));
    };
  }
}
