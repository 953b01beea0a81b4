package org.holdfast.agent;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.health.PoolView;
import org.holdfast.health.bfd.io.BfdStatus;
import org.holdfast.ipvs.run.TableStatus;
import org.holdfast.linux.NanoClock;
import org.holdfast.vrrp.io.InstanceStatus;

/**
 * What the agent's parts said of themselves at one moment, for all who asked then. A value, but for
 * what is made of it, which is kept so that it is made once.
 *
 * @param nanos when it was complete
 * @param table empty when no IPVS is kept
 */
record Snapshot(
    long nanos,
    AgentConfig config,
    List<InstanceStatus> instances,
    List<PoolView> pools,
    Optional<TableStatus> table,
    List<BfdStatus> sessions,
    Map<Object, CompletableFuture<?>> made) {

  /**
   * Asks the parts, each on its own thread; none of them waits for another.
   *
   * @param config what runs when all have answered
   */
  static CompletableFuture<Snapshot> take(
      Supplier<AgentConfig> config, Parts parts, NanoClock clock) {
    var instances = parts.vrrp().status();
    var views = parts.health().views();
    var table = parts.balancer().status();
    var sessions = parts.bfd().status();
    return CompletableFuture.allOf(instances, views, table, sessions)
        .thenApplyAsync(
            _ ->
                new Snapshot(
                    clock.nanos(),
                    config.get(),
                    instances.join(),
                    views.join(),
                    table.join(),
                    sessions.join(),
                    new ConcurrentHashMap<>()),
            Thread::startVirtualThread);
  }

  /**
   * What is made of this snapshot, once for all who want it, on a thread of its own: of ten
   * thousand servers it takes too long for any loop.
   *
   * @param key tells what it is
   */
  @SuppressWarnings("unchecked") // what stands under a key was made for it
  <T> CompletableFuture<T> once(Object key, Supplier<T> make) {
    return (CompletableFuture<T>)
        made.computeIfAbsent(
                key, _ -> CompletableFuture.supplyAsync(make, Thread::startVirtualThread))
            .copy();
  }
}
