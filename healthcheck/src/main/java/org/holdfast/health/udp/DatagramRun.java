package org.holdfast.health.udp;

import java.util.HexFormat;
import java.util.function.Consumer;
import org.holdfast.health.Failure;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.probe.ProbeRun;
import org.holdfast.health.socket.ProbeLoop;
import org.holdfast.health.socket.RunSocket;
import org.holdfast.health.socket.SocketErrors;
import org.holdfast.linux.EpollSet;
import org.holdfast.linux.Errno;

/** One datagram and its result. */
final class DatagramRun implements ProbeRun, EpollSet.Listener {

  private final Probe.Udp probe;
  private final ProbeLoop loop;
  private final Consumer<ProbeResult> answer;
  private final RunSocket socket;

  private DatagramRun(Probe.Udp probe, ProbeLoop loop, Consumer<ProbeResult> answer) {
    this.probe = probe;
    this.loop = loop;
    this.answer = answer;
    socket = new RunSocket(loop, this);
  }

  static ProbeRun start(Probe.Udp probe, ProbeLoop loop, Consumer<ProbeResult> answer) {
    var run = new DatagramRun(probe, loop, answer);
    var refused = run.socket.openUdp(probe.target());
    if (refused.isPresent()) {
      return loop.tellLater(refused.get(), answer);
    }
    int sent = run.socket.send(loop.scratch(HexFormat.of().parseHex(probe.payload())));
    if (sent < 0) {
      run.socket.close();
      return loop.tellLater(SocketErrors.of(sent), answer);
    }
    return run;
  }

  @Override
  public void ready(int what) {
    var reply = loop.scratch();
    int length = socket.receive(reply);
    if (length == -Errno.EAGAIN.number()) {
      return;
    }
    socket.close();
    answer.accept(length < 0 ? SocketErrors.of(length) : Replies.judge(probe, reply.bytes()));
  }

  @Override
  public ProbeResult outOfTime() {
    return probe.reply() == null
        ? ProbeResult.Passed.saying("not refused")
        : new ProbeResult.Failed(Failure.TIMED_OUT, "timed out waiting for the reply");
  }

  @Override
  public void cancel() {
    socket.close();
  }
}
