package org.holdfast.health.tcp;

import io.netty.channel.IoEventLoop;
import java.util.function.Consumer;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.probe.ProbeRun;
import org.holdfast.health.probe.Prober;
import org.holdfast.health.socket.ProbeLoops;

/** Probes whether a server accepts connections; see {@link Handshake}. */
public final class TcpProber implements Prober<Probe.Tcp> {

  private final ProbeLoops loops;

  /**
   * Creates a prober.
   *
   * @param loops shared by all probers
   */
  public TcpProber(ProbeLoops loops) {
    this.loops = loops;
  }

  @Override
  public ProbeRun start(Probe.Tcp probe, IoEventLoop loop, Consumer<ProbeResult> answer) {
    return loops.start(loop, answer, here -> Handshake.start(probe.target(), here, answer));
  }
}
