package org.holdfast.agent.config;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.control.ControlAccess;
import org.holdfast.agent.notify.MailConfig.Subject;
import org.holdfast.agent.notify.NotificationsConfig;
import org.holdfast.agent.notify.Transition;
import org.holdfast.health.BfdConfig;
import org.holdfast.health.TrackFileConfig;
import org.holdfast.health.TrackProcessConfig;
import org.holdfast.net.Plural;
import org.holdfast.vrrp.NotifyCommands.Choices;
import org.holdfast.vrrp.VrrpConfig;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a configuration file, checked and with the defaults filled in: names are unique
 * and every reference resolves.
 *
 * @param routerId the name of this director in logs and mails
 * @param vrrp the VRRP part; has no instances if the file has only virtual servers
 * @param bfdSessions the sessions that tracks, checks and fast failover refer to
 * @param virtualServers in the file's order
 * @param control the access to the control socket
 * @param dumps null if no files are written in keepalived's forms
 * @param dbus null if there are no objects on the system's D-Bus
 * @param notifications where changes are reported, besides the commands
 * @param process settings of the agent's process
 * @param trackedChecks the checks that instances track, each under the name that the tracks use
 * @param metrics null if no metrics are served
 * @param snmp null if nothing is shown by SNMP
 */
public record AgentConfig(
    String routerId,
    VrrpConfig vrrp,
    List<BfdConfig> bfdSessions,
    List<VirtualServerConfig> virtualServers,
    IpvsConfig ipvs,
    List<TrackedCheck> trackedChecks,
    List<TrackFileConfig> trackFiles,
    List<TrackProcessConfig> trackProcesses,
    ControlAccess control,
    @Nullable MetricsConfig metrics,
    @Nullable DumpConfig dumps,
    @Nullable SnmpConfig snmp,
    @Nullable BusConfig dbus,
    NotificationsConfig notifications,
    ProcessConfig process) {

  public AgentConfig {
    bfdSessions = List.copyOf(bfdSessions);
    virtualServers = List.copyOf(virtualServers);
    trackedChecks = List.copyOf(trackedChecks);
    trackFiles = List.copyOf(trackFiles);
    trackProcesses = List.copyOf(trackProcesses);
  }

  /**
   * Returns the numbers of configured objects, such as {@code 2 VRRP instances, 3 virtual servers}.
   */
  public String summary() {
    var counts = new ArrayList<String>();
    if (!vrrp.instances().isEmpty() || virtualServers.isEmpty()) {
      counts.add(Plural.of(vrrp.instances().size(), "VRRP instance"));
    }
    if (!virtualServers.isEmpty()) {
      counts.add(Plural.of(virtualServers.size(), "virtual server"));
    }
    return String.join(", ", counts);
  }

  /**
   * Whether transitions of the named instance or group are mailed; false if there is no such
   * instance or group.
   */
  public boolean isMailed(Transition.Kind kind, String name) {
    var subject =
        switch (kind) {
          case INSTANCE -> Subject.INSTANCES;
          case GROUP -> Subject.GROUPS;
        };
    var choices = choices(kind, name);
    return choices != null && notifications.isMailed(subject, choices.mailed());
  }

  /**
   * Whether FIFOs receive the priority changes of the instance: true if one of its sync groups or
   * the instance itself enables them, or if the general setting does and the instance has no
   * setting.
   */
  public boolean reportsPriorityChanges(String instance) {
    var choices = choices(Transition.Kind.INSTANCE, instance);
    var own = choices == null ? null : choices.priorityChanges();
    if (own == null ? notifications.priorityChanges() : own) {
      return true;
    }
    for (var group : vrrp.syncGroups()) {
      var its = group.notifications().choices().priorityChanges();
      if (its != null && its && group.instances().contains(instance)) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Choices choices(Transition.Kind kind, String name) {
    switch (kind) {
      case INSTANCE -> {
        for (var instance : vrrp.instances()) {
          if (instance.name().equals(name)) {
            return instance.notifications().choices();
          }
        }
      }
      case GROUP -> {
        for (var group : vrrp.syncGroups()) {
          if (group.name().equals(name)) {
            return group.notifications().choices();
          }
        }
      }
    }
    return null;
  }

  AgentConfig withVirtualServers(List<VirtualServerConfig> servers) {
    return new AgentConfig(
        routerId,
        vrrp,
        bfdSessions,
        servers,
        ipvs,
        trackedChecks,
        trackFiles,
        trackProcesses,
        control,
        metrics,
        dumps,
        snmp,
        dbus,
        notifications,
        process);
  }

  /** Returns a copy in which what the command line decides takes precedence. */
  public AgentConfig under(Overrides overrides) {
    return overrides.over(this);
  }
}
