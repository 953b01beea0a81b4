package org.holdfast.vrrp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.holdfast.net.IpPrefix;

/** What a master holds and a backup does not. Immutable. */
public final class Holdings {

  private final List<VirtualAddress> advertised;
  private final List<VirtualAddress> excluded;
  private final List<VirtualRoute> routes;
  private final List<VirtualRule> rules;
  private final OnAddressLoss onAddressLoss;
  private final List<VirtualAddress> all;

  /**
   * @param advertised the addresses in our adverts, in this order, all of the instance's family. An
   *     address that stands here twice is named twice, as keepalived does, and held once
   * @param excluded addresses held alike that adverts do not name, of either family
   * @param onAddressLoss what to do when somebody else removes an address
   */
  public Holdings(
      List<VirtualAddress> advertised,
      List<VirtualAddress> excluded,
      List<VirtualRoute> routes,
      List<VirtualRule> rules,
      OnAddressLoss onAddressLoss) {
    this.advertised = List.copyOf(advertised);
    this.excluded = List.copyOf(excluded);
    this.routes = List.copyOf(routes);
    this.rules = List.copyOf(rules);
    this.onAddressLoss = Objects.requireNonNull(onAddressLoss);
    this.all = withoutRepeats(this.advertised, this.excluded);
  }

  private record Spot(IpPrefix prefix, String interfaceName) {}

  /** The kernel has room for one address of a prefix on a link: the first that is named. */
  private static List<VirtualAddress> withoutRepeats(
      List<VirtualAddress> advertised, List<VirtualAddress> excluded) {
    var seen = new HashSet<Spot>();
    var all = new ArrayList<VirtualAddress>(advertised.size() + excluded.size());
    for (var addresses : List.of(advertised, excluded)) {
      for (var address : addresses) {
        if (seen.add(new Spot(address.prefix(), address.interfaceName()))) {
          all.add(address);
        }
      }
    }
    return List.copyOf(all);
  }

  /** The addresses in our adverts, in this order; one may stand here twice. */
  public List<VirtualAddress> advertised() {
    return advertised;
  }

  /** Addresses that are held without being named in adverts. */
  public List<VirtualAddress> excluded() {
    return excluded;
  }

  public List<VirtualRoute> routes() {
    return routes;
  }

  public List<VirtualRule> rules() {
    return rules;
  }

  /** What to do when somebody else removes an address. */
  public OnAddressLoss onAddressLoss() {
    return onAddressLoss;
  }

  /** What is held: the advertised, then the excluded, each once. */
  public Stream<VirtualAddress> all() {
    return all.stream();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Holdings that
        && advertised.equals(that.advertised)
        && excluded.equals(that.excluded)
        && routes.equals(that.routes)
        && rules.equals(that.rules)
        && onAddressLoss == that.onAddressLoss;
  }

  @Override
  public int hashCode() {
    return Objects.hash(advertised, excluded, routes, rules, onAddressLoss);
  }

  @Override
  public String toString() {
    return "Holdings[advertised=%s, excluded=%s, routes=%s, rules=%s, onAddressLoss=%s]"
        .formatted(advertised, excluded, routes, rules, onAddressLoss);
  }

  /** What follows when an address of ours vanishes while we are master. */
  public enum OnAddressLoss {
    /** Put it back at once and count it. */
    RESTORE,
    /** Give the mastership up, as keepalived does: priority 0, then a new election. */
    FAILOVER
  }
}
