package org.holdfast.vrrp;

import java.time.Duration;
import java.util.List;

/**
 * The {@code vrrp} part of the configuration, validated: names are unique and references resolve.
 *
 * @param startupDelay how long after the start adverts are neither sent nor processed
 * @param realTimePriority priority of the election loop under SCHED_RR, 1 to 99; 0 for none
 * @param lockMemory whether the agent's memory is kept from being swapped out
 */
public record VrrpConfig(
    List<InstanceConfig> instances,
    List<SyncGroupConfig> syncGroups,
    List<ScriptConfig> scripts,
    Duration startupDelay,
    int realTimePriority,
    boolean lockMemory) {

  public VrrpConfig {
    instances = List.copyOf(instances);
    syncGroups = List.copyOf(syncGroups);
    scripts = List.copyOf(scripts);
  }
}
