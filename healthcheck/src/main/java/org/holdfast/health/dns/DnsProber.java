package org.holdfast.health.dns;

import io.netty.channel.IoEventLoop;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.probe.ProbeRun;
import org.holdfast.health.probe.Prober;
import org.holdfast.health.socket.ProbeLoops;

/**
 * Sends a name server one question by UDP, with a random ID from a random port, and again by TCP
 * when the answer is truncated and its records matter. Messages that do not answer the question are
 * ignored.
 *
 * <p>Differs: keepalived checks only the rcode, and never uses TCP.
 */
public final class DnsProber implements Prober<Probe.Dns> {

  private final ProbeLoops loops;
  private final RandomGenerator random;

  /**
   * Creates a prober.
   *
   * @param loops shared by all probers
   * @param random safe for use by all loops; hard to guess
   */
  public DnsProber(ProbeLoops loops, RandomGenerator random) {
    this.loops = loops;
    this.random = random;
  }

  /** Returns the error in the probe's configuration, in words; empty when the probe can be run. */
  public static Optional<String> objection(Probe.Dns probe) {
    var type = RecordType.of(probe.type()).orElse(null);
    if (type == null) {
      return Optional.of("type: \"" + probe.type() + "\" cannot be queried");
    }
    if (!Rcodes.isKnown(probe.rcode())) {
      return Optional.of("rcode: \"" + probe.rcode() + "\" is unknown");
    }
    try {
      var _ = Question.of(probe, 0).toBytes();
    } catch (IllegalArgumentException e) {
      return Optional.of("name: \"" + probe.name() + "\" is not a domain name");
    }
    var answer = probe.answer();
    return answer == null || RecordText.configured(type, answer).isPresent()
        ? Optional.empty()
        : Optional.of("answer: \"" + answer + "\" is not valid data of " + type + " records");
  }

  /**
   * Starts a run.
   *
   * @param probe one without an {@link #objection}
   */
  @Override
  public ProbeRun start(Probe.Dns probe, IoEventLoop loop, Consumer<ProbeResult> answer) {
    var question = Question.of(probe, random.nextInt(0x1_0000));
    return loops.start(loop, answer, here -> DnsRun.start(probe, question, here, answer));
  }
}
