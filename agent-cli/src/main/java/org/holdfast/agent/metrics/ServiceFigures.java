package org.holdfast.agent.metrics;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.VirtualServerConfig.RealServer;
import org.holdfast.health.CheckSpec;
import org.holdfast.health.Failure;
import org.holdfast.health.PoolView;
import org.holdfast.health.ServerConfig;
import org.holdfast.ipvs.Traffic;
import org.holdfast.ipvs.run.ServiceReport;
import org.holdfast.ipvs.run.TableIndex;
import org.holdfast.time.SpanTally;
import org.jspecify.annotations.Nullable;

/** The figures of a virtual server at one moment. Arrays, because there may be 40,000 servers. */
final class ServiceFigures {

  private final VirtualServerConfig config;
  private final PoolView view;
  private final @Nullable TableFigures table;
  private final CheckSum checks;
  private final @Nullable KernelFigures[] kernel;
  private final double[] latencies;

  ServiceFigures(
      VirtualServerConfig config, PoolView view, TableIndex table, AgentFacts.Checks checks) {
    this.config = config;
    this.view = view;
    this.table = sum(config, table);
    this.checks = sum(config, checks);
    kernel = new @Nullable KernelFigures[view.servers().size()];
    latencies = new double[kernel.length];
    for (int i = 0; i < kernel.length; i++) {
      var real = real(i);
      if (real != null) {
        kernel[i] = KernelFigures.of(table.servers(config.services(), real.destination()));
      }
      latencies[i] = real == null ? Double.NaN : slowest(real.health(), checks);
    }
  }

  /** The kernel's figures of the services, added up. */
  record TableFigures(Traffic traffic, long repairs, boolean refused) {

    private static final TableFigures NONE = new TableFigures(Traffic.NONE, 0, false);

    private TableFigures plus(ServiceReport report) {
      return new TableFigures(
          traffic.plus(report.traffic()),
          repairs + report.repairs(),
          refused
              || !report.lastError().isEmpty()
              || report.servers().stream().anyMatch(server -> !server.lastError().isEmpty()));
    }
  }

  /**
   * The counters of the checks, added up.
   *
   * @param latency null if there are no checks
   */
  record CheckSum(
      @Nullable SpanTally latency,
      long runs,
      long failed,
      long notRun,
      Map<Failure, Long> failures) {}

  PoolView view() {
    return view;
  }

  /** Returns what the kernel says of the services; null if the table has none of them. */
  @Nullable TableFigures table() {
    return table;
  }

  CheckSum checks() {
    return checks;
  }

  /** Returns the kernel's figures of a server; null if it has none. */
  @Nullable KernelFigures kernel(int server) {
    return kernel[server];
  }

  /**
   * Returns the duration of the last run of a server's slowest check, in seconds; NaN if none has
   * run.
   */
  double latency(int server) {
    return latencies[server];
  }

  /** Returns a server as it is configured; null while it is being reloaded. */
  @Nullable RealServer real(int server) {
    return config.realServerNear(server, view.servers().get(server).name());
  }

  private static double slowest(ServerConfig server, AgentFacts.Checks checks) {
    double slowest = Double.NaN;
    for (var use : server.checks()) {
      var figures = checks.of(use.spec());
      if (figures != null && !figures.latency().isEmpty()) {
        double seconds = figures.state().latencyNanos() / 1e9;
        slowest = Double.isNaN(slowest) ? seconds : Math.max(slowest, seconds);
      }
    }
    return slowest;
  }

  private static @Nullable TableFigures sum(VirtualServerConfig config, TableIndex table) {
    TableFigures sum = null;
    for (var report : table.services(config.services())) {
      sum = (sum == null ? TableFigures.NONE : sum).plus(report);
    }
    return sum;
  }

  private static CheckSum sum(VirtualServerConfig config, AgentFacts.Checks checks) {
    var specs = new LinkedHashSet<CheckSpec>();
    config.realServers().forEach(real -> real.health().checks().forEach(u -> specs.add(u.spec())));
    SpanTally latency = null;
    long runs = 0;
    long failed = 0;
    long notRun = 0;
    var failures = new EnumMap<Failure, Long>(Failure.class);
    for (var spec : specs) {
      var figures = checks.of(spec);
      if (figures != null) {
        latency = latency == null ? figures.latency().empty() : latency;
        latency.add(figures.latency());
        var tally = figures.state().tally();
        runs += tally.runs();
        failed += tally.failures();
        notRun += tally.notRun();
        figures.failures().forEach((why, count) -> failures.merge(why, count, Long::sum));
      }
    }
    return new CheckSum(latency, runs, failed, notRun, failures.isEmpty() ? Map.of() : failures);
  }
}
