package org.holdfast.agent.answers;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.health.PoolView;
import org.holdfast.health.ScriptState;
import org.holdfast.health.bfd.io.BfdStatus;
import org.holdfast.ipvs.run.TableStatus;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.io.InstanceStatus;

/**
 * What the agent's parts reported at one moment; all requests of that moment share it. A value,
 * except for the answers made from it, which are kept so that each is made once.
 *
 * @param nanos the instant at which it was complete
 * @param uptimeNanos how long the agent had served by then
 * @param table empty if the agent keeps no IPVS table
 */
public record Snapshot(
    long nanos,
    long uptimeNanos,
    AgentConfig config,
    List<InstanceStatus> instances,
    List<PoolView> pools,
    Optional<TableStatus> table,
    List<BfdStatus> sessions,
    List<ScriptState> scripts,
    Map<Object, CompletableFuture<?>> made) {

  /** The parts that are asked. Each answers on its own thread and waits for no other. */
  public record Sources(
      Supplier<CompletableFuture<List<InstanceStatus>>> instances,
      Supplier<CompletableFuture<List<PoolView>>> pools,
      Supplier<CompletableFuture<Optional<TableStatus>>> table,
      Supplier<CompletableFuture<List<BfdStatus>>> sessions,
      Supplier<List<ScriptState>> scripts) {}

  /**
   * Asks all parts at once.
   *
   * @param config returns the configuration that runs when all parts have answered
   * @param startedAt the instant at which the agent began to serve
   */
  public static CompletableFuture<Snapshot> take(
      Supplier<AgentConfig> config, Sources parts, long startedAt, NanoClock clock) {
    var instances = parts.instances().get();
    var views = parts.pools().get();
    var table = parts.table().get();
    var sessions = parts.sessions().get();
    return CompletableFuture.allOf(instances, views, table, sessions)
        .thenApplyAsync(
            _ -> {
              long now = clock.nanos();
              return new Snapshot(
                  now,
                  now - startedAt,
                  config.get(),
                  instances.join(),
                  views.join(),
                  table.join(),
                  sessions.join(),
                  parts.scripts().get(),
                  new ConcurrentHashMap<>());
            },
            Thread::startVirtualThread);
  }

  /**
   * Makes an answer from this snapshot, once for all requests, on a thread of its own: with ten
   * thousand servers this takes too long for any loop.
   *
   * @param key names the answer
   */
  @SuppressWarnings("unchecked") // the value of a key was made for that key
  <T> CompletableFuture<T> once(Object key, Supplier<T> make) {
    return (CompletableFuture<T>)
        made.computeIfAbsent(
                key, _ -> CompletableFuture.supplyAsync(make, Thread::startVirtualThread))
            .copy();
  }
}
