package org.holdfast.health.ping;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.holdfast.health.Failure;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.Target;
import org.holdfast.health.probe.ProbeRun;
import org.holdfast.health.socket.ProbeLoop;
import org.holdfast.health.socket.SocketErrors;
import org.holdfast.linux.EpollSet;
import org.holdfast.linux.Errno;
import org.holdfast.linux.NativeBuffer;
import org.holdfast.linux.SocketCalls;
import org.holdfast.linux.SocketOption;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The raw socket of all runs on one loop with the same source, link and mark. The socket is open
 * only while a run waits, so that a recreated link or a flood of ICMP does not affect an idle
 * socket. A packet that answers none of the runs is dropped.
 */
final class EchoSocket implements EpollSet.Listener {

  private static final int AT_ONE_GO = 64;
  private static final int RECEIVE_BUFFER = 1 << 22;
  private static final int CLOSED = -1;

  private final ProbeLoop loop;
  private final Family family;
  private final Map<Integer, Run> waiting = new HashMap<>();
  private int fd = CLOSED;
  private int slot;

  EchoSocket(ProbeLoop loop, Family family) {
    this.loop = loop;
    this.family = family;
  }

  /** The properties that runs must have in common to share a socket. */
  record Way(Family family, @Nullable IpAddress source, @Nullable String link, int fwmark) {
    static Way of(Target target) {
      return new Way(
          target.address().family(), target.bindAddress(), target.bindInterface(), target.fwmark());
    }
  }

  /**
   * Sends a request.
   *
   * @param key where the search for an unused key begins
   */
  ProbeRun start(Target target, int key, long cookie, Consumer<ProbeResult> answer) {
    int opened = fd == CLOSED ? open(target) : 0;
    if (opened < 0) {
      return loop.tellLater(loop.lack(opened), answer);
    }
    int free = key;
    while (waiting.containsKey(free)) {
      free++;
    }
    var run = new Run(target, free, cookie, answer);
    waiting.put(free, run);
    int sent = send(run);
    if (sent < 0) {
      run.cancel();
      return loop.tellLater(SocketErrors.of(sent), answer);
    }
    return run;
  }

  private int open(Target target) {
    boolean v4 = family == Family.IPV4;
    int opened = loop.open(target, v4 ? SocketCalls.Kind.RAW_ICMP : SocketCalls.Kind.RAW_ICMPV6);
    if (opened < 0) {
      return opened;
    }
    var calls = loop.calls();
    int done =
        v4
            ? calls.set(opened, SocketOption.ICMP_FILTER, EchoFilter.v4())
            : calls.set(opened, SocketOption.ICMPV6_FILTER, EchoFilter.v6());
    // Thousands of answers may arrive in one burst; the kernel charges about a kilobyte for a
    // packet.
    if (calls.set(opened, SocketOption.SO_RCVBUFFORCE, RECEIVE_BUFFER) < 0) {
      var _ = calls.set(opened, SocketOption.SO_RCVBUF, RECEIVE_BUFFER);
    }
    slot = done < 0 ? done : loop.ready().add(opened, EpollSet.IN, this);
    if (slot < 0) {
      calls.close(opened);
      return slot;
    }
    fd = opened;
    return 0;
  }

  private int send(Run run) {
    NativeBuffer request = loop.scratch();
    request.bytes().clear().limit(EchoMessage.SIZE);
    var target = run.target.address();
    EchoMessage.writeRequest(request.bytes().duplicate(), family, run.key, run.cookie);
    return loop.calls().send(fd, request, target, loop.zone(run.target));
  }

  @Override
  public void ready(int what) {
    var packet = loop.scratch();
    for (int i = 0; i < AT_ONE_GO && fd != CLOSED; i++) {
      int length = loop.calls().receive(fd, packet);
      if (length == -Errno.EAGAIN.number()) {
        return;
      }
      // A pending error of a raw socket belongs to an unknown packet; this call has cleared it.
      if (length >= 0) {
        receive(packet.bytes().duplicate());
      }
    }
  }

  private void receive(ByteBuffer packet) {
    switch (EchoMessage.parse(packet, family)) {
      case EchoMessage.Parsed.Reply(int key, long cookie) -> {
        var run = waiting.get(key);
        if (run != null
            && run.cookie == cookie
            && run.target.address().equals(loop.calls().source(family))) {
          run.end(ProbeResult.Passed.saying("echo reply"));
        }
      }
      case EchoMessage.Parsed.Unreachable(int key, IpAddress target, int code) -> {
        var run = waiting.get(key);
        if (run != null && run.target.address().equals(target)) {
          run.end(
              new ProbeResult.Failed(Failure.UNREACHABLE, "destination unreachable, code " + code));
        }
      }
      case EchoMessage.Parsed.Ignored _ -> {}
    }
  }

  /** A request without an answer yet. */
  private final class Run implements ProbeRun {

    private final Target target;
    private final int key;
    private final long cookie;
    private final Consumer<ProbeResult> answer;

    Run(Target target, int key, long cookie, Consumer<ProbeResult> answer) {
      this.target = target;
      this.key = key;
      this.cookie = cookie;
      this.answer = answer;
    }

    private void end(ProbeResult result) {
      cancel();
      answer.accept(result);
    }

    @Override
    public ProbeResult outOfTime() {
      return new ProbeResult.Failed(Failure.TIMED_OUT, "timed out waiting for the echo reply");
    }

    @Override
    public void cancel() {
      if (waiting.remove(key, this) && waiting.isEmpty()) {
        loop.ready().forget(slot);
        loop.calls().close(fd);
        fd = CLOSED;
      }
    }
  }
}
