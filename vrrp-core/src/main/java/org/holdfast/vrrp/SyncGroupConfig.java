package org.holdfast.vrrp;

import java.util.List;

/** Instances that are masters together or not at all. An instance belongs to at most one group. */
public record SyncGroupConfig(String name, List<String> instances, NotifyCommands notifications) {

  public SyncGroupConfig {
    instances = List.copyOf(instances);
  }
}
