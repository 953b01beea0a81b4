package org.holdfast.health.tcp;

import java.util.function.Consumer;
import org.holdfast.health.Failure;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.ProbeResult.Failed;
import org.holdfast.health.ProbeResult.Passed;
import org.holdfast.health.Target;
import org.holdfast.health.probe.ProbeRun;
import org.holdfast.health.socket.ProbeLoop;
import org.holdfast.health.socket.SocketErrors;
import org.holdfast.linux.EpollSet;
import org.holdfast.linux.Errno;
import org.holdfast.linux.SocketCalls;
import org.holdfast.linux.SocketOption;

/**
 * One connection attempt, which ends when the server has accepted the connection.
 *
 * <p>Differs: keepalived completes the handshake and closes with a FIN. Here the server's SYN-ACK
 * is answered with an RST: quick acknowledgement is off, so the kernel delays its ACK for a moment,
 * and the abortive close comes first. The result is equally valid, because the server's kernel
 * accepts connections whether its program calls accept or not. However, the program is not woken
 * and does not log a connection that was opened and closed without data; three packets cross the
 * network instead of six; and no TIME_WAIT occupies a local port for a minute, which with 28,000
 * ports would limit checks of one server to 470 a second, and costs memory on the director with any
 * number of servers. A loop that stalls for longer than the ACK is delayed completes the handshake
 * and then resets the connection; the result is the same.
 */
final class Handshake implements ProbeRun, EpollSet.Listener {

  private static final Passed ACCEPTED = Passed.saying("connection accepted");
  private static final Failed WAITING =
      new Failed(Failure.TIMED_OUT, "timed out waiting for the connection");
  private static final int CLOSED = -1;

  private final ProbeLoop loop;
  private final Consumer<ProbeResult> answer;
  private int fd;
  private int slot;

  private Handshake(ProbeLoop loop, int fd, Consumer<ProbeResult> answer) {
    this.loop = loop;
    this.fd = fd;
    this.answer = answer;
  }

  static ProbeRun start(Target target, ProbeLoop loop, Consumer<ProbeResult> answer) {
    int fd = loop.open(target, SocketCalls.Kind.TCP);
    if (fd < 0) {
      return loop.tellLater(loop.lack(fd), answer);
    }
    // If the kernel refuses this option, the server receives one more ACK and its program is woken;
    // nothing else changes.
    var _ = loop.calls().set(fd, SocketOption.TCP_QUICKACK, 0);
    int connected = loop.connect(fd, target);
    if (connected != -Errno.EINPROGRESS.number()) {
      return loop.tellLater(ended(loop, fd, connected), answer);
    }
    var handshake = new Handshake(loop, fd, answer);
    handshake.slot = loop.ready().add(fd, EpollSet.OUT | EpollSet.ONCE, handshake);
    if (handshake.slot < 0) {
      loop.calls().close(fd);
      return loop.tellLater(ProbeLoop.unwatched(handshake.slot), answer);
    }
    return handshake;
  }

  /** Closes the socket; returns the result of the connection attempt. */
  private static ProbeResult ended(ProbeLoop loop, int fd, int error) {
    if (error == 0) {
      loop.calls().abort(fd);
      return ACCEPTED;
    }
    loop.calls().close(fd);
    return SocketErrors.of(error);
  }

  @Override
  public void ready(int what) {
    boolean broken = (what & (EpollSet.ERROR | EpollSet.HANG_UP)) != 0;
    int error = broken ? loop.calls().takeError(fd) : 0;
    loop.ready().forget(slot);
    var result = ended(loop, fd, error);
    fd = CLOSED;
    answer.accept(result);
  }

  @Override
  public ProbeResult outOfTime() {
    return WAITING;
  }

  @Override
  public void cancel() {
    if (fd != CLOSED) {
      loop.ready().forget(slot);
      loop.calls().close(fd);
      fd = CLOSED;
    }
  }
}
