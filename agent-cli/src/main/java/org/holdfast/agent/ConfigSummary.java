package org.holdfast.agent;

import org.holdfast.agent.config.AgentConfig;

/** A line about a configuration, for the service manager's status. */
final class ConfigSummary {

  private ConfigSummary() {}

  /** Such as {@code 2 VRRP instances, 3 virtual servers}. */
  static String words(AgentConfig config) {
    int servers = config.virtualServers().size();
    return config.vrrp().instances().size()
        + " VRRP instances"
        + (servers == 0 ? "" : ", " + servers + " virtual servers");
  }
}
