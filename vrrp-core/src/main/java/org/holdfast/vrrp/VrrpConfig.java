package org.holdfast.vrrp;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.net.IpAddress;

/**
 * The {@code vrrp} part of the configuration, validated: names are unique and references resolve.
 *
 * @param startupDelay how long after the start adverts are neither sent nor processed
 * @param realTimePriority priority of the election loop under SCHED_RR, 1 to 99; 0 for none
 * @param lockMemory whether the agent's memory is kept from being swapped out
 * @param firewall the table that drops packets to addresses that are not accepted
 * @param links how changes of links are taken
 * @param delayAfterBoot the least uptime of the host before adverts are sent and processed
 * @param statics what the agent keeps on this host in every state of its instances
 */
public record VrrpConfig(
    List<InstanceConfig> instances,
    List<SyncGroupConfig> syncGroups,
    List<ScriptConfig> scripts,
    Duration startupDelay,
    int realTimePriority,
    boolean lockMemory,
    FirewallConfig firewall,
    LinksConfig links,
    Duration delayAfterBoot,
    StaticConfig statics) {

  /** Makes a configuration with the usual firewall table and links. */
  public VrrpConfig(
      List<InstanceConfig> instances,
      List<SyncGroupConfig> syncGroups,
      List<ScriptConfig> scripts,
      Duration startupDelay,
      int realTimePriority,
      boolean lockMemory) {
    this(
        instances,
        syncGroups,
        scripts,
        startupDelay,
        realTimePriority,
        lockMemory,
        FirewallConfig.DEFAULT,
        LinksConfig.DEFAULT,
        Duration.ZERO,
        StaticConfig.NONE);
  }

  public VrrpConfig {
    instances = List.copyOf(instances);
    syncGroups = List.copyOf(syncGroups);
    scripts = List.copyOf(scripts);
  }

  /** Returns the addresses that instances and the static objects hold. */
  public Set<IpAddress> addresses() {
    var all = new HashSet<>(statics.addresses());
    instances.forEach(instance -> instance.holdings().all().forEach(one -> all.add(one.address())));
    return all;
  }

  /** Returns a copy that runs no instance, none of the scripts for them, and no static objects. */
  public VrrpConfig withoutInstances() {
    return new VrrpConfig(
        List.of(),
        List.of(),
        List.of(),
        startupDelay,
        realTimePriority,
        lockMemory,
        firewall,
        links,
        delayAfterBoot,
        StaticConfig.NONE);
  }
}
