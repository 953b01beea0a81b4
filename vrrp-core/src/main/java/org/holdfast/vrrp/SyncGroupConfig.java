package org.holdfast.vrrp;

import java.util.List;

/** Instances that are master together or not at all. An instance is in one group at most. */
public record SyncGroupConfig(String name, List<String> instances, NotifyCommands notifications) {

  public SyncGroupConfig {
    instances = List.copyOf(instances);
  }
}
