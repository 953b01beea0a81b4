package org.holdfast.agent;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.health.Advice;
import org.holdfast.health.Failure;
import org.holdfast.health.PoolChange;
import org.holdfast.health.PoolView;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.run.CheckService;
import org.holdfast.health.run.CheckStatus;
import org.holdfast.health.run.PoolService;
import org.holdfast.linux.NanoClock;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.io.VrrpService;
import org.jspecify.annotations.Nullable;

/**
 * The agent's checks, and who hears of them: instances that track one, virtual servers, the
 * operator. Nothing is there, no thread and no socket, when no check is configured. Any thread.
 */
final class Health implements AutoCloseable {

  private final AgentConfig config;
  private final Scripts scripts;
  private final Notices notices;
  private final LoadBalancer balancer;
  private final Chronicle chronicle;
  private final @Nullable CheckService checks;
  private final Map<String, VirtualServerConfig> servers = new HashMap<>();
  private final Set<Probe.FileValue> files = new HashSet<>();
  private volatile @Nullable PoolService pools;

  /** Starts nothing that could say anything yet. */
  Health(
      AgentConfig config,
      Scripts scripts,
      Notices notices,
      LoadBalancer balancer,
      Chronicle chronicle,
      NanoClock clock) {
    this.config = config;
    this.scripts = scripts;
    this.notices = notices;
    this.balancer = balancer;
    this.chronicle = chronicle;
    boolean idle = config.trackedChecks().isEmpty() && config.virtualServers().isEmpty();
    checks = idle ? null : new CheckService(clock, scripts.prober());
    config.virtualServers().forEach(server -> servers.put(server.name(), server));
    for (var server : config.virtualServers()) {
      for (var real : server.pool().servers()) {
        real.checks()
            .forEach(use -> {
              if (use.spec().probe() instanceof Probe.FileValue file) {
                files.add(file);
              }
            });
      }
    }
  }

  /** Starts every check; {@code vrrp} hears of those that instances track. */
  void begin(VrrpService vrrp) {
    if (checks == null) {
      return;
    }
    for (var check : config.trackedChecks()) {
      var _ =
          checks
              .engine()
              .subscribe(
                  check.spec(),
                  state ->
                      vrrp.trackHeard(
                          TrackKind.CHECK, check.name(), Scripts.verdictOf(state.verdict())));
    }
    var configs = config.virtualServers().stream().map(VirtualServerConfig::pool).toList();
    pools = checks.pools(configs, (changes, view) -> decided(changes, view, vrrp));
    balancer.onTurn(this::turned);
  }

  private void decided(List<PoolChange> changes, PoolView view, VrrpService vrrp) {
    balancer.wanted(view);
    changes.forEach(change -> chronicle.poolChanged(view.name(), change));
    vrrp.trackHeard(
        TrackKind.VIRTUAL_SERVER,
        view.name(),
        view.quorum() ? TrackVerdict.WELL : TrackVerdict.FAILED);
    var server = servers.get(view.name());
    if (server != null) {
      for (var change : changes) {
        notices.poolChanged(server, change);
        notify(server, change);
      }
    }
  }

  private void notify(VirtualServerConfig server, PoolChange change) {
    switch (change) {
      case PoolChange.ServerUp(int index, String name) ->
          tell(server, name, "up", server.realServers().get(index).notifyUp());
      case PoolChange.ServerDown(int index, String name, _) ->
          tell(server, name, "down", server.realServers().get(index).notifyDown());
      case PoolChange.QuorumGained _ ->
          tell(server, "quorum", "gained", server.notifications().quorumUp());
      case PoolChange.QuorumLost _ ->
          tell(server, "quorum", "lost", server.notifications().quorumDown());
      case PoolChange.Placed _,
          PoolChange.AliveServers _,
          PoolChange.SorryServer _,
          PoolChange.TierServes _ -> {}
    }
  }

  private void tell(
      VirtualServerConfig server, String what, String news, @Nullable List<String> command) {
    scripts.tell("VS " + server.name() + " " + what, news, command);
  }

  /** An instance has become master, or is it no more. */
  private void turned(String instance, boolean master) {
    for (var server : config.virtualServers()) {
      if (server.haSuspend() && instance.equals(server.instance())) {
        suspend(server, !master);
      }
    }
  }

  private void suspend(VirtualServerConfig server, boolean suspended) {
    var running = pools;
    if (running != null && suspended) {
      running.suspend(server.name());
    } else if (running != null) {
      running.resume(server.name());
    }
  }

  /** A track file holds another number: server checks of it hear what that means for them. */
  void fileHolds(String file, int number) {
    if (checks == null) {
      return;
    }
    for (var probe : files) {
      if (probe.trackFile().equals(file)) {
        checks.engine().tell(probe, meaning(probe, number));
      }
    }
  }

  /** keepalived's FILE_CHECK: without a weight 0 is well; with one the number moves the weight. */
  private static ProbeResult meaning(Probe.FileValue probe, int number) {
    var words = "the file says " + number;
    if (probe.weight() == 0) {
      return (number == 0) != probe.reverse()
          ? ProbeResult.Passed.saying(words)
          : new ProbeResult.Failed(Failure.VALUE, words);
    }
    long amount = (long) number * (probe.reverse() ? -probe.weight() : probe.weight());
    return amount <= Integer.MIN_VALUE
        ? new ProbeResult.Failed(Failure.VALUE, words)
        : new ProbeResult.Passed(words, new Advice.Plus((int) Math.min(Integer.MAX_VALUE, amount)));
  }

  /** A BFD session has come up or gone down. */
  void sessionIs(String session, boolean up, String reason) {
    if (checks != null) {
      checks
          .engine()
          .tell(
              new Probe.Bfd(session),
              up
                  ? ProbeResult.Passed.saying(reason)
                  : new ProbeResult.Failed(Failure.SESSION_DOWN, reason));
    }
  }

  /** What is known of every check. */
  List<CheckStatus> status() {
    return checks == null ? List.of() : checks.status();
  }

  /** What every pool wants, in the order of the configuration. */
  CompletableFuture<List<PoolView>> views() {
    var running = pools;
    return running == null ? CompletableFuture.completedFuture(List.of()) : running.views();
  }

  /**
   * Checks say nothing any more; who wants it hears that what is up goes down (keepalived's omega).
   */
  void end() {
    var running = pools;
    if (running == null) {
      return;
    }
    var last = running.views().completeOnTimeout(List.of(), 1, TimeUnit.SECONDS).join();
    running.close();
    for (var view : last) {
      var server = servers.get(view.name());
      if (server != null && server.notifications().onStop()) {
        tellEnd(server, view);
      }
    }
  }

  private void tellEnd(VirtualServerConfig server, PoolView view) {
    for (int i = 0; i < view.servers().size(); i++) {
      var real = view.servers().get(i);
      if (real.up()) {
        tell(server, real.name(), "down", server.realServers().get(i).notifyDown());
      }
    }
    if (view.quorum()) {
      tell(server, "quorum", "lost", server.notifications().quorumDown());
    }
  }

  @Override
  public void close() {
    if (checks != null) {
      checks.close();
    }
  }
}
