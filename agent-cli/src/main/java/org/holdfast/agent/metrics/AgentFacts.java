package org.holdfast.agent.metrics;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.agent.config.TrackedCheck;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.health.CheckSpec;
import org.holdfast.health.PoolView;
import org.holdfast.health.ScriptState;
import org.holdfast.health.bfd.io.BfdStatus;
import org.holdfast.health.run.CheckFigures;
import org.holdfast.ipvs.run.TableStatus;
import org.holdfast.vrrp.io.InstanceStatus;
import org.holdfast.vrrp.io.StaticStatus;
import org.jspecify.annotations.Nullable;

/**
 * The state of the agent's parts at one moment.
 *
 * @param pools the virtual servers' pools, by name; during a reload they may differ from the rest
 * @param table empty if the agent keeps no IPVS table
 * @param checks the counters of the checks, which continue to count
 * @param orders the kind of each operator's order that holds, by its target
 */
public record AgentFacts(
    String version,
    double upSeconds,
    List<InstanceStatus> instances,
    StaticStatus statics,
    List<VirtualServerConfig> virtualServers,
    List<PoolView> pools,
    Optional<TableStatus> table,
    Checks checks,
    List<TrackedCheck> trackedChecks,
    List<ScriptState> scripts,
    List<BfdStatus> bfdSessions,
    Map<String, String> orders,
    Reloads reloads) {

  public AgentFacts {
    instances = List.copyOf(instances);
    virtualServers = List.copyOf(virtualServers);
    pools = List.copyOf(pools);
    trackedChecks = List.copyOf(trackedChecks);
    scripts = List.copyOf(scripts);
    bfdSessions = List.copyOf(bfdSessions);
    orders = Map.copyOf(orders);
  }

  /** Knows the counters of the checks. May be called from any thread. */
  @FunctionalInterface
  public interface Checks {

    /** Returns the counters of a check as they are now; null if there is no such check. */
    @Nullable CheckFigures of(CheckSpec spec);
  }
}
