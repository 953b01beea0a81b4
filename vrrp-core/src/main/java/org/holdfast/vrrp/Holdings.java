package org.holdfast.vrrp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** The links, addresses, routes and rules that only the master holds. Immutable. */
public final class Holdings {

  private final List<VirtualLink> links;
  private final List<VirtualAddress> advertised;
  private final List<VirtualAddress> excluded;
  private final List<VirtualRoute> routes;
  private final List<VirtualRule> rules;
  private final OnAddressLoss onAddressLoss;
  private final boolean accepting;
  private final Set<String> promoting;
  private final List<VirtualAddress> all;
  private final List<VirtualDrop> drops;

  /** Creates the holdings of an instance that accepts packets to its addresses. */
  public Holdings(
      List<VirtualAddress> advertised,
      List<VirtualAddress> excluded,
      List<VirtualRoute> routes,
      List<VirtualRule> rules,
      OnAddressLoss onAddressLoss) {
    this(advertised, excluded, routes, rules, onAddressLoss, true);
  }

  /**
   * Creates the holdings of an instance without links of its own.
   *
   * @param accepting whether packets to the addresses are accepted
   */
  public Holdings(
      List<VirtualAddress> advertised,
      List<VirtualAddress> excluded,
      List<VirtualRoute> routes,
      List<VirtualRule> rules,
      OnAddressLoss onAddressLoss,
      boolean accepting) {
    this(List.of(), advertised, excluded, routes, rules, onAddressLoss, accepting);
  }

  /** Creates the holdings of an instance that leaves the settings of its link alone. */
  public Holdings(
      List<VirtualLink> links,
      List<VirtualAddress> advertised,
      List<VirtualAddress> excluded,
      List<VirtualRoute> routes,
      List<VirtualRule> rules,
      OnAddressLoss onAddressLoss,
      boolean accepting) {
    this(links, advertised, excluded, routes, rules, onAddressLoss, accepting, Set.of());
  }

  /**
   * Creates the holdings of one instance.
   *
   * @param links the links with a virtual MAC address, which some of the addresses name as theirs
   * @param advertised the addresses in our adverts, in this order, all of the instance's family. An
   *     address that is listed twice is advertised twice, as keepalived does, and held once
   * @param excluded addresses of either family that are held in the same way but not advertised
   * @param onAddressLoss the reaction when another program removes an address
   * @param accepting whether packets to the addresses are accepted (RFC 9568 section 6.1,
   *     Accept_Mode), instead of being dropped by the firewall
   * @param promoting the names of links on which the kernel has to keep the other addresses of a
   *     subnet when the first one is removed
   */
  public Holdings(
      List<VirtualLink> links,
      List<VirtualAddress> advertised,
      List<VirtualAddress> excluded,
      List<VirtualRoute> routes,
      List<VirtualRule> rules,
      OnAddressLoss onAddressLoss,
      boolean accepting,
      Set<String> promoting) {
    this.links = List.copyOf(links);
    this.advertised = List.copyOf(advertised);
    this.excluded = List.copyOf(excluded);
    this.routes = List.copyOf(routes);
    this.rules = List.copyOf(rules);
    this.onAddressLoss = Objects.requireNonNull(onAddressLoss);
    this.accepting = accepting;
    this.promoting = Set.copyOf(promoting);
    this.all = withoutRepeats(this.advertised, this.excluded);
    this.drops = accepting ? List.of() : all.stream().map(VirtualDrop::of).distinct().toList();
  }

  /**
   * Drops repeats: the kernel has room for one address of a prefix on a link, and the first one
   * listed is kept.
   */
  private static List<VirtualAddress> withoutRepeats(
      List<VirtualAddress> advertised, List<VirtualAddress> excluded) {
    // Texts as keys: the first hash code of a record takes many milliseconds of a start.
    var seen = new HashSet<String>();
    var all = new ArrayList<VirtualAddress>(advertised.size() + excluded.size());
    for (var addresses : List.of(advertised, excluded)) {
      for (var address : addresses) {
        if (seen.add(address.prefix() + " " + address.interfaceName())) {
          all.add(address);
        }
      }
    }
    return List.copyOf(all);
  }

  /** The links with a virtual MAC address. */
  public List<VirtualLink> links() {
    return links;
  }

  /**
   * Returns the host's link on which packets to an address on {@code link} arrive: the base of one
   * of our links, otherwise the same link.
   */
  public String baseOf(String link) {
    for (var one : links) {
      if (one.name().equals(link)) {
        return one.base();
      }
    }
    return link;
  }

  /** The addresses in our adverts, in this order; an address may be listed twice. */
  public List<VirtualAddress> advertised() {
    return advertised;
  }

  /** The addresses that are held but not advertised. */
  public List<VirtualAddress> excluded() {
    return excluded;
  }

  public List<VirtualRoute> routes() {
    return routes;
  }

  public List<VirtualRule> rules() {
    return rules;
  }

  /** The reaction when another program removes an address. */
  public OnAddressLoss onAddressLoss() {
    return onAddressLoss;
  }

  /** Whether packets to the addresses are accepted. */
  public boolean accepting() {
    return accepting;
  }

  /** The links on which the kernel has to keep the other addresses of a subnet. */
  public Set<String> promoting() {
    return promoting;
  }

  /** The drops of packets to the addresses; none if they are accepted. */
  public List<VirtualDrop> drops() {
    return drops;
  }

  /** All held addresses: the advertised ones, then the excluded ones, each once. */
  public Stream<VirtualAddress> all() {
    return all.stream();
  }

  /**
   * All held objects, in the order in which they are added: links, drops, addresses, routes, rules.
   */
  public List<VirtualObject> objects() {
    return Stream.of(links, drops, all, routes, rules)
        .<VirtualObject>flatMap(List::stream)
        .toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Holdings that
        && links.equals(that.links)
        && advertised.equals(that.advertised)
        && excluded.equals(that.excluded)
        && routes.equals(that.routes)
        && rules.equals(that.rules)
        && onAddressLoss == that.onAddressLoss
        && accepting == that.accepting
        && promoting.equals(that.promoting);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        links, advertised, excluded, routes, rules, onAddressLoss, accepting, promoting);
  }

  @Override
  public String toString() {
    return "Holdings[links=%s, advertised=%s, excluded=%s, routes=%s, rules=%s, onAddressLoss=%s, accepting=%s, promoting=%s]"
        .formatted(links, advertised, excluded, routes, rules, onAddressLoss, accepting, promoting);
  }

  /** The reaction when one of our addresses disappears while we are master. */
  public enum OnAddressLoss {
    /** Restore the address at once and count the loss. */
    RESTORE,
    /** Give up mastership, as keepalived does: send priority 0, then hold a new election. */
    FAILOVER
  }
}
