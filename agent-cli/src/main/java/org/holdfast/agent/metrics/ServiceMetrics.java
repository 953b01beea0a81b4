package org.holdfast.agent.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.VirtualServerConfig.RealServer;
import org.holdfast.health.CheckSpec;
import org.holdfast.health.Failure;
import org.holdfast.health.PoolView;
import org.holdfast.health.ServerConfig;
import org.holdfast.health.run.CheckFigures;
import org.holdfast.ipvs.run.ServiceReport;
import org.holdfast.ipvs.run.TableIndex;
import org.holdfast.time.Spans;
import org.jspecify.annotations.Nullable;

/** Samples virtual servers and their servers. */
final class ServiceMetrics {

  private final TableIndex table;
  private final Map<CheckSpec, CheckFigures> checks = new HashMap<>();
  private final Samples samples;

  private ServiceMetrics(AgentFacts facts, Samples samples) {
    this.samples = samples;
    for (var check : facts.checks()) {
      checks.put(check.state().spec(), check);
    }
    table = new TableIndex(facts.table());
  }

  static void write(AgentFacts facts, Samples samples) {
    var metrics = new ServiceMetrics(facts, samples);
    var configs = new HashMap<String, VirtualServerConfig>();
    facts.virtualServers().forEach(config -> configs.put(config.name(), config));
    for (var view : facts.pools()) {
      var config = configs.get(view.name());
      if (config != null) {
        metrics.writeService(config, view); // otherwise it is being reloaded
      }
    }
  }

  private void writeService(VirtualServerConfig config, PoolView view) {
    var labels = Metric.SERVICE_QUORUM.with(config.name());
    samples.add(Metric.SERVICE_QUORUM, view.quorum(), labels);
    samples.add(Metric.SERVICE_WEIGHT, view.sum(), labels);
    samples.add(Metric.SERVICE_TIER, view.tier(), labels);
    samples.add(
        Metric.SERVICE_SORRY_SERVING,
        view.sorryServer() != null && view.tier() == PoolView.NO_TIER,
        labels);
    samples.add(Metric.SERVICE_SERVERS, view.servers().size(), labels);
    int up = 0;
    var configured = config.realServersByName();
    for (var server : view.servers()) {
      up += server.up() ? 1 : 0;
      writeServer(config, configured.get(server.name()), server);
    }
    samples.add(Metric.SERVICE_SERVERS_UP, up, labels);
    writeTraffic(config, labels);
    writeChecks(config, labels);
  }

  private void writeTraffic(VirtualServerConfig config, Labels labels) {
    var ours = table.services(config.services());
    if (ours.isEmpty()) {
      return;
    }
    long[] sums = new long[6];
    boolean refused = false;
    for (var report : ours) {
      var traffic = report.traffic();
      sums[0] += traffic.connections();
      sums[1] += traffic.inPackets();
      sums[2] += traffic.outPackets();
      sums[3] += traffic.inBytes();
      sums[4] += traffic.outBytes();
      sums[5] += report.repairs();
      refused |= isRefused(report);
    }
    samples.add(Metric.SERVICE_CONNECTIONS_TOTAL, sums[0], labels);
    samples.add(Metric.SERVICE_IN_PACKETS_TOTAL, sums[1], labels);
    samples.add(Metric.SERVICE_OUT_PACKETS_TOTAL, sums[2], labels);
    samples.add(Metric.SERVICE_IN_BYTES_TOTAL, sums[3], labels);
    samples.add(Metric.SERVICE_OUT_BYTES_TOTAL, sums[4], labels);
    samples.add(Metric.SERVICE_REPAIRS_TOTAL, sums[5], labels);
    samples.add(Metric.SERVICE_REFUSED, refused, labels);
  }

  private static boolean isRefused(ServiceReport report) {
    return !report.lastError().isEmpty()
        || report.servers().stream().anyMatch(server -> !server.lastError().isEmpty());
  }

  /**
   * @param real null while the server is being reloaded
   */
  private void writeServer(
      VirtualServerConfig config, @Nullable RealServer real, PoolView.Server server) {
    var labels = Metric.SERVER_UP.with(config.name(), server.name());
    samples.add(Metric.SERVER_UP, server.up(), labels);
    samples.add(Metric.SERVER_WEIGHT, server.place().weight(), labels);
    samples.add(Metric.SERVER_IN_TABLE, server.place().inTable(), labels);
    if (real == null) {
      return;
    }
    if (real.destination().upperThreshold() > 0) {
      samples.add(Metric.SERVER_CONNECTION_LIMIT, real.destination().upperThreshold(), labels);
    }
    var sum = ServerSum.of(table.servers(config.services(), real.destination()));
    if (sum != null) {
      write(sum, labels);
    }
    writeServerLatency(config.name(), real.health());
  }

  private void write(ServerSum sum, Labels labels) {
    samples.addKnown(Metric.SERVER_KERNEL_WEIGHT, sum.weight(), labels);
    samples.add(Metric.SERVER_AS_WANTED, sum.asWanted(), labels);
    samples.add(Metric.SERVER_ACTIVE_CONNECTIONS, sum.active(), labels);
    samples.add(Metric.SERVER_INACTIVE_CONNECTIONS, sum.inactive(), labels);
    samples.add(Metric.SERVER_CONNECTIONS_TOTAL, sum.connections(), labels);
    samples.add(Metric.SERVER_IN_BYTES_TOTAL, sum.inBytes(), labels);
    samples.add(Metric.SERVER_OUT_BYTES_TOTAL, sum.outBytes(), labels);
  }

  private void writeServerLatency(String service, ServerConfig server) {
    @Nullable Double slowest = null;
    for (var use : server.checks()) {
      var figures = checks.get(use.spec());
      if (figures != null && hasRun(figures)) {
        double seconds = figures.state().latencyNanos() / 1e9;
        slowest = slowest == null ? seconds : Math.max(slowest, seconds);
      }
    }
    samples.addKnown(
        Metric.SERVER_CHECK_LATENCY_SECONDS,
        slowest,
        Metric.SERVER_CHECK_LATENCY_SECONDS.with(service, server.name()));
  }

  private static boolean hasRun(CheckFigures figures) {
    return figures.latency().counts().stream().anyMatch(count -> count > 0);
  }

  private void writeChecks(VirtualServerConfig config, Labels labels) {
    var specs = new LinkedHashSet<CheckSpec>();
    config.realServers().forEach(real -> real.health().checks().forEach(u -> specs.add(u.spec())));
    var latency = Spans.NONE;
    long runs = 0;
    long failed = 0;
    long notRun = 0;
    var failures = new EnumMap<Failure, Long>(Failure.class);
    for (var spec : specs) {
      var figures = checks.get(spec);
      if (figures != null) {
        var tally = figures.state().tally();
        latency = latency.plus(figures.latency());
        runs += tally.runs();
        failed += tally.failures();
        notRun += tally.notRun();
        figures.failures().forEach((why, count) -> failures.merge(why, count, Long::sum));
      }
    }
    samples.add(Metric.SERVICE_CHECK_LATENCY_SECONDS, latency, labels);
    addRuns(config.name(), "passed", runs - failed - notRun);
    addRuns(config.name(), "failed", failed);
    addRuns(config.name(), "not_run", notRun);
    failures.forEach((why, count) ->
        samples.add(
            Metric.SERVICE_CHECK_FAILURES_TOTAL,
            count,
            Metric.SERVICE_CHECK_FAILURES_TOTAL.with(
                config.name(), why.name().toLowerCase(Locale.ROOT))));
  }

  private void addRuns(String service, String result, long runs) {
    samples.add(
        Metric.SERVICE_CHECK_RUNS_TOTAL,
        runs,
        Metric.SERVICE_CHECK_RUNS_TOTAL.with(service, result));
  }
}
