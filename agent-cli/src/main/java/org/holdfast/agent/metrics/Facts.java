package org.holdfast.agent.metrics;

import java.util.List;
import java.util.Optional;
import org.holdfast.agent.config.NamedCheck;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.health.PoolView;
import org.holdfast.health.ScriptState;
import org.holdfast.health.bfd.io.BfdStatus;
import org.holdfast.health.run.CheckFigures;
import org.holdfast.ipvs.run.TableStatus;
import org.holdfast.vrrp.io.InstanceStatus;

/**
 * What the agent's parts say of themselves at one moment.
 *
 * @param pools of the virtual servers, by name; while one is reloaded they may not fit
 * @param table empty when no IPVS is kept
 */
public record Facts(
    String version,
    double upSeconds,
    List<InstanceStatus> instances,
    List<VirtualServerConfig> virtualServers,
    List<PoolView> pools,
    Optional<TableStatus> table,
    List<CheckFigures> checks,
    List<NamedCheck> trackedChecks,
    List<ScriptState> scripts,
    List<BfdStatus> bfdSessions,
    Reloads reloads) {

  public Facts {
    instances = List.copyOf(instances);
    virtualServers = List.copyOf(virtualServers);
    pools = List.copyOf(pools);
    checks = List.copyOf(checks);
    trackedChecks = List.copyOf(trackedChecks);
    scripts = List.copyOf(scripts);
    bfdSessions = List.copyOf(bfdSessions);
  }
}
