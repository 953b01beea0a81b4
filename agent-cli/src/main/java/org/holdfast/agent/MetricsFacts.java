package org.holdfast.agent;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.holdfast.agent.cli.Version;
import org.holdfast.agent.metrics.FactSource;
import org.holdfast.agent.metrics.Facts;
import org.holdfast.agent.metrics.Reloads;

/** Asks the agent's parts for what metrics are made of, by the snapshot that all askers share. */
final class MetricsFacts implements FactSource {

  private final Supplier<CompletableFuture<Snapshot>> snapshots;
  private final Parts parts;
  private final Supplier<Reloads> reloads;
  private final long startedAt;

  MetricsFacts(
      Supplier<CompletableFuture<Snapshot>> snapshots,
      Parts parts,
      Supplier<Reloads> reloads,
      long startedAt) {
    this.snapshots = snapshots;
    this.parts = parts;
    this.reloads = reloads;
    this.startedAt = startedAt;
  }

  @Override
  public CompletableFuture<Facts> ask() {
    return snapshots
        .get()
        .thenCompose(snapshot -> snapshot.once("metrics", () -> factsOf(snapshot)));
  }

  private Facts factsOf(Snapshot snapshot) {
    var config = snapshot.config();
    return new Facts(
        Version.current(),
        (snapshot.nanos() - startedAt) / 1e9,
        snapshot.instances(),
        config.virtualServers(),
        snapshot.pools(),
        snapshot.table(),
        parts.health().figures(),
        config.trackedChecks(),
        parts.scripts().states(),
        snapshot.sessions(),
        reloads.get());
  }
}
