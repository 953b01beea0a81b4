package org.holdfast.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.IpvsConfig;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.VirtualServerConfig.Standby;
import org.holdfast.health.PoolView;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.OnStop;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.SyncRole;
import org.holdfast.ipvs.netlink.AwaitedIpvsKernel;
import org.holdfast.ipvs.netlink.Modprobe;
import org.holdfast.ipvs.run.ConnectionList;
import org.holdfast.ipvs.run.IpvsListener;
import org.holdfast.ipvs.run.IpvsSync;
import org.holdfast.ipvs.run.TableStatus;
import org.holdfast.linux.NanoClock;
import org.holdfast.vrrp.io.AddressGate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From what pools decide and what instances are, to what the kernel's IPVS is to hold. Any thread.
 *
 * <p>A virtual server is in the table while its instance is master or its standby is warm. An
 * instance's addresses wait until what serves behind them has been written.
 */
final class LoadBalancer implements AddressGate, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LoadBalancer.class);

  /** That the end of the agent waits for the kernel. */
  private static final long STOP_SECONDS = 10;

  private static final Path IPVS_TABLE = Path.of("/proc/self/net/ip_vs");

  private final IpvsListener listener;
  private final NanoClock clock;
  private final Map<String, Served> served = new LinkedHashMap<>();
  private final Set<String> masters = new HashSet<>();
  private final Map<String, Runnable> waiting = new HashMap<>();
  private final Set<String> unheard = new HashSet<>();
  private IpvsConfig ipvs;
  private TurnListener turns = (instance, master) -> {};
  private @Nullable Kernel kernel;

  /** Hears of instances that become master and of those that are it no more. */
  @FunctionalInterface
  interface TurnListener {
    void turned(String instance, boolean master);
  }

  /** The sync of the table and the thread that it works on. */
  private record Kernel(ScheduledExecutorService thread, AwaitedIpvsKernel ipvs, IpvsSync sync) {}

  /** Touches nothing yet. */
  LoadBalancer(AgentConfig config, IpvsListener listener, NanoClock clock) {
    this.listener = listener;
    this.clock = clock;
    ipvs = config.ipvs();
    config.virtualServers().forEach(server -> served.put(server.name(), new Served(server)));
    unheard.addAll(served.keySet());
  }

  /** Whether there is anything to do at all. */
  private boolean isIdle() {
    return served.isEmpty() && ipvs.syncDaemon() == null;
  }

  /**
   * Starts keeping the kernel's IPVS. What the table is to hold comes with the pools' first words.
   */
  synchronized void begin() {
    if (!isIdle()) {
      open();
    }
  }

  /**
   * Which servers the table has serve that an earlier life left, by virtual server. Asked after
   * {@link #begin} and before the pools begin; waits a second at most. A kernel that has not loaded
   * IPVS has no such table, and is not asked.
   */
  Map<String, Map<String, Boolean>> served() {
    IpvsSync sync;
    var keys = new ArrayList<ServiceKey>();
    synchronized (this) {
      if (kernel == null || ipvs.flushAtStart() || !Files.exists(IPVS_TABLE)) {
        return Map.of();
      }
      sync = kernel.sync();
      served.values().forEach(server -> keys.addAll(server.config().keys()));
    }
    var table = sync.left(keys).completeOnTimeout(Map.of(), 1, TimeUnit.SECONDS).join();
    synchronized (this) {
      var known = new HashMap<String, Map<String, Boolean>>();
      served.forEach((name, server) -> known.put(name, server.servedIn(table)));
      return known;
    }
  }

  private void open() {
    var thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("ipvs").daemon().factory());
    var table = new AwaitedIpvsKernel(new Modprobe(), clock);
    var opened = new Kernel(thread, table, IpvsSync.start(table, thread, clock, listener));
    kernel = opened;
    if (ipvs.flushAtStart()) {
      opened.sync().flush();
    }
    opened.sync().wantTimeouts(ipvs.timeouts());
    pushDaemons(opened);
    if (unheard.isEmpty()) {
      letThrough(opened);
    }
  }

  /** A pool has said what it wants. */
  synchronized void wanted(VirtualServerConfig config, PoolView view) {
    var server = served.computeIfAbsent(config.name(), _ -> new Served(config));
    var before = server.config().equals(config) ? List.<ServiceKey>of() : server.config().keys();
    server.is(config, view);
    if (kernel == null) {
      return;
    }
    push(kernel, server);
    withdraw(kernel, before);
    if (unheard.remove(config.name()) && unheard.isEmpty()) {
      letThrough(kernel);
    }
  }

  /** Those of these services that are no virtual server's any more. */
  private void withdraw(Kernel open, List<ServiceKey> keys) {
    for (var key : keys) {
      if (served.values().stream().noneMatch(server -> server.config().keys().contains(key))) {
        open.sync().want(key, Optional.empty());
      }
    }
  }

  /**
   * What holds for IPVS as a whole from now on; what virtual servers are to be comes with their
   * pools' words.
   */
  synchronized void reload(AgentConfig next) {
    var before = ipvs;
    ipvs = next.ipvs();
    if (kernel == null) {
      boolean none = next.virtualServers().isEmpty() && ipvs.syncDaemon() == null;
      if (!none) {
        open();
      }
      return;
    }
    if (!before.timeouts().equals(ipvs.timeouts())) {
      kernel.sync().wantTimeouts(ipvs.timeouts());
    }
    if (!Objects.equals(before.syncDaemon(), ipvs.syncDaemon())) {
      if (before.syncDaemon() != null) {
        kernel.sync().wantDaemons(before.syncDaemon(), EnumSet.noneOf(SyncRole.class));
      }
      pushDaemons(kernel);
    }
  }

  /** Virtual servers that are none of these are no more. */
  synchronized void retain(Set<String> names) {
    var gone = new ArrayList<ServiceKey>();
    served.values().stream()
        .filter(server -> !names.contains(server.config().name()))
        .forEach(server -> gone.addAll(server.config().keys()));
    served.keySet().retainAll(names);
    if (unheard.retainAll(names) && unheard.isEmpty() && kernel != null) {
      letThrough(kernel);
    }
    if (kernel != null) {
      withdraw(kernel, gone);
    }
  }

  @Override
  public synchronized void renamed(Map<String, String> names) {
    var renamed = new HashSet<String>();
    masters.forEach(name -> renamed.add(names.getOrDefault(name, name)));
    masters.clear();
    masters.addAll(renamed);
    var still = new HashMap<>(waiting);
    waiting.clear();
    still.forEach((name, ready) -> waiting.put(names.getOrDefault(name, name), ready));
    for (var server : served.values()) {
      server.renamed(names);
    }
  }

  /** Who hears of turns from now on, and at once of how things stand. */
  synchronized void onTurn(TurnListener listener) {
    turns = listener;
    served.values().stream()
        .map(server -> server.instance())
        .filter(Objects::nonNull)
        .distinct()
        .forEach(instance -> listener.turned(instance, masters.contains(instance)));
  }

  @Override
  public synchronized void beforeAddresses(String instance, Runnable ready) {
    masters.add(instance);
    turns.turned(instance, true);
    var bound = boundTo(instance);
    var open = kernel;
    if (bound.isEmpty() && !decidesDaemons(instance)) {
      ready.run();
    } else if (open == null || !unheard.isEmpty()) {
      waiting.put(instance, ready);
    } else {
      pass(open, bound, ready);
    }
  }

  private void letThrough(Kernel open) {
    waiting.forEach((instance, ready) -> pass(open, boundTo(instance), ready));
    waiting.clear();
  }

  private void pass(Kernel open, List<Served> bound, Runnable ready) {
    var keys = new ArrayList<ServiceKey>();
    for (var server : bound) {
      pushIfItTurns(open, server);
      keys.addAll(server.config().keys());
    }
    pushDaemons(open);
    var _ = open.sync().settled(keys).whenComplete((_, _) -> ready.run());
  }

  @Override
  public synchronized void afterAddresses(String instance) {
    masters.remove(instance);
    turns.turned(instance, false);
    waiting.remove(instance);
    var open = kernel;
    if (open != null) {
      boundTo(instance).forEach(server -> pushIfItTurns(open, server));
      if (decidesDaemons(instance)) {
        pushDaemons(open);
      }
    }
  }

  private List<Served> boundTo(String instance) {
    return served.values().stream().filter(server -> instance.equals(server.instance())).toList();
  }

  /** Whether a virtual server's instance, if it has one, is master. */
  private boolean isActive(Served server) {
    return server.instance() == null || masters.contains(server.instance());
  }

  /** A warm standby has the same services on master and backup, so they were pushed already. */
  private void pushIfItTurns(Kernel open, Served server) {
    if (server.config().standby() != Standby.WARM) {
      push(open, server);
    }
  }

  private void push(Kernel open, Served server) {
    var view = server.view();
    if (view == null) {
      return;
    }
    boolean present = isActive(server) || server.config().standby() == Standby.WARM;
    for (var key : server.config().keys()) {
      open.sync().want(key, present ? Optional.of(server.service(key, view)) : Optional.empty());
    }
  }

  private boolean decidesDaemons(String instance) {
    var daemon = ipvs.syncDaemon();
    return daemon != null && instance.equals(daemon.instance());
  }

  private void pushDaemons(Kernel open) {
    var daemon = ipvs.syncDaemon();
    if (daemon != null) {
      open.sync().wantDaemons(daemon, roles(daemon.instance()));
    }
  }

  private Set<SyncRole> roles(@Nullable String instance) {
    if (instance == null) {
      return EnumSet.allOf(SyncRole.class);
    }
    return EnumSet.of(masters.contains(instance) ? SyncRole.MASTER : SyncRole.BACKUP);
  }

  /** What the kernel's table holds; nothing when none is kept. */
  synchronized CompletableFuture<Optional<TableStatus>> status() {
    return kernel == null
        ? CompletableFuture.completedFuture(Optional.empty())
        : kernel.sync().status().thenApply(Optional::of);
  }

  /** What the kernel refuses of all that has been wanted up to now, a line for each service. */
  CompletableFuture<List<String>> refusals() {
    IpvsSync sync;
    synchronized (this) {
      if (kernel == null) {
        return CompletableFuture.completedFuture(List.of());
      }
      sync = kernel.sync();
    }
    return sync.settled(List.of())
        .thenCompose(_ -> sync.status())
        .thenApply(TableStatus::refusedServices);
  }

  /**
   * The connections that the kernel has for a server, of any state, as read within two seconds;
   * empty when it is in no table, or none is kept.
   */
  CompletableFuture<OptionalLong> connections(String virtualServer, String server) {
    Served found;
    boolean synchronised;
    synchronized (this) {
      found = served.get(virtualServer);
      synchronised = ipvs.syncDaemon() != null;
    }
    if (found == null) {
      return CompletableFuture.completedFuture(OptionalLong.empty());
    }
    var keys = found.keysOf(server);
    var counted =
        status().thenApply(table -> table.map(all -> sum(all, keys)).orElse(OptionalLong.empty()));
    return synchronised
        ? counted.thenApplyAsync(sum -> listedIfNone(sum, keys), Thread::startVirtualThread)
        : counted;
  }

  /**
   * A server that counts no connections may have some all the same: those that came by the sync
   * daemon while it was not in the table, as with a cold standby.
   */
  private static OptionalLong listedIfNone(
      OptionalLong counted, Map<ServiceKey, Destination.Key> keys) {
    if (counted.isEmpty() || counted.getAsLong() > 0) {
      return counted;
    }
    try {
      return OptionalLong.of(ConnectionList.count(keys));
    } catch (IOException e) {
      log.warn("IPVS: cannot read the list of connections: {}", e.getMessage());
      return counted;
    }
  }

  private static OptionalLong sum(TableStatus table, Map<ServiceKey, Destination.Key> keys) {
    var sum = OptionalLong.empty();
    for (var service : table.services()) {
      var key = keys.get(service.key());
      for (var server : service.servers()) {
        if (server.key().equals(key) && server.actual().isPresent()) {
          var found = server.actual().get();
          long here = found.activeConnections() + found.inactiveConnections();
          sum = OptionalLong.of(sum.orElse(0) + here);
        }
      }
    }
    return sum;
  }

  /** Leaves the table as the configuration says; comes back when that is done. */
  @Override
  public void close() {
    Kernel open;
    OnStop how;
    synchronized (this) {
      open = kernel;
      kernel = null;
      how = ipvs.onStop();
    }
    if (open == null) {
      return;
    }
    try {
      open.sync().stop(how).get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.error("IPVS is not as it should be left: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    open.thread().execute(open.ipvs()::close);
    open.thread().shutdown();
  }
}
