package org.holdfast.agent;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.VirtualServerConfig.Standby;
import org.holdfast.health.PoolView;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.SyncRole;
import org.holdfast.ipvs.VirtualService;
import org.holdfast.ipvs.netlink.AwaitedIpvsKernel;
import org.holdfast.ipvs.netlink.Modprobe;
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
 * instance's addresses wait until what serves behind them has been verified.
 */
final class LoadBalancer implements AddressGate, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LoadBalancer.class);

  /** That the end of the agent waits for the kernel. */
  private static final long STOP_SECONDS = 10;

  private final AgentConfig config;
  private final IpvsListener listener;
  private final NanoClock clock;
  private final Map<String, Served> served = new LinkedHashMap<>();
  private final Set<String> masters = new HashSet<>();
  private final Map<String, Runnable> waiting = new HashMap<>();
  private int unheard;
  private TurnListener turns = (instance, master) -> {};
  private @Nullable Kernel kernel;

  /** Hears of instances that become master and of those that are it no more. */
  @FunctionalInterface
  interface TurnListener {
    void turned(String instance, boolean master);
  }

  /** The sync of the table and the thread that it works on. */
  private record Kernel(ScheduledExecutorService thread, AwaitedIpvsKernel ipvs, IpvsSync sync) {}

  /** A virtual server and what its pool wants of the table; null until the pool has spoken. */
  private static final class Served {
    private final VirtualServerConfig config;
    private @Nullable PoolView view;

    private Served(VirtualServerConfig config) {
      this.config = config;
    }

    private VirtualService service(ServiceKey key, PoolView wanted) {
      var destinations = new LinkedHashMap<Destination.Key, Destination>();
      for (int i = 0; i < wanted.servers().size(); i++) {
        put(destinations, config.realServers().get(i), key, wanted.servers().get(i).place());
      }
      if (config.sorryServer() != null && wanted.sorryServer() != null) {
        put(destinations, config.sorryServer(), key, wanted.sorryServer());
      }
      return new VirtualService(key, config.terms(), List.copyOf(destinations.values()));
    }

    /** A sorry server that is one of the servers too is there once, with the greater weight. */
    private static void put(
        Map<Destination.Key, Destination> destinations,
        VirtualServerConfig.RealServer server,
        ServiceKey key,
        PoolView.Place place) {
      if (place.inTable()) {
        var destination = server.under(key).withWeight(place.weight());
        destinations.merge(
            destination.key(), destination, (a, b) -> a.weight() >= b.weight() ? a : b);
      }
    }
  }

  /** Touches nothing yet. */
  LoadBalancer(AgentConfig config, IpvsListener listener, NanoClock clock) {
    this.config = config;
    this.listener = listener;
    this.clock = clock;
    config.virtualServers().forEach(server -> served.put(server.name(), new Served(server)));
    unheard = served.size();
  }

  /** Whether there is anything to do at all. */
  boolean isIdle() {
    return served.isEmpty() && config.ipvs().syncDaemon() == null;
  }

  /**
   * Starts keeping the kernel's IPVS. What the table is to hold comes with the pools' first words.
   */
  synchronized void begin() {
    if (isIdle()) {
      return;
    }
    var thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("ipvs").daemon().factory());
    var ipvs = new AwaitedIpvsKernel(new Modprobe(), clock);
    var opened = new Kernel(thread, ipvs, IpvsSync.start(ipvs, thread, clock, listener));
    kernel = opened;
    if (config.ipvs().flushAtStart()) {
      opened.sync().flush();
    }
    opened.sync().wantTimeouts(config.ipvs().timeouts());
    pushDaemons(opened);
    if (unheard == 0) {
      letThrough(opened);
    }
  }

  /** A pool has said what it wants. */
  synchronized void wanted(PoolView view) {
    var server = served.get(view.name());
    if (server == null || kernel == null) {
      return;
    }
    boolean first = server.view == null;
    server.view = view;
    push(kernel, server);
    if (first && --unheard == 0) {
      letThrough(kernel);
    }
  }

  /** Who hears of turns from now on, and at once of how things stand. */
  synchronized void onTurn(TurnListener listener) {
    turns = listener;
    served.values().stream()
        .map(server -> server.config.instance())
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
    } else if (open == null || unheard > 0) {
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
      push(open, server);
      keys.addAll(server.config.keys());
    }
    pushDaemons(open);
    var _ = open.sync().verify(keys).whenComplete((_, _) -> ready.run());
  }

  @Override
  public synchronized void afterAddresses(String instance) {
    masters.remove(instance);
    turns.turned(instance, false);
    waiting.remove(instance);
    var open = kernel;
    if (open != null) {
      boundTo(instance).forEach(server -> push(open, server));
      if (decidesDaemons(instance)) {
        pushDaemons(open);
      }
    }
  }

  private List<Served> boundTo(String instance) {
    return served.values().stream()
        .filter(server -> instance.equals(server.config.instance()))
        .toList();
  }

  /** Whether a virtual server's instance, if it has one, is master. */
  private boolean isActive(VirtualServerConfig server) {
    return server.instance() == null || masters.contains(server.instance());
  }

  private void push(Kernel open, Served server) {
    var view = server.view;
    if (view == null) {
      return;
    }
    boolean present = isActive(server.config) || server.config.standby() == Standby.WARM;
    for (var key : server.config.keys()) {
      open.sync().want(key, present ? Optional.of(server.service(key, view)) : Optional.empty());
    }
  }

  private boolean decidesDaemons(String instance) {
    var daemon = config.ipvs().syncDaemon();
    return daemon != null && instance.equals(daemon.instance());
  }

  private void pushDaemons(Kernel open) {
    var daemon = config.ipvs().syncDaemon();
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

  /** Leaves the table as the configuration says; comes back when that is done. */
  @Override
  public void close() {
    Kernel open;
    synchronized (this) {
      open = kernel;
      kernel = null;
    }
    if (open == null) {
      return;
    }
    try {
      open.sync().stop(config.ipvs().onStop()).get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.error("IPVS is not as it should be left: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    open.thread().execute(open.ipvs()::close);
    open.thread().shutdown();
  }
}
