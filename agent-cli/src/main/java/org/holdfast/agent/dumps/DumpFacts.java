package org.holdfast.agent.dumps;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.status.ScriptStatus;
import org.holdfast.health.bfd.io.BfdStatus;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.io.InstanceStatus;
import org.jspecify.annotations.Nullable;

/**
 * What a dump is made of.
 *
 * @param cleared the counters by instance, as {@link KeepalivedCounters} has them, when they were
 *     last set to 0; no entry for an instance that started later
 * @param at the time of the snapshot
 */
public record DumpFacts(
    AgentConfig config,
    List<InstanceStatus> instances,
    List<ScriptStatus> scripts,
    List<BfdStatus> sessions,
    Map<String, KeepalivedCounters> cleared,
    Instant at) {

  public DumpFacts {
    instances = List.copyOf(instances);
    scripts = List.copyOf(scripts);
    sessions = List.copyOf(sessions);
    cleared = Map.copyOf(cleared);
  }

  /** An instance as configured, and its status. */
  record Pair(InstanceConfig config, InstanceStatus status) {}

  /** The instances in the order of the configuration; without those that have no status yet. */
  List<Pair> pairs() {
    var byName = new HashMap<String, InstanceStatus>();
    instances.forEach(status -> byName.put(status.name(), status));
    var pairs = new ArrayList<Pair>();
    for (var instance : config.vrrp().instances()) {
      var status = byName.get(instance.name());
      if (status != null) {
        pairs.add(new Pair(instance, status));
      }
    }
    return pairs;
  }

  /** The instance's counters since they were last set to 0. */
  KeepalivedCounters counters(InstanceStatus status) {
    var all = KeepalivedCounters.of(status);
    var before = cleared.get(status.name());
    return before == null ? all : all.minus(before);
  }

  /** The last result of a tracked object, as an instance reports it; null if none tracks it. */
  @Nullable String verdict(TrackKind kind, String name) {
    for (var status : instances) {
      for (var track : status.tracks()) {
        if (track.kind().equals(kind.word()) && track.name().equals(name)) {
          return track.verdict();
        }
      }
    }
    return null;
  }

  /** The instances that track an object, each with its weight: {@code VI_1, weight 10}. */
  List<String> trackers(TrackKind kind, String name) {
    var words = new ArrayList<String>();
    for (var instance : config.vrrp().instances()) {
      for (var track : instance.tracks().watched()) {
        if (track.kind() == kind && track.name().equals(name)) {
          words.add(
              instance.name() + ", weight " + track.weight() + (track.reverse() ? " reverse" : ""));
        }
      }
    }
    return words;
  }

  /** The time of day that was so many seconds before the snapshot; after it, if negative. */
  Instant before(double seconds) {
    return at.minusNanos(Math.round(seconds * 1e6) * 1000);
  }
}
