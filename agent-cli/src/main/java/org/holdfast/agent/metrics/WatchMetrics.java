package org.holdfast.agent.metrics;

import org.holdfast.health.ScriptState;
import org.holdfast.health.Verdict;
import org.holdfast.health.bfd.io.BfdStatus;

/** Samples the checks, scripts and BFD sessions that instances track. */
final class WatchMetrics {

  private WatchMetrics() {}

  static void write(AgentFacts facts, Samples samples) {
    writeChecks(facts, samples);
    facts.scripts().forEach(script -> write(script, samples));
    facts.bfdSessions().forEach(session -> write(session, samples));
  }

  private static void writeChecks(AgentFacts facts, Samples samples) {
    for (var check : facts.trackedChecks()) {
      var figures = facts.checks().of(check.spec());
      if (figures != null) {
        var state = figures.state();
        var labels = Metric.CHECK_UP.with(check.name());
        samples.add(Metric.CHECK_UP, state.verdict() == Verdict.WELL, labels);
        samples.add(Metric.CHECK_LATENCY_SECONDS, state.latencyNanos() / 1e9, labels);
      }
    }
  }

  private static void write(ScriptState script, Samples samples) {
    var labels = Metric.SCRIPT_UP.with(script.name());
    var tally = script.tally();
    samples.add(Metric.SCRIPT_UP, script.verdict() == Verdict.WELL, labels);
    samples.add(Metric.SCRIPT_RUNS_TOTAL, tally.runs(), labels);
    samples.add(Metric.SCRIPT_FAILURES_TOTAL, tally.failures(), labels);
    samples.add(Metric.SCRIPT_TIMEOUTS_TOTAL, tally.timeouts(), labels);
  }

  private static void write(BfdStatus session, Samples samples) {
    var packets = session.packets();
    samples.add(
        Metric.BFD_UP,
        session.state().equals("Up"),
        Metric.BFD_UP.with(session.name(), session.neighbour()));
    var labels = Metric.BFD_TIMES_DOWN_TOTAL.with(session.name());
    samples.add(Metric.BFD_TIMES_DOWN_TOTAL, packets.timesDown(), labels);
    samples.add(Metric.BFD_PACKETS_SENT_TOTAL, packets.sent(), labels);
    samples.add(Metric.BFD_PACKETS_RECEIVED_TOTAL, packets.received(), labels);
    packets
        .rejected()
        .forEach((defect, count) ->
            samples.add(
                Metric.BFD_PACKETS_REJECTED_TOTAL,
                count,
                Metric.BFD_PACKETS_REJECTED_TOTAL.with(session.name(), defect)));
  }
}
