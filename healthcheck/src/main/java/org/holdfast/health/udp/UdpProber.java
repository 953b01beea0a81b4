package org.holdfast.health.udp;

import io.netty.channel.IoEventLoop;
import java.util.Optional;
import java.util.function.Consumer;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.probe.ProbeRun;
import org.holdfast.health.probe.Prober;
import org.holdfast.health.socket.ProbeLoops;

/**
 * Sends one datagram. If no reply is required, any reply passes at once and silence passes at the
 * timeout; otherwise the reply must match. In both cases an ICMP error fails at once.
 */
public final class UdpProber implements Prober<Probe.Udp> {

  private static final int LONGEST_PAYLOAD = 65_507;

  private final ProbeLoops loops;

  /**
   * Creates a prober.
   *
   * @param loops shared by all probers
   */
  public UdpProber(ProbeLoops loops) {
    this.loops = loops;
  }

  /** Returns the error in the probe's configuration, in words; empty when the probe can be run. */
  public static Optional<String> objection(Probe.Udp probe) {
    var payload = probe.payload();
    if (payload.length() % 2 != 0 || !payload.matches("\\p{XDigit}*")) {
      return Optional.of("payload: expected pairs of hexadecimal digits");
    }
    if (payload.length() / 2 > LONGEST_PAYLOAD) {
      return Optional.of("payload: more than " + LONGEST_PAYLOAD + " bytes");
    }
    var reply = probe.reply();
    if (reply != null && (reply.length() % 2 != 0 || !reply.matches("[\\p{XDigit}Xx]*"))) {
      return Optional.of("reply: expected pairs of hexadecimal digits or X");
    }
    return Optional.empty();
  }

  /**
   * Starts a run.
   *
   * @param probe one without an {@link #objection}
   */
  @Override
  public ProbeRun start(Probe.Udp probe, IoEventLoop loop, Consumer<ProbeResult> answer) {
    return loops.start(loop, answer, here -> DatagramRun.start(probe, here, answer));
  }
}
