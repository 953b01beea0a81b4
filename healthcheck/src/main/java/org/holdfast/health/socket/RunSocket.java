package org.holdfast.health.socket;

import static org.holdfast.linux.SocketOption.IPV6_RECVERR;
import static org.holdfast.linux.SocketOption.IP_RECVERR;

import java.util.Optional;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.Target;
import org.holdfast.linux.EpollSet;
import org.holdfast.linux.Errno;
import org.holdfast.linux.NativeBuffer;
import org.holdfast.linux.SocketCalls;
import org.holdfast.net.Family;

/** A connected socket for one run of a probe. Confined to its loop's thread. */
public final class RunSocket {

  private static final int CLOSED = -1;

  private final ProbeLoop loop;
  private final EpollSet.Listener listener;
  private int fd = CLOSED;
  private int slot;

  /** Creates a socket that is not open yet. */
  public RunSocket(ProbeLoop loop, EpollSet.Listener listener) {
    this.loop = loop;
    this.listener = listener;
  }

  /**
   * Opens a datagram socket that reports ICMP errors, and waits for datagrams.
   *
   * @return the reason for a failure; empty when the socket is open
   */
  public Optional<ProbeResult> openUdp(Target target) {
    int opened = loop.open(target, SocketCalls.Kind.UDP);
    if (opened < 0) {
      return Optional.of(loop.lack(opened));
    }
    // Without this option, the kernel does not report that a host is unreachable, only that a port
    // is.
    boolean v4 = target.address().family() == Family.IPV4;
    int error = loop.calls().set(opened, v4 ? IP_RECVERR : IPV6_RECVERR, 1);
    int connected = error < 0 ? error : loop.connect(opened, target);
    return connected < 0 ? refused(opened, connected) : join(opened, EpollSet.IN);
  }

  /** Opens a stream socket and waits until it is connected; like {@link #openUdp}. */
  public Optional<ProbeResult> openTcp(Target target) {
    int opened = loop.open(target, SocketCalls.Kind.TCP);
    if (opened < 0) {
      return Optional.of(loop.lack(opened));
    }
    int connected = loop.connect(opened, target);
    return connected < 0 && connected != -Errno.EINPROGRESS.number()
        ? refused(opened, connected)
        : join(opened, EpollSet.OUT);
  }

  private Optional<ProbeResult> join(int opened, int interest) {
    slot = loop.ready().add(opened, interest, listener);
    if (slot < 0) {
      loop.calls().close(opened);
      return Optional.of(ProbeLoop.unwatched(slot));
    }
    fd = opened;
    return Optional.empty();
  }

  private Optional<ProbeResult> refused(int opened, int error) {
    loop.calls().close(opened);
    return Optional.of(SocketErrors.of(error));
  }

  /** Starts to wait for input; returns 0, or a negated error number. */
  public int awaitInput() {
    return loop.ready().change(fd, EpollSet.IN, slot);
  }

  /** The pending error, negated; 0 for none. */
  public int takeError() {
    return loop.calls().takeError(fd);
  }

  /**
   * Sends the bytes between position and limit; returns their number, or a negated error number.
   */
  public int send(NativeBuffer bytes) {
    return loop.calls().send(fd, bytes);
  }

  /** Receives a datagram, like {@link SocketCalls#receive}. */
  public int receive(NativeBuffer bytes) {
    return loop.calls().receive(fd, bytes);
  }

  /** Reads from a stream, like {@link SocketCalls#read}. */
  public int read(NativeBuffer bytes) {
    return loop.calls().read(fd, bytes);
  }

  /** Closes the socket once; it may be opened again. */
  public void close() {
    if (fd != CLOSED) {
      loop.ready().forget(slot);
      loop.calls().close(fd);
      fd = CLOSED;
    }
  }
}
