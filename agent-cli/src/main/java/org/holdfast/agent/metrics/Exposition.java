package org.holdfast.agent.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.holdfast.agent.listen.Body;
import org.holdfast.time.NanoClock;

/**
 * Writes the responses to scrapes. Each scrape reads the agent's state again and retains nothing,
 * so a removed server disappears; Micrometer retains the JVM's meters. Confined to one thread.
 */
final class Exposition implements AutoCloseable {

  private final PrometheusRegistry jvm = new PrometheusRegistry();
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, jvm, Clock.SYSTEM);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final Stalls stalls;

  Exposition(NanoClock clock) {
    stalls = Stalls.begin(clock);
    // In nanoseconds, although Prometheus uses seconds.
    meters.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
    // About the machine, which node exporters describe better.
    meters.config().meterFilter(MeterFilter.denyNameStartsWith("system."));
    collections.bindTo(meters);
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new FileDescriptorMetrics().bindTo(meters);
  }

  /**
   * The text of a scrape.
   *
   * @param contentType the HTTP content type of the body
   * @param body many clients may share it
   */
  record Page(String contentType, Body body) {}

  /**
   * Writes {@code facts} and the JVM's metrics.
   *
   * @param accept the request's Accept header: OpenMetrics if the header requests it, otherwise
   *     Prometheus's text format
   */
  Page write(AgentFacts facts, String accept) {
    var samples = new Samples();
    writeAgent(facts, samples);
    facts.instances().forEach(instance -> InstanceMetrics.write(instance, samples));
    StaticMetrics.write(facts.statics(), samples);
    WatchMetrics.write(facts, samples);
    var writer = writerFor(accept);
    var content =
        new PageText.Content(
            samples, new ServiceMetrics(facts), written(writer, jvm.scrape()), isOpen(accept));
    return new Page(
        writer.getContentType(), Body.made(content, content.held(), () -> new PageText(content)));
  }

  private void writeAgent(AgentFacts facts, Samples samples) {
    samples.add(Metric.BUILD_INFO, 1, Metric.BUILD_INFO.with(facts.version()));
    samples.add(Metric.UPTIME_SECONDS, facts.upSeconds(), Labels.EMPTY);
    samples.add(Metric.STALL_SECONDS, stalls.read(), Labels.EMPTY);
    ProcStatus.residentBytes()
        .ifPresent(bytes -> samples.add(Metric.RESIDENT_MEMORY_BYTES, bytes, Labels.EMPTY));
    var reloads = facts.reloads();
    samples.add(
        Metric.CONFIG_RELOADS_TOTAL,
        reloads.applied(),
        Metric.CONFIG_RELOADS_TOTAL.with("applied"));
    samples.add(
        Metric.CONFIG_RELOADS_TOTAL,
        reloads.refused(),
        Metric.CONFIG_RELOADS_TOTAL.with("refused"));
    samples.add(Metric.CONFIG_LAST_RELOAD_APPLIED, reloads.lastApplied(), Labels.EMPTY);
    facts
        .orders()
        .forEach((target, kind) -> samples.add(Metric.ORDER, 1, Metric.ORDER.with(kind, target)));
    facts
        .table()
        .ifPresent(table -> {
          samples.add(Metric.IPVS_FOREIGN_SERVICES, table.foreignServices(), Labels.EMPTY);
          samples.add(Metric.IPVS_REPAIRS_TOTAL, table.repairs(), Labels.EMPTY);
          samples.add(Metric.IPVS_REFUSALS_TOTAL, table.refusals(), Labels.EMPTY);
          samples.add(
              Metric.IPVS_FAILING,
              !table.lastError().isEmpty()
                  || !table.daemonError().isEmpty()
                  || !table.markError().isEmpty(),
              Labels.EMPTY);
        });
  }

  /** Whether requests with these two headers get the same text. */
  static boolean isSameForm(String accept, String other) {
    return isOpen(accept) == isOpen(other);
  }

  private static boolean isOpen(String accept) {
    return OpenMetricsTextFormatWriter.create().accepts(accept);
  }

  private static ExpositionFormatWriter writerFor(String accept) {
    return isOpen(accept)
        ? OpenMetricsTextFormatWriter.create()
        : PrometheusTextFormatWriter.create();
  }

  private static String written(ExpositionFormatWriter writer, MetricSnapshots snapshots) {
    var out = new ByteArrayOutputStream();
    try {
      writer.write(out, snapshots);
    } catch (IOException e) {
      throw new UncheckedIOException("metrics", e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    stalls.close();
    collections.close();
    meters.close();
  }
}
