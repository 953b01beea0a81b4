package org.holdfast.agent;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.holdfast.agent.cli.Version;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.metrics.FactSource;
import org.holdfast.agent.metrics.Facts;
import org.holdfast.agent.metrics.MetricsService;
import org.holdfast.agent.metrics.Reloads;
import org.holdfast.linux.NanoClock;
import org.holdfast.vrrp.io.VrrpService;

/** Asks the agent's parts for what metrics are made of: each on its own thread, none waits. */
final class MetricsFacts implements FactSource {

  private final Supplier<AgentConfig> config;
  private final NanoClock clock;
  private final VrrpService vrrp;
  private final Health health;
  private final LoadBalancer balancer;
  private final Bfd bfd;
  private final Scripts scripts;
  private final Supplier<Reloads> reloads;
  private final long startedAt;

  private MetricsFacts(
      Supplier<AgentConfig> config,
      NanoClock clock,
      VrrpService vrrp,
      Health health,
      LoadBalancer balancer,
      Bfd bfd,
      Scripts scripts,
      Supplier<Reloads> reloads) {
    this.reloads = reloads;
    this.config = config;
    this.clock = clock;
    this.vrrp = vrrp;
    this.health = health;
    this.balancer = balancer;
    this.bfd = bfd;
    this.scripts = scripts;
    this.startedAt = clock.nanos();
  }

  /** Serves them where the configuration says, until the result is closed. */
  static MetricsService serve(
      Supplier<AgentConfig> config,
      NanoClock clock,
      VrrpService vrrp,
      Health health,
      LoadBalancer balancer,
      Bfd bfd,
      Scripts scripts,
      Supplier<Reloads> reloads) {
    var listen = Objects.requireNonNull(config.get().metrics(), "metrics are wanted");
    var facts = new MetricsFacts(config, clock, vrrp, health, balancer, bfd, scripts, reloads);
    return MetricsService.start(listen, facts, clock);
  }

  @Override
  public CompletableFuture<Facts> ask() {
    var instances = vrrp.status();
    var views = health.views();
    var table = balancer.status();
    var sessions = bfd.status();
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
                    health.figures(),
                    config.get().trackedChecks(),
                    scripts.states(),
                    sessions.join(),
                    reloads.get()),
            Thread::startVirtualThread);
  }
}
