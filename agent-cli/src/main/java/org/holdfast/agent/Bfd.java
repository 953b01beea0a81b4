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

  private final NanoClock clock;
  private final Ear ear;
  private volatile @Nullable BfdService service;

  private Bfd(NanoClock clock, Ear ear) {
    this.clock = clock;
    this.ear = ear;
  }

  /** Starts the sessions; {@code vrrp} hears of them, and so do checks of sessions. */
  static Bfd start(AgentConfig config, NanoClock clock, VrrpService vrrp, Health health) {
    var bfd = new Bfd(clock, new Ear(vrrp, health));
    bfd.reload(config);
    return bfd;
  }

  /** These sessions from now on; those that are the same stay up. */
  void reload(AgentConfig next) {
    var running = service;
    if (running != null) {
      running.reload(next.bfdSessions());
    } else if (!next.bfdSessions().isEmpty()) {
      service =
          BfdService.start(
              next.bfdSessions(),
              next.vrrp().realTimePriority(),
              clock,
              new SplittableRandom(new SecureRandom().nextLong()),
              ear);
    }
  }

  /** What is known of every session; from any thread. */
  CompletableFuture<List<BfdStatus>> status() {
    var running = service;
    return running == null ? CompletableFuture.completedFuture(List.of()) : running.status();
  }

  /** Closes every session; a neighbour takes that for no failure. */
  @Override
  public void close() {
    var running = service;
    if (running != null) {
      running.close();
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
