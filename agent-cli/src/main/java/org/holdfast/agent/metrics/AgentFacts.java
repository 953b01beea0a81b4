package org.holdfast.agent.metrics;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.agent.config.TrackedCheck;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.health.PoolView;
import org.holdfast.health.ScriptState;
import org.holdfast.health.bfd.io.BfdStatus;
import org.holdfast.health.run.CheckFigures;
import org.holdfast.ipvs.run.TableStatus;
import org.holdfast.vrrp.io.InstanceStatus;

/**
 * The state of the agent's parts at one moment.
 *
 * @param pools the virtual servers' pools, by name; during a reload they may differ from the rest
 * @param table empty if the agent keeps no IPVS table
 * @param orders the kind of each operator's order that holds, by its target
 */
public record AgentFacts(
    String version,
    double upSeconds,
    List<InstanceStatus> instances,
    List<VirtualServerConfig> virtualServers,
    List<PoolView> pools,
    Optional<TableStatus> table,
    List<CheckFigures> checks,
    List<TrackedCheck> trackedChecks,
    List<ScriptState> scripts,
    List<BfdStatus> bfdSessions,
    Map<String, String> orders,
    Reloads reloads) {

  public AgentFacts {
    instances = List.copyOf(instances);
    virtualServers = List.copyOf(virtualServers);
    pools = List.copyOf(pools);
    checks = List.copyOf(checks);
    trackedChecks = List.copyOf(trackedChecks);
    scripts = List.copyOf(scripts);
    bfdSessions = List.copyOf(bfdSessions);
    orders = Map.copyOf(orders);
  }
}
