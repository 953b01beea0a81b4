package org.holdfast.vrrp;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a master holds and a backup does not.
 *
 * @param advertised the addresses in our adverts, in this order, all of the instance's family
 * @param excluded addresses held alike that adverts do not name, of either family
 * @param onAddressLoss what to do when somebody else removes an address
 */
public record Holdings(
    List<VirtualAddress> advertised,
    List<VirtualAddress> excluded,
    List<VirtualRoute> routes,
    List<VirtualRule> rules,
    OnAddressLoss onAddressLoss) {

  public Holdings {
    advertised = List.copyOf(advertised);
    excluded = List.copyOf(excluded);
    routes = List.copyOf(routes);
    rules = List.copyOf(rules);
  }

  /** All addresses: the advertised, then the excluded. */
  public Stream<VirtualAddress> all() {
    return Stream.concat(advertised.stream(), excluded.stream());
  }

  /** What follows when an address of ours vanishes while we are master. */
  public enum OnAddressLoss {
    /** Put it back at once and count it. */
    RESTORE,
    /** Give the mastership up, as keepalived does: priority 0, then a new election. */
    FAILOVER
  }
}
