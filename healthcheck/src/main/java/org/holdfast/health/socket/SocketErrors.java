package org.holdfast.health.socket;

import org.holdfast.health.Failure;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.ProbeResult.Failed;
import org.holdfast.linux.Errno;

/**
 * Interprets the errors of a socket that was already set up: the one table of error numbers for all
 * probes. Local problems are listed by name. Every other error, including unknown numbers, is a
 * failure of the target or of the path to it, as in keepalived: an unforeseen error must not keep a
 * dead server in service.
 */
public final class SocketErrors {

  private static final Failed REFUSED = new Failed(Failure.REFUSED, "connection refused");
  private static final Failed NO_ROUTE = new Failed(Failure.UNREACHABLE, "no route to host");
  private static final Failed NO_NETWORK =
      new Failed(Failure.UNREACHABLE, "network is unreachable");
  private static final Failed RESET = new Failed(Failure.RESET, "connection reset");

  private SocketErrors() {}

  /**
   * A failure of the server or of the path to it; or a local shortage of ports or memory, or a
   * missing link, which says nothing about the server.
   *
   * <p>Refusals by our own firewall (EPERM) and routing table (EACCES for a prohibit route, EINVAL
   * for a blackhole) count as failures of the path, as in keepalived.
   *
   * @param error negated, as {@link org.holdfast.linux.SocketCalls} returned it
   */
  public static ProbeResult of(int error) {
    var errno = Errno.of(-error).orElse(null);
    return switch (errno) {
      case ECONNREFUSED -> REFUSED;
      case EHOSTUNREACH -> NO_ROUTE;
      case ENETUNREACH -> NO_NETWORK;
      case ECONNRESET, EPIPE, ECONNABORTED, ENOTCONN, ENETRESET -> RESET;
      case ETIMEDOUT -> new Failed(Failure.TIMED_OUT, "connection timed out");
      case ENETDOWN -> new Failed(Failure.UNREACHABLE, "network is down");
      case EHOSTDOWN -> new Failed(Failure.UNREACHABLE, "host is down");
      case ENONET -> new Failed(Failure.UNREACHABLE, "host is not on the network");
      case EPERM, EACCES -> new Failed(Failure.UNREACHABLE, "prohibited on the way");
      case EINVAL -> new Failed(Failure.UNREACHABLE, "discarded by our routing table (blackhole)");
      case EMSGSIZE -> new Failed(Failure.UNREACHABLE, "too large for the way there");
      case EPROTO, ENOPROTOOPT, EOPNOTSUPP ->
          new Failed(Failure.UNREACHABLE, "the protocol is not spoken there");
      case EADDRNOTAVAIL -> new ProbeResult.NotRun("no free source port or address");
      // a local shortage: descriptors, memory, watches, ports, the link
      case EMFILE, ENFILE, ENOMEM, ENOBUFS, ENOSPC, EADDRINUSE, ENODEV, ENXIO, EAGAIN, EINTR ->
          ours(errno);
      // the kernel does not support the family or the call
      case EAFNOSUPPORT, EPFNOSUPPORT, EPROTONOSUPPORT, ESOCKTNOSUPPORT, ENOSYS -> ours(errno);
      // an internal error in the call
      case EBADF, ENOTSOCK, EFAULT, EISCONN, EALREADY, EINPROGRESS, EEXIST, ENOENT -> ours(errno);
      case ESRCH, EIO, E2BIG, EBUSY, ERANGE, EBADMSG, EDESTADDRREQ -> theirs(-error);
      // an error of files, which no connection has
      case ENOTDIR, EISDIR, EFBIG, EROFS, ENAMETOOLONG, ELOOP, EDQUOT -> theirs(-error);
      case null -> theirs(-error);
    };
  }

  private static ProbeResult ours(Errno errno) {
    return new ProbeResult.NotRun(errno.toString());
  }

  private static ProbeResult theirs(int number) {
    return new Failed(
        Failure.UNREACHABLE, "unusual error of the connection: " + Errno.describe(number));
  }
}
