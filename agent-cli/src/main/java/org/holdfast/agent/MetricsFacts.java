package org.holdfast.agent;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.holdfast.agent.cli.Version;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.metrics.FactSource;
import org.holdfast.agent.metrics.Facts;
import org.holdfast.agent.metrics.Reloads;
import org.holdfast.linux.NanoClock;

/** Asks the agent's parts for what metrics are made of: each on its own thread, none waits. */
final class MetricsFacts implements FactSource {

  private final Supplier<AgentConfig> config;
  private final NanoClock clock;
  private final Parts parts;
  private final Supplier<Reloads> reloads;
  private final long startedAt;

  MetricsFacts(
      Supplier<AgentConfig> config, NanoClock clock, Parts parts, Supplier<Reloads> reloads) {
    this.config = config;
    this.clock = clock;
    this.parts = parts;
    this.reloads = reloads;
    this.startedAt = clock.nanos();
  }

  @Override
  public CompletableFuture<Facts> ask() {
    var instances = parts.vrrp().status();
    var views = parts.health().views();
    var table = parts.balancer().status();
    var sessions = parts.bfd().status();
    return CompletableFuture.allOf(instances, views, table, sessions)
        .thenApplyAsync(
            _ ->
                new Facts(
                    Version.current(),
                    (clock.nanos() - startedAt) / 1e9,
                    instances.join(),
                    config.get().virtualServers(),
                    views.join(),
                    table.join(),
                    parts.health().figures(),
                    config.get().trackedChecks(),
                    parts.scripts().states(),
                    sessions.join(),
                    reloads.get()),
            Thread::startVirtualThread);
  }
}
