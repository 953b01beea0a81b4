package org.holdfast.agent.snmp.mib;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.VirtualServerConfig.RealServer;
import org.holdfast.health.PoolView;
import org.holdfast.health.ScriptState;
import org.holdfast.health.bfd.io.BfdStatus;
import org.holdfast.ipvs.run.TableStatus;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.io.InstanceStatus;

/**
 * The facts about the agent at one moment from which the objects are made.
 *
 * @param version the agent's version
 * @param statics the objects that belong to no instance
 * @param table empty if the agent keeps no IPVS table
 * @param checks the state of each check by its words: up, down or undecided
 * @param weights the weights that operators ordered, by virtual server and server
 * @param preempts whether instances preempt for which SNMP has changed that, by name
 * @param pasts what happened to instances before, by name
 * @param links the host's links by name
 */
public record MibFacts(
    String version,
    AgentConfig config,
    List<InstanceStatus> instances,
    List<InstanceStatus.ObjectStatus> statics,
    List<PoolView> pools,
    Optional<TableStatus> table,
    List<ScriptState> scripts,
    List<BfdStatus> sessions,
    Map<String, String> checks,
    Map<String, Map<String, Integer>> weights,
    Map<String, Boolean> preempts,
    Map<String, Past> pasts,
    Map<String, Link> links) {

  public MibFacts {
    instances = List.copyOf(instances);
    statics = List.copyOf(statics);
    pools = List.copyOf(pools);
    scripts = List.copyOf(scripts);
    sessions = List.copyOf(sessions);
    checks = Map.copyOf(checks);
    weights = Map.copyOf(weights);
    preempts = Map.copyOf(preempts);
    pasts = Map.copyOf(pasts);
    links = Map.copyOf(links);
  }

  /**
   * A link of the host.
   *
   * @param mac its MAC address in hexadecimal digits, such as {@code 00005e000133}; empty for none
   */
  public record Link(int index, String mac) {}

  /**
   * What happened to an instance.
   *
   * @param upHundredths hundredths of a second since it last left INIT or FAULT; 0 while in one
   * @param masterReason VRRPV3-MIB's reason why it last became master
   * @param errorReason VRRPV3-MIB's last protocol error
   */
  public record Past(long upHundredths, int masterReason, int errorReason) {

    static final Past NONE = new Past(0, 0, 0);
  }

  /** Whether the instance preempts, by the file or by a SET. */
  boolean preempts(InstanceConfig instance) {
    return preempts.getOrDefault(instance.name(), instance.election().preempt());
  }

  /** Returns the weight of a server, that of an order before the configured one. */
  int weight(VirtualServerConfig service, RealServer server) {
    return weights
        .getOrDefault(service.name(), Map.of())
        .getOrDefault(server.name(), server.health().weight());
  }

  /** Returns the states of the running instances, by name. */
  Map<String, InstanceStatus> instancesByName() {
    var statuses = new HashMap<String, InstanceStatus>();
    instances.forEach(status -> statuses.put(status.name(), status));
    return statuses;
  }

  /** Returns what happened to the instance. */
  Past past(String instance) {
    return pasts.getOrDefault(instance, Past.NONE);
  }
}
