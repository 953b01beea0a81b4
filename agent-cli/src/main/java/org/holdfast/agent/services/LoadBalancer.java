package org.holdfast.agent.services;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.IpvsConfig;
import org.holdfast.agent.config.MarkTableConfig;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.VirtualServerConfig.Standby;
import org.holdfast.health.PoolView;
import org.holdfast.ipvs.OnStop;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.SyncRole;
import org.holdfast.ipvs.run.IpvsListener;
import org.holdfast.ipvs.run.IpvsSync;
import org.holdfast.ipvs.run.MarkRecord;
import org.holdfast.ipvs.run.TableStatus;
import org.holdfast.linux.nftables.MarkTableTerms;
import org.holdfast.vrrp.io.InstanceId;
import org.holdfast.vrrp.io.InstanceIds;
import org.holdfast.vrrp.io.Readiness;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Derives the content of the kernel's IPVS table from the pools' views and the instances' states.
 * Thread-safe.
 *
 * <p>A virtual server is in the table while its instance serves, as master or until its successor
 * does, or its standby is warm. An instance's addresses wait until the services behind them have
 * been written.
 */
public final class LoadBalancer implements Readiness, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LoadBalancer.class);

  /** The time for which the end of the agent waits for the kernel. */
  private static final long STOP_SECONDS = 10;

  /** The time for which the addresses of a reload wait for the kernel. */
  private static final long RELOAD_SECONDS = 5;

  private final IpvsListener listener;
  private final IpvsAccess access;
  private final ServedServers served = new ServedServers();
  private final InstanceIds instances;
  private final Set<InstanceId> masters = new HashSet<>();
  private final Map<InstanceId, CompletableFuture<Void>> waiting = new HashMap<>();
  private final Set<String> unheard = new HashSet<>();
  private final LateWithdrawals late = new LateWithdrawals();
  private IpvsConfig ipvs;
  private @Nullable InstanceId daemonInstance;
  private MarkRecord marks = MarkRecord.NONE;
  private @Nullable CompletableFuture<Void> filled;
  private TurnListener turns = (instance, master) -> {};
  private IpvsAccess.@Nullable Opened kernel;

  /** Is notified when an instance gains or loses mastership. */
  @FunctionalInterface
  interface TurnListener {
    void turned(String instance, boolean master);
  }

  /**
   * Creates a load balancer without accessing the kernel.
   *
   * @param instances the configured instances, which apply a reload before this object
   * @param listener is notified of repairs and refusals, on the table's thread
   */
  public LoadBalancer(
      AgentConfig config, InstanceIds instances, IpvsListener listener, IpvsAccess access) {
    this.instances = instances;
    this.listener = listener;
    this.access = access;
    ipvs = config.ipvs();
    daemonInstance = instanceOfDaemon();
    for (var server : config.virtualServers()) {
      served.add(server, instance(server.instance()));
      unheard.add(server.name());
    }
  }

  private @Nullable InstanceId instance(@Nullable String name) {
    return name == null ? null : instances.get(name);
  }

  private @Nullable InstanceId instanceOfDaemon() {
    var daemon = ipvs.syncDaemon();
    return daemon == null ? null : instance(daemon.instance());
  }

  /**
   * Starts maintaining the kernel's IPVS table if it is configured. Pools fill the table later.
   *
   * @param earlier the services of an earlier agent that crashed on this host; they are removed
   *     unless they are still configured
   * @param record knows the tables of earlier agents that set firewall marks; they are taken over,
   *     or removed if no marks are configured
   */
  public synchronized void begin(List<ServiceKey> earlier, MarkRecord record) {
    marks = record;
    boolean isMarked = !record.ofEarlierRuns().isEmpty();
    boolean isLeft = !earlier.isEmpty() && (isMarked || access.isLoaded());
    if (isLeft || isMarked || !served.all().isEmpty() || ipvs.syncDaemon() != null) {
      open();
    }
    if (isLeft && kernel != null) {
      withdraw(kernel.sync(), earlier);
    }
  }

  /**
   * Returns, by virtual server, which servers served in the table that an earlier process of the
   * agent left. To be called after {@link #begin} and before the pools start; waits at most a
   * second. Does not query a kernel that has not loaded IPVS, which has no such table.
   */
  public Map<String, Map<String, Boolean>> served() {
    IpvsSync sync;
    var keys = new ArrayList<ServiceKey>();
    synchronized (this) {
      if (kernel == null || ipvs.flushAtStart() || !access.isLoaded()) {
        return Map.of();
      }
      sync = kernel.sync();
      served.all().forEach(server -> keys.addAll(server.config().services()));
    }
    var table = sync.left(keys).completeOnTimeout(Map.of(), 1, TimeUnit.SECONDS).join();
    synchronized (this) {
      var known = new HashMap<String, Map<String, Boolean>>();
      served.all().forEach(server -> known.put(server.config().name(), server.servedIn(table)));
      return known;
    }
  }

  private void open() {
    var opened = access.open(listener, marks);
    kernel = opened;
    var sync = opened.sync();
    if (ipvs.flushAtStart()) {
      sync.flush();
    }
    sync.wantTimeouts(ipvs.timeouts());
    sync.wantMarkTable(terms(ipvs.marks()));
    pushDaemons(sync);
    if (unheard.isEmpty()) {
      letThrough(sync);
    }
  }

  private static @Nullable MarkTableTerms terms(@Nullable MarkTableConfig config) {
    return config == null ? null : new MarkTableTerms(config.table(), config.priority());
  }

  /** Receives the view of a pool for the servers of {@code config}. */
  synchronized void wanted(VirtualServerConfig config, PoolView view) {
    var known = served.get(config.name());
    var server = known == null ? served.add(config, instance(config.instance())) : known;
    var before = served.is(server, config, view);
    if (kernel == null) {
      return;
    }
    push(kernel.sync(), server);
    withdraw(kernel.sync(), before);
    if (unheard.remove(config.name()) && unheard.isEmpty()) {
      letThrough(kernel.sync());
    }
  }

  /** Removes the services among these that no longer belong to a virtual server. */
  private void withdraw(IpvsSync sync, List<ServiceKey> keys) {
    for (var key : keys) {
      if (served.of(key) == null) {
        giveUp(sync, key);
      }
    }
  }

  /** Withdraws a service, after the addresses if a reload is going on. */
  private void giveUp(IpvsSync sync, ServiceKey key) {
    if (!late.isHolding()) {
      withdraw(sync, key);
      return;
    }
    late.add(key);
    if (key instanceof ServiceKey.Mark mark) {
      sync.mark(mark, late.with(mark, List.of()));
    }
  }

  private static void withdraw(IpvsSync sync, ServiceKey key) {
    sync.want(key, Optional.empty());
    if (key instanceof ServiceKey.Mark mark) {
      sync.mark(mark, List.of());
    }
  }

  /**
   * Begins a reload: services that it gives up stay in the table until {@link #addressesFollowed}.
   */
  public synchronized void reloads(AgentConfig next) {
    var before = served.all().stream().map(VirtualServerTable::config).toList();
    late.begin(before, next.virtualServers());
  }

  /**
   * Ends a reload, whose addresses have been added and removed: services that it has given up are
   * withdrawn, once the instances that it has removed have released their addresses.
   */
  public synchronized void addressesFollowed() {
    if (late.end(masters, instances::has)) {
      withdrawLate();
    }
  }

  private void withdrawLate() {
    var taken = late.take();
    if (kernel != null) {
      var sync = kernel.sync();
      for (var key : taken.services()) {
        var server = served.of(key);
        if (server == null || !isPresent(server)) {
          withdraw(sync, key);
        }
      }
      for (var mark : taken.marks()) {
        var server = served.of(mark);
        if (server != null && isPresent(server)) {
          sync.mark(mark, server.config().markedAddresses());
        }
      }
    }
    late.requested();
  }

  /**
   * Applies the IPVS settings of {@code next} and the instances that its virtual servers follow.
   * Other changes of virtual servers take effect with the next views of their pools.
   */
  public synchronized void follow(AgentConfig next) {
    var before = ipvs;
    var instanceBefore = daemonInstance;
    ipvs = next.ipvs();
    daemonInstance = instanceOfDaemon();
    followInstances(next);
    if (kernel == null) {
      if (!next.virtualServers().isEmpty() || ipvs.syncDaemon() != null) {
        open();
      }
      return;
    }
    if (!before.timeouts().equals(ipvs.timeouts())) {
      kernel.sync().wantTimeouts(ipvs.timeouts());
    }
    if (!Objects.equals(before.marks(), ipvs.marks())) {
      kernel.sync().wantMarkTable(terms(ipvs.marks()));
    }
    if (!Objects.equals(before.syncDaemon(), ipvs.syncDaemon())) {
      if (before.syncDaemon() != null) {
        kernel.sync().wantDaemons(before.syncDaemon(), EnumSet.noneOf(SyncRole.class));
      }
      pushDaemons(kernel.sync());
    } else if (daemonInstance != instanceBefore) {
      pushDaemons(kernel.sync());
    }
  }

  private void followInstances(AgentConfig next) {
    for (var server : next.virtualServers()) {
      var table = served.get(server.name());
      if (table != null && served.follow(table, instance(server.instance())) && kernel != null) {
        push(kernel.sync(), table);
      }
    }
  }

  /** Removes all virtual servers except these from this object and from the table. */
  synchronized void retain(Set<String> names) {
    var gone = served.retain(names);
    if (unheard.retainAll(names) && unheard.isEmpty() && kernel != null) {
      letThrough(kernel.sync());
    }
    if (kernel != null) {
      withdraw(kernel.sync(), gone);
    }
  }

  /**
   * Reports later changes of mastership to {@code listener}, and reports at once the current state
   * of every instance that a virtual server follows.
   */
  synchronized void onTurn(TurnListener listener) {
    turns = listener;
    for (var instance : served.instances()) {
      listener.turned(instance.name(), masters.contains(instance));
    }
  }

  @Override
  public synchronized CompletableFuture<Void> beforeAddresses(InstanceId instance) {
    masters.add(instance);
    turns.turned(instance.name(), true);
    if (served.boundTo(instance).isEmpty() && instance != daemonInstance) {
      boolean mayServe = !served.boundTo(null).isEmpty();
      return mayServe ? filled() : CompletableFuture.completedFuture(null);
    }
    if (kernel != null && unheard.isEmpty()) {
      return written(kernel.sync(), instance);
    }
    var ready = new CompletableFuture<Void>();
    waiting.put(instance, ready);
    return ready;
  }

  @Override
  public synchronized void keepsAddresses(InstanceId instance) {
    masters.add(instance);
    turns.turned(instance.name(), true);
    pushTurned(instance);
  }

  /**
   * Returns what completes when the services that follow no instance have been written for the
   * first time: any instance may have the addresses of such a service.
   */
  private CompletableFuture<Void> filled() {
    var first = filled;
    if (first == null) {
      first = new CompletableFuture<>();
      filled = first;
      if (kernel != null && unheard.isEmpty()) {
        fill(kernel.sync(), first);
      }
    }
    return first;
  }

  private static void fill(IpvsSync sync, CompletableFuture<Void> first) {
    var _ = sync.settled(List.of()).whenComplete((_, _) -> first.complete(null));
  }

  private void letThrough(IpvsSync sync) {
    if (filled != null) {
      fill(sync, filled);
    }
    waiting.forEach((instance, ready) -> {
      var _ = written(sync, instance).whenComplete((_, _) -> ready.complete(null));
    });
    waiting.clear();
  }

  /** Writes an instance's services; completes when the kernel has accepted or refused them. */
  private CompletableFuture<Void> written(IpvsSync sync, InstanceId instance) {
    var keys = new ArrayList<ServiceKey>();
    for (var server : served.boundTo(instance)) {
      pushIfItTurns(sync, server);
      keys.addAll(server.config().services());
    }
    pushDaemons(sync);
    return sync.settled(keys);
  }

  @Override
  public synchronized void afterAddresses(InstanceId instance) {
    masters.remove(instance);
    turns.turned(instance.name(), false);
    waiting.remove(instance);
    pushTurned(instance);
    if (late.released(instance)) {
      withdrawLate();
    }
  }

  /** Writes what depends on whether the instance serves. */
  private void pushTurned(InstanceId instance) {
    var open = kernel;
    if (open != null) {
      served.boundTo(instance).forEach(server -> pushIfItTurns(open.sync(), server));
      if (instance == daemonInstance) {
        pushDaemons(open.sync());
      }
    }
  }

  /** Whether a virtual server's instance, if it has one, is master. */
  private boolean isActive(VirtualServerTable server) {
    return server.instance() == null || masters.contains(server.instance());
  }

  /** Writes a cold standby's services; those of a warm standby are in the table already. */
  private void pushIfItTurns(IpvsSync sync, VirtualServerTable server) {
    if (server.config().standby() != Standby.WARM) {
      push(sync, server);
    }
  }

  private void push(IpvsSync sync, VirtualServerTable server) {
    var view = server.view();
    if (view == null) {
      return;
    }
    boolean present = isPresent(server);
    for (var key : server.config().services()) {
      if (present) {
        sync.want(key, Optional.of(server.service(key, view)));
        if (key instanceof ServiceKey.Mark mark) {
          sync.mark(mark, late.with(mark, server.config().markedAddresses()));
        }
      } else {
        giveUp(sync, key);
      }
    }
  }

  private boolean isPresent(VirtualServerTable server) {
    return isActive(server) || server.config().standby() == Standby.WARM;
  }

  private void pushDaemons(IpvsSync sync) {
    var daemon = ipvs.syncDaemon();
    if (daemon != null) {
      sync.wantDaemons(daemon, roles());
    }
  }

  private Set<SyncRole> roles() {
    if (daemonInstance == null) {
      return EnumSet.allOf(SyncRole.class);
    }
    return EnumSet.of(masters.contains(daemonInstance) ? SyncRole.MASTER : SyncRole.BACKUP);
  }

  /** Returns the content of the kernel's table; empty if the agent maintains none. */
  public synchronized CompletableFuture<Optional<TableStatus>> status() {
    return kernel == null
        ? CompletableFuture.completedFuture(Optional.empty())
        : kernel.sync().status().thenApply(Optional::of);
  }

  /**
   * Waits until the kernel has accepted or refused everything from before this call; five seconds
   * at most.
   */
  public void awaitServices() {
    written().completeOnTimeout(null, RELOAD_SECONDS, TimeUnit.SECONDS).join();
  }

  /**
   * Completes when the kernel has accepted or refused everything from before this call, and what
   * the last reload withdraws late: after the handover of an instance that it removed.
   */
  public CompletableFuture<Void> writtenAfterWithdrawals() {
    CompletableFuture<Void> over;
    synchronized (this) {
      over = late.over();
    }
    return over.thenCompose(_ -> written());
  }

  /** Completes when the kernel has accepted or refused everything from before this call. */
  private CompletableFuture<Void> written() {
    var sync = sync();
    return sync == null ? CompletableFuture.completedFuture(null) : sync.settled(List.of());
  }

  /** Returns what writes the table; null if the agent maintains none. */
  private synchronized @Nullable IpvsSync sync() {
    return kernel == null ? null : kernel.sync();
  }

  /**
   * Completes when the kernel has accepted or refused the services of every pool's first view; at
   * once if the agent maintains no table.
   */
  public synchronized CompletableFuture<Void> firstWritten() {
    return kernel == null ? CompletableFuture.completedFuture(null) : filled();
  }

  /**
   * Runs calls by which pools report their views, and passes what they change on to the table
   * together, so that its thread is woken once.
   */
  void together(Runnable calls) {
    var sync = sync();
    if (sync == null) {
      calls.run();
    } else {
      sync.together(calls);
    }
  }

  /** Returns the changes from before this call that the kernel refuses, one line per service. */
  public CompletableFuture<List<String>> refusals() {
    var sync = sync();
    if (sync == null) {
      return CompletableFuture.completedFuture(List.of());
    }
    return sync.settled(List.of())
        .thenCompose(_ -> sync.status())
        .thenApply(TableStatus::refusedServices);
  }

  /**
   * Returns the number of the kernel's connections to a server in any state, at most two seconds
   * old; empty if the server is in no service or the agent maintains no table.
   */
  public CompletableFuture<OptionalLong> connections(String virtualServer, String server) {
    VirtualServerTable found;
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
        status()
            .thenApply(table ->
                table.map(all -> ConnectionCounts.sum(all, keys)).orElse(OptionalLong.empty()));
    return synchronised
        ? counted.thenApplyAsync(
            sum -> ConnectionCounts.listedIfNone(access, sum, keys), Thread::startVirtualThread)
        : counted;
  }

  /** Removes the services or leaves them in the table, as configured; waits at most ten seconds. */
  @Override
  public void close() {
    IpvsAccess.Opened open;
    OnStop how;
    synchronized (this) {
      withdrawLate();
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
      log.error("The IPVS table could not be left as configured: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    open.end().run();
  }
}
