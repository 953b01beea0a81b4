package org.holdfast.agent.config;

import java.util.List;
import org.holdfast.agent.control.ControlAccess;
import org.holdfast.agent.notify.MailConfig.Subject;
import org.holdfast.agent.notify.NotificationsConfig;
import org.holdfast.agent.notify.Transition;
import org.holdfast.health.BfdConfig;
import org.holdfast.health.TrackFileConfig;
import org.holdfast.health.TrackProcessConfig;
import org.holdfast.vrrp.NotifyCommands.Choices;
import org.holdfast.vrrp.VrrpConfig;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration file says, checked and with its defaults filled in: names are unique,
 * references resolve.
 *
 * @param routerId how this director calls itself in logs and mails
 * @param vrrp without instances when the file has virtual servers alone
 * @param bfdSessions that tracks, checks and fast failover name
 * @param virtualServers in the file's order
 * @param control who may use the control socket
 * @param notifications who is told of what happens, beside commands
 * @param process what holds for the agent's process
 * @param trackedChecks the checks that instances track, by the names they track them by
 * @param metrics null when none are served
 */
public record AgentConfig(
    String routerId,
    VrrpConfig vrrp,
    List<BfdConfig> bfdSessions,
    List<VirtualServerConfig> virtualServers,
    IpvsConfig ipvs,
    List<NamedCheck> trackedChecks,
    List<TrackFileConfig> trackFiles,
    List<TrackProcessConfig> trackProcesses,
    ControlAccess control,
    @Nullable MetricsConfig metrics,
    NotificationsConfig notifications,
    ProcessConfig process) {

  public AgentConfig {
    bfdSessions = List.copyOf(bfdSessions);
    virtualServers = List.copyOf(virtualServers);
    trackedChecks = List.copyOf(trackedChecks);
    trackFiles = List.copyOf(trackFiles);
    trackProcesses = List.copyOf(trackProcesses);
  }

  /** Whether the transitions of that instance or group are mailed; false when it does not exist. */
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
   * Whether FIFOs are told changes of priority of that instance: the instance says so, or one of
   * its sync groups, or the general setting where the instance says nothing.
   */
  public boolean isPriorityTold(String instance) {
    var choices = choices(Transition.Kind.INSTANCE, instance);
    var own = choices == null ? null : choices.priorityTold();
    if (own == null ? notifications.priorityTold() : own) {
      return true;
    }
    for (var group : vrrp.syncGroups()) {
      var its = group.notifications().choices().priorityTold();
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

  /** This, but for what {@code stronger} says of the process. */
  public AgentConfig under(ProcessConfig stronger) {
    return new AgentConfig(
        routerId,
        vrrp,
        bfdSessions,
        virtualServers,
        ipvs,
        trackedChecks,
        trackFiles,
        trackProcesses,
        control,
        metrics,
        notifications,
        stronger.or(process));
  }
}
