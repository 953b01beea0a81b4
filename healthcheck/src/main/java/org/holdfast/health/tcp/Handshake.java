package org.holdfast.health.tcp;

import java.util.function.Consumer;
import org.holdfast.health.Failure;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.ProbeResult.Failed;
import org.holdfast.health.ProbeResult.Passed;
import org.holdfast.health.Target;
import org.holdfast.health.probe.Attempt;
import org.holdfast.health.socket.ProbeLoop;
import org.holdfast.health.socket.SocketErrors;
import org.holdfast.linux.EpollSet;
import org.holdfast.linux.Errno;
import org.holdfast.linux.SocketCalls;
import org.holdfast.linux.SocketOption;

/**
 * One connection, up to the moment at which it is known to be accepted.
 *
 * <p>Differs: keepalived completes the handshake and closes with a FIN. Here the server's SYN-ACK
 * is answered by an RST: quick acknowledgement is off, so the kernel holds its ACK back for a
 * moment, and the abortive close comes before it. The same is learned, since it is the server's
 * kernel that accepts, whether its program calls accept or not. But the program is not woken, and
 * logs no connection that was opened and closed without a word; three packets cross the network in
 * place of six; and no TIME_WAIT holds a local port for a minute, which at 28,000 ports would allow
 * no more than 470 checks a second towards one server, and costs memory on the director at any
 * number of servers. A loop that stalls for longer than the ACK is held back completes the
 * handshake and then resets the connection; the result is the same.
 */
final class Handshake implements Attempt, EpollSet.Listener {

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

  static Attempt start(Target target, ProbeLoop loop, Consumer<ProbeResult> answer) {
    int fd = loop.open(target, SocketCalls.Kind.TCP);
    if (fd < 0) {
      return loop.tellLater(loop.lack(fd), answer);
    }
    // A kernel that refuses this costs the server an ACK and a wake-up, and nothing else.
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

  /** Closes; what the end of connecting says. */
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
