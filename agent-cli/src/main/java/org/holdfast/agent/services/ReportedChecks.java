package org.holdfast.agent.services;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.health.Advice;
import org.holdfast.health.Failure;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.run.CheckEngine;
import org.jspecify.annotations.Nullable;

/**
 * Passes the numbers in track files and the states of BFD sessions on to the servers' checks of
 * them. Keeps the values reported before the first checks run, and passes them on to these checks.
 * Thread-safe.
 */
final class ReportedChecks {

  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<Probe.Bfd, ProbeResult> unreported = new HashMap<>();
  private Set<Probe.FileValue> files = Set.of();
  private @Nullable CheckEngine engine;

  /**
   * Applies the checks of {@code config}, and forgets the values of track files and BFD sessions
   * that it does not have.
   *
   * @param running runs these checks and receives the known values
   */
  void follow(AgentConfig config, CheckEngine running) {
    var next = filesOf(config);
    var names = new HashSet<String>();
    config.trackFiles().forEach(file -> names.add(file.name()));
    var sessions = new HashSet<String>();
    config.bfdSessions().forEach(session -> sessions.add(session.name()));
    synchronized (this) {
      numbers.keySet().retainAll(names);
      files = next;
      engine = running;
      numbers.forEach((file, number) -> report(file, number, running));
      unreported.forEach(running::report);
      unreported.clear(); // the engine keeps the values
      running.retainReported(probe ->
          probe instanceof Probe.Bfd(String session)
              ? sessions.contains(session)
              : next.contains(probe));
    }
  }

  private static Set<Probe.FileValue> filesOf(AgentConfig config) {
    var files = new HashSet<Probe.FileValue>();
    for (var server : config.virtualServers()) {
      for (var real : server.realServers()) {
        for (var use : real.health().checks()) {
          if (use.spec().probe() instanceof Probe.FileValue file) {
            files.add(file);
          }
        }
      }
    }
    return files;
  }

  /** Receives a new number in a track file. */
  synchronized void fileHolds(String file, int number) {
    numbers.put(file, number);
    if (engine != null) {
      report(file, number, engine);
    }
  }

  /** Receives a new state of a BFD session. */
  synchronized void sessionIs(String session, boolean up, String reason) {
    var probe = new Probe.Bfd(session);
    var result =
        up
            ? ProbeResult.Passed.saying(reason)
            : new ProbeResult.Failed(Failure.SESSION_DOWN, reason);
    if (engine != null) {
      engine.report(probe, result);
    } else {
      unreported.put(probe, result);
    }
  }

  private void report(String file, int number, CheckEngine running) {
    for (var probe : files) {
      if (probe.trackFile().equals(file)) {
        running.report(probe, meaning(probe, number));
      }
    }
  }

  /**
   * Like keepalived's FILE_CHECK: without a weight, 0 passes; with one, the number changes the
   * server's weight.
   */
  private static ProbeResult meaning(Probe.FileValue probe, int number) {
    var words = "the file says " + number;
    if (probe.weight() == 0) {
      return (number == 0) != probe.reverse()
          ? ProbeResult.Passed.saying(words)
          : new ProbeResult.Failed(Failure.VALUE, words);
    }
    long amount = (long) number * (probe.reverse() ? -probe.weight() : probe.weight());
    return amount <= Integer.MIN_VALUE
        ? new ProbeResult.Failed(Failure.VALUE, words)
        : new ProbeResult.Passed(words, new Advice.Plus((int) Math.min(Integer.MAX_VALUE, amount)));
  }
}
