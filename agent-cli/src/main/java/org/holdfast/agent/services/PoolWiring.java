package org.holdfast.agent.services;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.TrackedCheck;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.publish.EventPublisher;
import org.holdfast.agent.publish.Notifications;
import org.holdfast.agent.publish.ServerCommands;
import org.holdfast.agent.publish.TrackVerdicts;
import org.holdfast.health.CheckSpec;
import org.holdfast.health.Intervention;
import org.holdfast.health.PoolChange;
import org.holdfast.health.PoolConfig;
import org.holdfast.health.PoolView;
import org.holdfast.health.run.CheckEngine;
import org.holdfast.health.run.CheckFigures;
import org.holdfast.health.run.CheckService;
import org.holdfast.health.run.CheckStates;
import org.holdfast.health.run.EarlierLife;
import org.holdfast.health.run.PoolListener;
import org.holdfast.health.run.PoolService;
import org.holdfast.health.stream.TlsSuites;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.io.TrackInlet;
import org.jspecify.annotations.Nullable;

/**
 * Runs the agent's checks and pools, and passes their results on to the instances that track them,
 * to the IPVS table, to the operator's commands and to the events. Has no thread and no socket if
 * no check is configured. Thread-safe.
 */
public final class PoolWiring implements AutoCloseable {

  private final Supplier<CheckService> opener;
  private final ServerCommands commands;
  private final Notifications notices;
  private final LoadBalancer balancer;
  private final EventPublisher publisher;
  private final TrackInlet tracks;
  private final Map<TrackedCheck, CheckEngine.Subscription> tracked = new HashMap<>();
  private final ReportedChecks reportedChecks = new ReportedChecks();
  private volatile AgentConfig config;
  private volatile Map<String, Wired> servers;
  private volatile @Nullable CheckService checks;
  private volatile @Nullable PoolService pools;

  /**
   * A virtual server and its pool.
   *
   * @param pool kept because a reload with tens of thousands of servers would otherwise rebuild and
   *     compare the pools of all unchanged virtual servers
   */
  private record Wired(VirtualServerConfig config, PoolConfig pool) {}

  private final ServerStarts starts = new ServerStarts();

  /**
   * Creates the wiring; starts no check.
   *
   * @param opener starts the loops that checks run on; called once a check is configured
   */
  public PoolWiring(
      AgentConfig config,
      Supplier<CheckService> opener,
      ServerCommands commands,
      Notifications notices,
      LoadBalancer balancer,
      EventPublisher publisher,
      TrackInlet tracks) {
    this.config = config;
    this.opener = opener;
    this.commands = commands;
    this.notices = notices;
    this.balancer = balancer;
    this.publisher = publisher;
    this.tracks = tracks;
    servers = byName(config, Map.of());
    checks = isIdle(config) ? null : open(config);
  }

  private CheckService open(AgentConfig wanted) {
    var opened = opener.get();
    reportedChecks.follow(wanted, opened.engine());
    return opened;
  }

  /** Whether {@code config} has no check and no virtual server. */
  public static boolean isIdle(AgentConfig config) {
    return config.trackedChecks().isEmpty() && config.virtualServers().isEmpty();
  }

  /**
   * Returns the virtual servers by name, in order; reuses the unchanged ones from {@code before}.
   */
  private static Map<String, Wired> byName(AgentConfig config, Map<String, Wired> before) {
    var servers = new LinkedHashMap<String, Wired>();
    for (var server : config.virtualServers()) {
      var known = before.get(server.name());
      servers.put(
          server.name(),
          known != null && known.config().equals(server)
              ? known
              : new Wired(server, server.pool()));
    }
    return servers;
  }

  /**
   * Starts every check.
   *
   * @param earlier the states of servers from before the start
   */
  public void begin(EarlierLife earlier) {
    var running = checks;
    if (running == null) {
      return;
    }
    track(running.engine(), config);
    pools = running.pools(poolsOf(servers), earlier, listener(servers));
    balancer.onTurn(this::turned);
  }

  private static List<PoolConfig> poolsOf(Map<String, Wired> servers) {
    return servers.values().stream().map(Wired::pool).toList();
  }

  /**
   * Updates the tracked checks: unchanged ones continue; new ones start before removed ones end.
   */
  private void track(CheckEngine engine, AgentConfig wanted) {
    for (var check : wanted.trackedChecks()) {
      tracked.computeIfAbsent(
          check,
          _ ->
              engine.subscribe(
                  check.spec(),
                  state ->
                      tracks.trackReported(
                          TrackKind.CHECK, check.name(), TrackVerdicts.of(state.verdict()))));
    }
    tracked.forEach((check, subscription) -> {
      if (!wanted.trackedChecks().contains(check)) {
        subscription.end();
      }
    });
    tracked.keySet().retainAll(wanted.trackedChecks());
  }

  /**
   * Runs the checks of {@code next}. An unchanged check continues, and a remaining server keeps its
   * state. Reports removed servers and services that were up as down. Returns when the table has
   * all changes. Must not be called by two threads at once.
   */
  public void follow(AgentConfig next) {
    var running = checks;
    if (running == null && isIdle(next)) {
      config = next;
      return;
    }
    var before = servers;
    var after = byName(next, before);
    var last = lastOf(changed(after, before));
    config = next;
    servers = after;
    var open = pools;
    if (running == null || open == null) {
      TlsSuites.allowRsaKeyExchange();
      checks = open(next);
      begin(EarlierLife.NONE);
      var _ = lastOf(after.keySet()); // comes after the first views, which the table needs
    } else {
      reportedChecks.follow(next, running.engine());
      track(running.engine(), next);
      var news = changed(before, after);
      news.addAll(trackedBy(next));
      open.reload(poolsOf(after), news, listener(after)).join();
      balancer.onTurn(this::turned);
      next.virtualServers().stream()
          .filter(server -> !server.haSuspend())
          .forEach(server -> open.resume(server.name()));
    }
    balancer.retain(after.keySet());
    starts.retain(after.keySet());
    for (var view : last) {
      var old = before.get(view.name());
      if (old != null) {
        var now = after.get(view.name());
        ServerEnds.at(old.config(), view, now == null ? null : now.config())
            .forEach(end -> report(old.config(), end));
      }
    }
  }

  /** Returns the last views of these pools. */
  private List<PoolView> lastOf(Set<String> names) {
    var running = pools;
    return running == null
        ? List.of()
        : running.views(names).completeOnTimeout(List.of(), 1, TimeUnit.SECONDS).join();
  }

  /** Returns the names of virtual servers that are new or changed in {@code after}. */
  private static Set<String> changed(Map<String, Wired> before, Map<String, Wired> after) {
    var changed = new HashSet<String>();
    after.forEach((name, server) -> {
      if (!server.equals(before.get(name))) {
        changed.add(name);
      }
    });
    return changed;
  }

  /**
   * Returns the virtual servers that instances track, for new instances that do not know their
   * states yet.
   */
  private static Set<String> trackedBy(AgentConfig config) {
    var tracked = new HashSet<String>();
    for (var instance : config.vrrp().instances()) {
      for (var track : instance.tracks().watched()) {
        if (track.kind() == TrackKind.VIRTUAL_SERVER) {
          tracked.add(track.name());
        }
      }
    }
    return tracked;
  }

  private PoolListener listener(Map<String, Wired> wired) {
    return new PoolListener() {
      @Override
      public void changed(List<PoolChange> changes, PoolView view) {
        var server = wired.get(view.name());
        if (server != null) {
          decided(server.config(), changes, view);
        }
      }

      @Override
      public void together(Runnable calls) {
        balancer.together(calls);
      }
    };
  }

  private void decided(VirtualServerConfig server, List<PoolChange> changes, PoolView view) {
    balancer.wanted(server, view);
    starts(server, view, changes);
    changes.forEach(change -> publisher.poolChanged(view.name(), change));
    tracks.trackReported(
        TrackKind.VIRTUAL_SERVER,
        view.name(),
        view.quorum() ? TrackVerdict.WELL : TrackVerdict.FAILED);
    changes.forEach(change -> report(server, change));
  }

  /** Reports the servers that are up from the start; as with keepalived, before the quorum. */
  private void starts(VirtualServerConfig server, PoolView view, List<PoolChange> changes) {
    var up = starts.in(view, changes);
    if (config.notifications().serversAtStart()) {
      up.forEach(start -> reportUnmailed(server, start));
    }
  }

  /** Reports a change to FIFOs, mail and commands. */
  private void report(VirtualServerConfig server, PoolChange change) {
    notices.poolChanged(server, change);
    commands.report(server, change);
  }

  /** Reports a change to FIFOs and commands only. */
  private void reportUnmailed(VirtualServerConfig server, PoolChange change) {
    notices.poolChangedUnmailed(server, change);
    commands.report(server, change);
  }

  /** Handles an instance that gained or lost mastership. */
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

  /** Passes a new number in a track file on to the servers' checks of the file. */
  public void fileHolds(String file, int number) {
    reportedChecks.fileHolds(file, number);
  }

  /** Passes a new state of a BFD session on to the checks of the session. */
  void sessionIs(String session, boolean up, String reason) {
    reportedChecks.sessionIs(session, up, reason);
  }

  /** Returns the state of every check. */
  public CheckStates states() {
    var running = checks;
    return running == null ? CheckStates.NONE : running.states();
  }

  /** Returns the counters of a check; null if there is no such check. */
  public @Nullable CheckFigures figures(CheckSpec spec) {
    var running = checks;
    return running == null ? null : running.engine().figures(spec);
  }

  /** Returns the views of all pools, in the order of the configuration. */
  public CompletableFuture<List<PoolView>> views() {
    var running = pools;
    return running == null ? CompletableFuture.completedFuture(List.of()) : running.views();
  }

  /** See {@link PoolService#operator}. */
  public CompletableFuture<Void> operator(
      String service, String server, Intervention intervention) {
    var running = pools;
    return running == null
        ? CompletableFuture.completedFuture(null)
        : running.operator(service, server, intervention);
  }

  /** See {@link PoolService#foresee}; empty if there are no pools. */
  public CompletableFuture<Optional<PoolView>> foresee(
      String service, String server, Intervention intervention) {
    var running = pools;
    return running == null
        ? CompletableFuture.completedFuture(Optional.empty())
        : running.foresee(service, server, intervention).thenApply(Optional::of);
  }

  /** See {@link PoolService#drained}. */
  public CompletableFuture<Void> drained(String service, String server) {
    var running = pools;
    return running == null
        ? CompletableFuture.completedFuture(null)
        : running.drained(service, server);
  }

  /**
   * Ends the pools. Runs the "down" commands of virtual servers with {@code on-stop} (keepalived's
   * omega) and of their servers, if they are up.
   */
  public void end() {
    var running = pools;
    if (running == null) {
      return;
    }
    var last = running.views().completeOnTimeout(List.of(), 1, TimeUnit.SECONDS).join();
    running.close();
    for (var view : last) {
      var server = servers.get(view.name());
      if (server != null && server.config().notifications().onStop()) {
        ServerEnds.at(server.config(), view, null)
            .forEach(end -> reportUnmailed(server.config(), end));
      }
    }
  }

  @Override
  public void close() {
    var running = checks;
    if (running != null) {
      running.close();
    }
  }
}
