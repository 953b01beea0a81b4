package org.holdfast.health.run;

import java.util.Map;
import org.holdfast.health.Intervention;
import org.holdfast.health.Pool;

/**
 * The state that an earlier run of the agent has left to the pools, by pool and server. Unknown
 * names are ignored.
 *
 * @param interventions the operator's orders, in force from the start
 * @param served whether a server served, for servers where that is known; see {@link
 *     Pool#Pool(org.holdfast.health.PoolConfig, Map, long)}
 */
public record EarlierLife(
    Map<String, Map<String, Intervention>> interventions,
    Map<String, Map<String, Boolean>> served) {

  /** No earlier run of the agent. */
  public static final EarlierLife NONE = new EarlierLife(Map.of(), Map.of());

  public EarlierLife {
    interventions = Map.copyOf(interventions);
    served = Map.copyOf(served);
  }
}
