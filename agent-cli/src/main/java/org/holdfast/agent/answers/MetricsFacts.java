package org.holdfast.agent.answers;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.holdfast.agent.cli.Version;
import org.holdfast.agent.metrics.AgentFacts;
import org.holdfast.agent.metrics.FactSource;
import org.holdfast.agent.metrics.Reloads;

/** Derives the facts of the metrics from the snapshot that all requests share. */
public final class MetricsFacts implements FactSource {

  private final Supplier<CompletableFuture<Snapshot>> snapshots;
  private final AgentFacts.Checks checks;
  private final Supplier<Map<String, String>> orders;
  private final Supplier<Reloads> reloads;

  /**
   * @param snapshots shared by all requests
   * @param checks the counters of every check
   * @param orders the kind of each operator's order that holds, by its target
   * @param reloads the counters of reloads
   */
  public MetricsFacts(
      Supplier<CompletableFuture<Snapshot>> snapshots,
      AgentFacts.Checks checks,
      Supplier<Map<String, String>> orders,
      Supplier<Reloads> reloads) {
    this.snapshots = snapshots;
    this.checks = checks;
    this.orders = orders;
    this.reloads = reloads;
  }

  @Override
  public CompletableFuture<AgentFacts> ask() {
    return snapshots
        .get()
        .thenCompose(snapshot -> snapshot.once("metrics", () -> factsOf(snapshot)));
  }

  private AgentFacts factsOf(Snapshot snapshot) {
    var config = snapshot.config();
    return new AgentFacts(
        Version.current(),
        snapshot.uptimeNanos() / 1e9,
        snapshot.instances(),
        snapshot.statics(),
        config.virtualServers(),
        snapshot.pools(),
        snapshot.table(),
        checks,
        config.trackedChecks(),
        snapshot.scripts(),
        snapshot.sessions(),
        orders.get(),
        reloads.get());
  }
}
