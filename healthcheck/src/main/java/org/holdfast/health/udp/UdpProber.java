package org.holdfast.health.udp;

import io.netty.channel.IoEventLoop;
import java.util.Optional;
import java.util.function.Consumer;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.probe.Attempt;
import org.holdfast.health.probe.Prober;
import org.holdfast.health.socket.ProbeLoops;

/**
 * Sends one datagram. Without a reply required, any reply passes at once and silence passes when
 * time is up; with one, the reply must match. An ICMP error fails at once either way.
 */
public final class UdpProber implements Prober<Probe.Udp> {

  private static final int LONGEST_PAYLOAD = 65_507;

  private final ProbeLoops loops;

  /**
   * @param loops one for all probers
   */
  public UdpProber(ProbeLoops loops) {
    this.loops = loops;
  }

  /** What is wrong with the probe as it is configured, in words; empty when it can be run. */
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
   * @param probe one without an {@link #objection}
   */
  @Override
  public Attempt start(Probe.Udp probe, IoEventLoop loop, Consumer<ProbeResult> answer) {
    return loops.start(loop, answer, here -> DatagramRun.start(probe, here, answer));
  }
}
