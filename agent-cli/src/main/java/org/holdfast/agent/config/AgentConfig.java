package org.holdfast.agent.config;

import java.util.List;
import org.holdfast.agent.control.ControlAccess;
import org.holdfast.agent.notify.NotificationsConfig;
import org.holdfast.health.BfdConfig;
import org.holdfast.health.TrackFileConfig;
import org.holdfast.health.TrackProcessConfig;
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

  /** This, but for what {@code stronger} says of the process. */
  AgentConfig under(ProcessConfig stronger) {
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
