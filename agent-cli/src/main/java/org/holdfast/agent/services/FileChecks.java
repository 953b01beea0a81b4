package org.holdfast.agent.services;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.health.Advice;
import org.holdfast.health.Failure;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.run.CheckEngine;
import org.jspecify.annotations.Nullable;

/** Passes the numbers in track files on to the servers' checks of these files. Any thread. */
final class FileChecks {

  private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
  private volatile Set<Probe.FileValue> probes;

  FileChecks(AgentConfig config) {
    probes = probesOf(config);
  }

  private static Set<Probe.FileValue> probesOf(AgentConfig config) {
    var probes = new HashSet<Probe.FileValue>();
    for (var server : config.virtualServers()) {
      for (var real : server.realServers()) {
        for (var use : real.health().checks()) {
          if (use.spec().probe() instanceof Probe.FileValue file) {
            probes.add(file);
          }
        }
      }
    }
    return probes;
  }

  /** Applies the checks of {@code config}, and tells {@code engine} what all files hold. */
  void follow(AgentConfig config, CheckEngine engine) {
    probes = probesOf(config);
    numbers.forEach((file, number) -> tell(file, number, engine));
  }

  /**
   * A file holds another number.
   *
   * @param engine null while no check runs
   */
  void fileHolds(String file, int number, @Nullable CheckEngine engine) {
    numbers.put(file, number);
    if (engine != null) {
      tell(file, number, engine);
    }
  }

  private void tell(String file, int number, CheckEngine engine) {
    for (var probe : probes) {
      if (probe.trackFile().equals(file)) {
        engine.tell(probe, meaning(probe, number));
      }
    }
  }

  /**
   * As keepalived's FILE_CHECK: without a weight, 0 passes; with one, the number moves the server's
   * weight.
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
