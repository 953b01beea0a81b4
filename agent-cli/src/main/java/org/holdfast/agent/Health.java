package org.holdfast.agent;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.NamedCheck;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.health.Advice;
import org.holdfast.health.Failure;
import org.holdfast.health.Intervention;
import org.holdfast.health.PoolChange;
import org.holdfast.health.PoolConfig;
import org.holdfast.health.PoolView;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.run.CheckEngine;
import org.holdfast.health.run.CheckFigures;
import org.holdfast.health.run.CheckService;
import org.holdfast.health.run.CheckStatus;
import org.holdfast.health.run.EarlierLife;
import org.holdfast.health.run.PoolListener;
import org.holdfast.health.run.PoolService;
import org.holdfast.health.stream.TlsSuites;
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

  private final NanoClock clock;
  private final Scripts scripts;
  private final ServerCommands commands;
  private final Notices notices;
  private final LoadBalancer balancer;
  private final Chronicle chronicle;
  private final Map<NamedCheck, CheckEngine.Subscription> tracked = new HashMap<>();
  private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
  private volatile AgentConfig config;
  private volatile Map<String, VirtualServerConfig> servers;
  private volatile Set<Probe.FileValue> files;
  private volatile @Nullable CheckService checks;
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
    this.commands = new ServerCommands(scripts);
    this.notices = notices;
    this.balancer = balancer;
    this.chronicle = chronicle;
    this.clock = clock;
    servers = byName(config);
    files = filesOf(config);
    checks = isIdle(config) ? null : new CheckService(clock, scripts.prober());
  }

  static boolean isIdle(AgentConfig config) {
    return config.trackedChecks().isEmpty() && config.virtualServers().isEmpty();
  }

  private static Map<String, VirtualServerConfig> byName(AgentConfig config) {
    var servers = new HashMap<String, VirtualServerConfig>();
    config.virtualServers().forEach(server -> servers.put(server.name(), server));
    return servers;
  }

  private static Set<Probe.FileValue> filesOf(AgentConfig config) {
    var files = new HashSet<Probe.FileValue>();
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
    return files;
  }

  /**
   * Starts every check; {@code vrrp} hears of those that instances track.
   *
   * @param earlier what is known of servers from before the start
   */
  void begin(VrrpService vrrp, EarlierLife earlier) {
    var running = checks;
    if (running == null) {
      return;
    }
    track(running.engine(), config, vrrp);
    pools = running.pools(poolsOf(config), earlier, listener(servers, vrrp));
    balancer.onTurn(this::turned);
  }

  private static List<PoolConfig> poolsOf(AgentConfig config) {
    return config.virtualServers().stream().map(VirtualServerConfig::pool).toList();
  }

  /** Those that are tracked already go on; new ones are there before others end. */
  private void track(CheckEngine engine, AgentConfig wanted, VrrpService vrrp) {
    for (var check : wanted.trackedChecks()) {
      tracked.computeIfAbsent(
          check,
          _ ->
              engine.subscribe(
                  check.spec(),
                  state ->
                      vrrp.trackHeard(
                          TrackKind.CHECK, check.name(), Scripts.verdictOf(state.verdict()))));
    }
    tracked.forEach((check, subscription) -> {
      if (!wanted.trackedChecks().contains(check)) {
        subscription.end();
      }
    });
    tracked.keySet().retainAll(wanted.trackedChecks());
  }

  /**
   * Checks what {@code next} says from now on; checks that are the same go on, and what is known of
   * servers that stay stands. Servers and services that are no more go down for those who want to
   * know. Comes back when the table is told of all of it. Not twice at once.
   */
  void reload(AgentConfig next, VrrpService vrrp) {
    var running = checks;
    if (running == null && isIdle(next)) {
      config = next;
      return;
    }
    var before = servers;
    var after = byName(next);
    var last = lastOf(changed(after, before));
    config = next;
    servers = after;
    files = filesOf(next);
    numbers.forEach(this::tellFile);
    var open = pools;
    if (running == null || open == null) {
      TlsSuites.allowRsaKeyExchange();
      checks = new CheckService(clock, scripts.prober());
      begin(vrrp, EarlierLife.NONE);
    } else {
      track(running.engine(), next, vrrp);
      var news = changed(before, after);
      news.addAll(trackedBy(next));
      open.reload(poolsOf(next), news, listener(after, vrrp)).join();
      balancer.onTurn(this::turned);
      next.virtualServers().stream()
          .filter(server -> !server.haSuspend())
          .forEach(server -> open.resume(server.name()));
    }
    balancer.retain(after.keySet());
    for (var view : last) {
      var old = before.get(view.name());
      if (old != null) {
        commands.tellGone(old, view, after.get(view.name()));
      }
    }
  }

  /** What these pools want until now. */
  private List<PoolView> lastOf(Set<String> names) {
    var running = pools;
    return running == null
        ? List.of()
        : running.views(names).completeOnTimeout(List.of(), 1, TimeUnit.SECONDS).join();
  }

  /** The names of those in {@code after} that are new there, or another than before. */
  private static Set<String> changed(
      Map<String, VirtualServerConfig> before, Map<String, VirtualServerConfig> after) {
    var changed = new HashSet<String>();
    after.forEach((name, server) -> {
      if (!server.equals(before.get(name))) {
        changed.add(name);
      }
    });
    return changed;
  }

  /** The virtual servers that instances track: an instance that is new to one has heard nothing. */
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

  private PoolListener listener(Map<String, VirtualServerConfig> configs, VrrpService vrrp) {
    return (changes, view) -> {
      var server = configs.get(view.name());
      if (server != null) {
        decided(server, changes, view, vrrp);
      }
    };
  }

  private void decided(
      VirtualServerConfig server, List<PoolChange> changes, PoolView view, VrrpService vrrp) {
    balancer.wanted(server, view);
    changes.forEach(change -> chronicle.poolChanged(view.name(), change));
    vrrp.trackHeard(
        TrackKind.VIRTUAL_SERVER,
        view.name(),
        view.quorum() ? TrackVerdict.WELL : TrackVerdict.FAILED);
    for (var change : changes) {
      notices.poolChanged(server, change);
      commands.tell(server, change);
    }
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
    numbers.put(file, number);
    tellFile(file, number);
  }

  private void tellFile(String file, int number) {
    var running = checks;
    if (running == null) {
      return;
    }
    for (var probe : files) {
      if (probe.trackFile().equals(file)) {
        running.engine().tell(probe, meaning(probe, number));
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
    var running = checks;
    if (running != null) {
      running
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
    var running = checks;
    return running == null ? List.of() : running.status();
  }

  /** What has been counted of every check. */
  List<CheckFigures> figures() {
    return checks == null ? List.of() : checks.engine().figures();
  }

  /** What every pool wants, in the order of the configuration. */
  CompletableFuture<List<PoolView>> views() {
    var running = pools;
    return running == null ? CompletableFuture.completedFuture(List.of()) : running.views();
  }

  /** See {@link PoolService#operator}. */
  CompletableFuture<Void> operator(String service, String server, Intervention intervention) {
    var running = pools;
    return running == null
        ? CompletableFuture.completedFuture(null)
        : running.operator(service, server, intervention);
  }

  /** See {@link PoolService#drained}. */
  CompletableFuture<Void> drained(String service, String server) {
    var running = pools;
    return running == null
        ? CompletableFuture.completedFuture(null)
        : running.drained(service, server);
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
        commands.tellEnd(server, view);
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
