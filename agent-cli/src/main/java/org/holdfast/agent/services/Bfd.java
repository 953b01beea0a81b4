package org.holdfast.agent.services;

import java.security.SecureRandom;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.health.bfd.io.BfdListener;
import org.holdfast.health.bfd.io.BfdService;
import org.holdfast.health.bfd.io.BfdStatus;
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.io.TrackInlet;
import org.jspecify.annotations.Nullable;

/**
 * Runs the agent's BFD sessions and reports them to VRRP and to the checks of sessions. Has no
 * thread without a session.
 */
public final class Bfd implements AutoCloseable {

  private final NanoClock clock;
  private final Ear ear;
  private volatile @Nullable BfdService service;

  private Bfd(NanoClock clock, Ear ear) {
    this.clock = clock;
    this.ear = ear;
  }

  /**
   * Starts the sessions and reports their states to {@code tracks} and to the checks of sessions.
   */
  public static Bfd start(
      AgentConfig config, NanoClock clock, TrackInlet tracks, PoolWiring health) {
    var bfd = new Bfd(clock, new Ear(tracks, health));
    bfd.follow(config);
    return bfd;
  }

  /** Runs the sessions of {@code next}; a session that has not changed stays up. */
  public void follow(AgentConfig next) {
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

  /** Returns the status of every session. May be called from any thread. */
  public CompletableFuture<List<BfdStatus>> status() {
    var running = service;
    return running == null ? CompletableFuture.completedFuture(List.of()) : running.status();
  }

  /**
   * Closes every session in an orderly way, so that no neighbour mistakes the end for a failure.
   */
  @Override
  public void close() {
    var running = service;
    if (running != null) {
      running.close();
    }
  }

  private record Ear(TrackInlet tracks, PoolWiring health) implements BfdListener {

    @Override
    public void turned(String session, boolean up, String reason, long nanos) {
      tracks.trackReported(TrackKind.BFD, session, up ? TrackVerdict.WELL : TrackVerdict.FAILED);
      health.sessionIs(session, up, reason);
    }

    @Override
    public void unreachable(String session, IpAddress neighbour) {
      tracks.neighbourLost(session, neighbour);
    }
  }
}
