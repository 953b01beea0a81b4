package org.holdfast.health.run;

import java.util.Map;
import org.holdfast.health.Intervention;
import org.holdfast.health.Pool;

/**
 * What an earlier life of the agent has left to the pools, by pool and server. Names that do not
 * exist mean nothing.
 *
 * @param interventions what the operator wants from the start on
 * @param served whether a server served, for those of which that is known; see {@link
 *     Pool#Pool(org.holdfast.health.PoolConfig, Map, long)}
 */
public record EarlierLife(
    Map<String, Map<String, Intervention>> interventions,
    Map<String, Map<String, Boolean>> served) {

  /** There was none. */
  public static final EarlierLife NONE = new EarlierLife(Map.of(), Map.of());

  public EarlierLife {
    interventions = Map.copyOf(interventions);
    served = Map.copyOf(served);
  }
}
