package org.holdfast.agent;

import java.security.SecureRandom;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.health.bfd.io.BfdListener;
import org.holdfast.health.bfd.io.BfdService;
import org.holdfast.health.bfd.io.BfdStatus;
import org.holdfast.linux.NanoClock;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.io.VrrpService;
import org.jspecify.annotations.Nullable;

/** The agent's BFD sessions, and what VRRP hears of them. No thread is there without a session. */
final class Bfd implements AutoCloseable {

  private final @Nullable BfdService service;

  private Bfd(@Nullable BfdService service) {
    this.service = service;
  }

  /** Starts the sessions; {@code vrrp} hears of them, and so do checks of sessions. */
  static Bfd start(AgentConfig config, NanoClock clock, VrrpService vrrp, Health health) {
    if (config.bfdSessions().isEmpty()) {
      return new Bfd(null);
    }
    return new Bfd(
        BfdService.start(
            config.bfdSessions(),
            config.vrrp().realTimePriority(),
            clock,
            new SplittableRandom(new SecureRandom().nextLong()),
            new Ear(vrrp, health)));
  }

  /** What is known of every session; from any thread. */
  CompletableFuture<List<BfdStatus>> status() {
    return service == null ? CompletableFuture.completedFuture(List.of()) : service.status();
  }

  /** Closes every session; a neighbour takes that for no failure. */
  @Override
  public void close() {
    if (service != null) {
      service.close();
    }
  }

  private record Ear(VrrpService vrrp, Health health) implements BfdListener {

    @Override
    public void heard(String session, boolean up, String reason, long nanos) {
      vrrp.trackHeard(TrackKind.BFD, session, up ? TrackVerdict.WELL : TrackVerdict.FAILED);
      health.sessionIs(session, up, reason);
    }

    @Override
    public void unreachable(String session, IpAddress neighbour) {
      vrrp.neighbourLost(session, neighbour);
    }
  }
}
