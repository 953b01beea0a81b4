package org.holdfast.health.smtp;

import io.netty.channel.IoEventLoop;
import java.util.function.Consumer;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.probe.ProbeRun;
import org.holdfast.health.probe.Prober;
import org.holdfast.health.stream.Streams;

/**
 * Probes mail servers: 220, EHLO (HELO where EHLO is refused with 5xx) and 250, STARTTLS and EHLO
 * again if TLS is required, QUIT and any reply.
 *
 * <p>Differs: keepalived sends HELO, and does not support STARTTLS. EHLO reveals whether the server
 * offers STARTTLS, and is what clients begin with. A server that does not offer STARTTLS fails when
 * TLS is required.
 */
public final class SmtpProber implements Prober<Probe.Smtp> {

  private final Streams streams;

  public SmtpProber(Streams streams) {
    this.streams = streams;
  }

  @Override
  public ProbeRun start(Probe.Smtp probe, IoEventLoop loop, Consumer<ProbeResult> answer) {
    return streams.converse(probe.target(), null, "", loop, new SmtpTalk(probe), answer);
  }
}
