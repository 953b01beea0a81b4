package org.holdfast.agent.answers;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.health.PoolView;
import org.holdfast.health.ScriptState;
import org.holdfast.health.bfd.io.BfdStatus;
import org.holdfast.ipvs.run.TableStatus;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.io.InstanceStatus;
import org.holdfast.vrrp.io.StaticStatus;

/**
 * The state of all parts at one moment, shared by concurrent requests. An immutable value, except
 * for a cache of the responses built from it, so that each is built once.
 *
 * @param nanos the instant at which the snapshot was complete
 * @param uptimeNanos the time for which the agent had served by then
 * @param table empty if the agent keeps no IPVS table
 */
public record Snapshot(
    long nanos,
    long uptimeNanos,
    AgentConfig config,
    List<InstanceStatus> instances,
    StaticStatus statics,
    List<PoolView> pools,
    Optional<TableStatus> table,
    List<BfdStatus> sessions,
    List<ScriptState> scripts,
    Map<Object, CompletableFuture<?>> made) {

  /** The parts that a snapshot queries. Each responds on its own thread and waits for no other. */
  public record Sources(
      Supplier<CompletableFuture<List<InstanceStatus>>> instances,
      Supplier<CompletableFuture<StaticStatus>> statics,
      Supplier<CompletableFuture<List<PoolView>>> pools,
      Supplier<CompletableFuture<Optional<TableStatus>>> table,
      Supplier<CompletableFuture<List<BfdStatus>>> sessions,
      Supplier<List<ScriptState>> scripts) {}

  /** Readers' screens differ, and each is a response of its own. */
  private static final int MOST_MADE = 32;

  /** The time within which every part must respond; requests wait no longer for a snapshot. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /**
   * Queries all parts at once. Fails with a {@link java.util.concurrent.TimeoutException} if a part
   * has not responded within 10 seconds, so that the next snapshot does not wait for this one.
   *
   * @param config returns the configuration that runs when all parts have responded
   * @param startedAt the instant at which the agent began to serve
   */
  public static CompletableFuture<Snapshot> take(
      Supplier<AgentConfig> config, Sources parts, long startedAt, NanoClock clock) {
    return take(config, parts, startedAt, clock, LIMIT);
  }

  static CompletableFuture<Snapshot> take(
      Supplier<AgentConfig> config,
      Sources parts,
      long startedAt,
      NanoClock clock,
      Duration limit) {
    var instances = parts.instances().get();
    var statics = parts.statics().get();
    var views = parts.pools().get();
    var table = parts.table().get();
    var sessions = parts.sessions().get();
    return CompletableFuture.allOf(instances, statics, views, table, sessions)
        .orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
        .thenApplyAsync(
            _ -> {
              long now = clock.nanos();
              return new Snapshot(
                  now,
                  now - startedAt,
                  config.get(),
                  instances.join(),
                  statics.join(),
                  views.join(),
                  table.join(),
                  sessions.join(),
                  parts.scripts().get(),
                  new ConcurrentHashMap<>());
            },
            Thread::startVirtualThread);
  }

  /**
   * Builds a response from this snapshot, once for all requests, on a separate thread, because this
   * takes too long for an event loop with ten thousand servers.
   *
   * <p>Only so many different responses are kept; further ones are built for each request.
   *
   * @param key identifies the response
   */
  @SuppressWarnings("unchecked") // the value of a key was built for that key
  <T> CompletableFuture<T> once(Object key, Supplier<T> make) {
    if (made.size() >= MOST_MADE && !made.containsKey(key)) {
      return CompletableFuture.supplyAsync(make, Thread::startVirtualThread);
    }
    return (CompletableFuture<T>)
        made.computeIfAbsent(
                key, _ -> CompletableFuture.supplyAsync(make, Thread::startVirtualThread))
            .copy();
  }
}
