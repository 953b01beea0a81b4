package org.holdfast.health.run;

import io.netty.channel.IoEventLoop;
import java.util.function.Consumer;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.probe.ProbeRun;
import org.holdfast.health.probe.Prober;

/**
 * One prober for each kind of probe that is run. Files and BFD sessions have none, because their
 * results are reported from outside.
 */
public record Probers(
    Prober<Probe.Tcp> tcp,
    Prober<Probe.Http> http,
    Prober<Probe.Smtp> smtp,
    Prober<Probe.Dns> dns,
    Prober<Probe.Udp> udp,
    Prober<Probe.Ping> ping,
    Prober<Probe.Agent> agent,
    Prober<Probe.Script> script) {

  ProbeRun start(Probe probe, IoEventLoop loop, Consumer<ProbeResult> answer) {
    return switch (probe) {
      case Probe.Tcp it -> tcp.start(it, loop, answer);
      case Probe.Http it -> http.start(it, loop, answer);
      case Probe.Smtp it -> smtp.start(it, loop, answer);
      case Probe.Dns it -> dns.start(it, loop, answer);
      case Probe.Udp it -> udp.start(it, loop, answer);
      case Probe.Ping it -> ping.start(it, loop, answer);
      case Probe.Agent it -> agent.start(it, loop, answer);
      case Probe.Script it -> script.start(it, loop, answer);
      case Probe.FileValue _, Probe.Bfd _ ->
          throw new IllegalStateException(probe.words() + " is reported from outside, not run");
    };
  }

  /** Whether the engine runs the probe; otherwise its results are reported from outside. */
  static boolean isRun(Probe probe) {
    return !(probe instanceof Probe.FileValue || probe instanceof Probe.Bfd);
  }
}
