package org.holdfast.vrrp;

import java.util.List;

/** Instances that are either all master or all not. An instance belongs to at most one group. */
public record SyncGroupConfig(String name, List<String> instances, NotifyCommands notifications) {

  public SyncGroupConfig {
    instances = List.copyOf(instances);
  }
}
