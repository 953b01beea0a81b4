package org.holdfast.agent.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.ipvs.run.TableIndex;

/**
 * Writes the metrics of virtual servers and of their servers. Keeps their figures, and no lines:
 * those of 40,000 servers are 28 MB of text. Immutable.
 */
final class ServiceMetrics {

  /** Bytes of memory, rounded up. */
  private static final long MEMORY_OF_SERVICE = 800;

  private static final long MEMORY_OF_SERVER = 150;

  private final List<ServiceFigures> services = new ArrayList<>();

  /** Takes the figures of this moment. */
  ServiceMetrics(AgentFacts facts) {
    var configs = new HashMap<String, VirtualServerConfig>();
    facts.virtualServers().forEach(config -> configs.put(config.name(), config));
    var table = new TableIndex(facts.table());
    for (var view : facts.pools()) {
      var config = configs.get(view.name());
      if (config != null) { // otherwise it is being reloaded
        services.add(new ServiceFigures(config, view, table, facts.checks()));
      }
    }
  }

  /** Returns an estimate of the memory that the figures take, in bytes. */
  long held() {
    long servers = services.stream().mapToLong(each -> each.view().servers().size()).sum();
    return services.size() * MEMORY_OF_SERVICE + servers * MEMORY_OF_SERVER;
  }

  /** Begins to write the lines of a metric. One that is not about services or servers has none. */
  Writing begin(Metric metric, StringBuilder text, boolean openMetrics) {
    return new Writing(new OneMetric(metric, text, openMetrics));
  }

  /** Writes the lines of one metric step by step: those of one virtual server, or of one server. */
  final class Writing {

    private final OneMetric lines;
    private final boolean ofServers;
    private int service;
    private int server;

    private Writing(OneMetric lines) {
      this.lines = lines;
      var name = lines.metric().name();
      ofServers = name.startsWith("SERVER_");
      service = ofServers || name.startsWith("SERVICE_") ? 0 : services.size();
    }

    /** Writes the next lines; returns false at the end. */
    boolean step() {
      if (service == services.size()) {
        return false;
      }
      var figures = services.get(service);
      if (!ofServers) {
        write(figures, lines);
        service++;
      } else if (server < figures.view().servers().size()) {
        write(figures, server, lines);
        server++;
      } else {
        service++;
        server = 0;
      }
      return true;
    }
  }

  private static void write(ServiceFigures service, OneMetric lines) {
    var view = service.view();
    lines.about(view.name());
    lines.add(Metric.SERVICE_QUORUM, view.quorum());
    lines.add(Metric.SERVICE_WEIGHT, view.sum());
    lines.add(Metric.SERVICE_TIER, view.tier());
    lines.add(Metric.SERVICE_SORRY_SERVING, view.sorryServes());
    lines.add(Metric.SERVICE_SERVERS, view.servers().size());
    lines.add(Metric.SERVICE_SERVERS_UP, view.serversUp());
    var table = service.table();
    if (table != null) {
      var traffic = table.traffic();
      lines.add(Metric.SERVICE_CONNECTIONS_TOTAL, traffic.connections());
      lines.add(Metric.SERVICE_IN_PACKETS_TOTAL, traffic.inPackets());
      lines.add(Metric.SERVICE_OUT_PACKETS_TOTAL, traffic.outPackets());
      lines.add(Metric.SERVICE_IN_BYTES_TOTAL, traffic.inBytes());
      lines.add(Metric.SERVICE_OUT_BYTES_TOTAL, traffic.outBytes());
      lines.add(Metric.SERVICE_REPAIRS_TOTAL, table.repairs());
      lines.add(Metric.SERVICE_REFUSED, table.refused());
    }
    write(service.checks(), lines);
  }

  private static void write(ServiceFigures.CheckSum checks, OneMetric lines) {
    if (checks.latency() != null) {
      lines.add(Metric.SERVICE_CHECK_LATENCY_SECONDS, checks.latency());
    }
    long passed = checks.runs() - checks.failed() - checks.notRun();
    lines.add(Metric.SERVICE_CHECK_RUNS_TOTAL, "passed", passed);
    lines.add(Metric.SERVICE_CHECK_RUNS_TOTAL, "failed", checks.failed());
    lines.add(Metric.SERVICE_CHECK_RUNS_TOTAL, "not_run", checks.notRun());
    checks
        .failures()
        .forEach((why, count) ->
            lines.add(
                Metric.SERVICE_CHECK_FAILURES_TOTAL, why.name().toLowerCase(Locale.ROOT), count));
  }

  private static void write(ServiceFigures service, int index, OneMetric lines) {
    var server = service.view().servers().get(index);
    lines.about(service.view().name(), server.name());
    lines.add(Metric.SERVER_UP, server.up());
    lines.add(Metric.SERVER_WEIGHT, server.place().weight());
    lines.add(Metric.SERVER_IN_TABLE, server.place().inTable());
    var real = service.real(index);
    if (real != null && real.destination().upperThreshold() > 0) {
      lines.add(Metric.SERVER_CONNECTION_LIMIT, real.destination().upperThreshold());
    }
    var sum = service.kernel(index);
    if (sum != null) {
      write(sum, lines);
    }
    lines.addKnown(Metric.SERVER_CHECK_LATENCY_SECONDS, service.latency(index));
  }

  private static void write(KernelFigures sum, OneMetric lines) {
    lines.addKnown(Metric.SERVER_KERNEL_WEIGHT, sum.weight());
    lines.add(Metric.SERVER_AS_WANTED, sum.asWanted());
    lines.add(Metric.SERVER_ACTIVE_CONNECTIONS, sum.active());
    lines.add(Metric.SERVER_INACTIVE_CONNECTIONS, sum.inactive());
    lines.add(Metric.SERVER_CONNECTIONS_TOTAL, sum.connections());
    lines.add(Metric.SERVER_IN_BYTES_TOTAL, sum.inBytes());
    lines.add(Metric.SERVER_OUT_BYTES_TOTAL, sum.outBytes());
  }
}
