package org.holdfast.health.socket;

import static org.holdfast.linux.SocketOption.IP_BIND_ADDRESS_NO_PORT;
import static org.holdfast.linux.SocketOption.SO_BINDTODEVICE;
import static org.holdfast.linux.SocketOption.SO_MARK;
import static org.holdfast.linux.SocketOption.SO_REUSEADDR;

import io.netty.channel.IoEventLoop;
import java.util.function.Consumer;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.Target;
import org.holdfast.health.probe.ProbeRun;
import org.holdfast.linux.DescriptorShare;
import org.holdfast.linux.EpollSet;
import org.holdfast.linux.Errno;
import org.holdfast.linux.NativeBuffer;
import org.holdfast.linux.SocketCalls;
import org.holdfast.linux.loop.LoopFd;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/** The objects that the probes of one loop share. Confined to that loop's thread. */
public final class ProbeLoop {

  private static final int LONGEST_DATAGRAM = 0x1_0000;

  private final IoEventLoop loop;
  private final SocketCalls calls = new SocketCalls();
  private final EpollSet ready;
  private final NativeBuffer scratch = NativeBuffer.allocate(LONGEST_DATAGRAM);
  private String step = "";

  private ProbeLoop(IoEventLoop loop, EpollSet ready) {
    this.loop = loop;
    this.ready = ready;
  }

  /** Creates an instance that lives until {@code loop} ends, and then runs {@code ended}. */
  static ProbeLoop join(IoEventLoop loop, Runnable ended) {
    var ready = new EpollSet();
    try {
      var _ =
          LoopFd.join(
              loop,
              ready.fd(),
              ready::dispatch,
              () -> {
                ready.close();
                ended.run();
              });
    } catch (RuntimeException | Error e) {
      ready.close();
      throw e;
    }
    return new ProbeLoop(loop, ready);
  }

  /** The system calls. */
  public SocketCalls calls() {
    return calls;
  }

  /** The set that reports when a socket is ready. */
  public EpollSet ready() {
    return ready;
  }

  /** A buffer for any datagram; its user must be done with it before calling anything else. */
  public NativeBuffer scratch() {
    return scratch;
  }

  /** Copies {@code bytes} into {@link #scratch}, ready to be sent. */
  public NativeBuffer scratch(byte[] bytes) {
    scratch.bytes().clear().put(0, bytes).limit(bytes.length);
    return scratch;
  }

  /** Creates a run whose result is already known; the result is delivered later on this loop. */
  public ProbeRun tellLater(ProbeResult result, Consumer<ProbeResult> answer) {
    return CompletedRun.later(loop, result, answer);
  }

  /**
   * Opens a socket for {@code target}, with its mark, link, source address and source port.
   *
   * @return the descriptor; or a negated error number, which {@link #lack} puts into words
   */
  public int open(Target target, SocketCalls.Kind kind) {
    if (target.lacksLink()) {
      step = "reach a link-local address without bind-interface";
      return -Errno.EINVAL.number();
    }
    step = "open a socket";
    int fd = calls.open(target.address().family(), kind);
    if (fd >= 0 && !DescriptorShare.allows(fd)) {
      calls.close(fd);
      step = "open a socket: " + DescriptorShare.words();
      return -Errno.EMFILE.number();
    }
    if (fd < 0 || isPlain(target)) {
      return fd;
    }
    int done = prepare(fd, target);
    if (done < 0) {
      calls.close(fd);
      return done;
    }
    return fd;
  }

  private static boolean isPlain(Target target) {
    return target.bindAddress() == null
        && target.bindPort() == 0
        && target.bindInterface() == null
        && target.fwmark() == 0;
  }

  private int prepare(int fd, Target target) {
    int done = 0;
    if (target.fwmark() != 0) {
      step = "set the fwmark";
      done = calls.set(fd, SO_MARK, target.fwmark());
    }
    var link = target.bindInterface();
    if (done == 0 && link != null) {
      step = "bind to the link";
      done = calls.set(fd, SO_BINDTODEVICE, link);
    }
    if (done == 0 && (target.bindAddress() != null || target.bindPort() != 0)) {
      step = "bind to the source";
      done = bind(fd, target);
    }
    return done;
  }

  private int bind(int fd, Target target) {
    // Without a configured source port, the kernel chooses one when it knows the peer, and may use
    // one port for many peers; with one, checks of many peers share it.
    int done =
        target.bindPort() == 0
            ? calls.set(fd, IP_BIND_ADDRESS_NO_PORT, 1)
            : calls.set(fd, SO_REUSEADDR, 1);
    var source = target.bindAddress();
    var any = target.address().family() == Family.IPV4 ? IpAddress.ANY_V4 : IpAddress.ANY_V6;
    return done < 0
        ? done
        : calls.bind(fd, source == null ? any : source, target.bindPort(), zone(target));
  }

  /** Starts connecting; returns the result of {@link SocketCalls#connect}. */
  public int connect(int fd, Target target) {
    return calls.connect(fd, target.address(), target.port(), zone(target));
  }

  /** The interface index for link-local addresses of {@code target}; 0 for other addresses. */
  public int zone(Target target) {
    var link = target.bindInterface();
    return link == null || target.address().family() == Family.IPV4
        ? 0
        : calls.interfaceIndex(link);
  }

  /** The result when a socket could not be added to the epoll set. */
  public static ProbeResult.NotRun unwatched(int error) {
    return new ProbeResult.NotRun("cannot watch a socket: " + Errno.describe(-error));
  }

  /** The result when a socket could not be opened. */
  public ProbeResult.NotRun lack(int error) {
    return new ProbeResult.NotRun("cannot " + step + ": " + Errno.describe(-error));
  }
}
