package org.holdfast.linux.route;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.holdfast.linux.netlink.NetlinkSocket.Listing;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.time.NanoClock;

/**
 * The kernel's links, addresses, routes and rules in one network namespace. Confined to one thread,
 * which waits at most two seconds for each answer.
 *
 * <p>Every method may throw {@link org.holdfast.linux.netlink.ReplyLostException}, after which only
 * a dump shows whether the request was carried out; dumps throw {@link
 * org.holdfast.linux.LinuxException} when refused.
 */
public interface RouteKernel extends AutoCloseable {

  /**
   * The protocol number that marks addresses, routes and rules as ours: 'H', which no other known
   * program uses.
   */
  int PROTOCOL = 72;

  /** The alias that marks links as ours. */
  String LINK_ALIAS = "holdfast";

  /**
   * Opens a socket in the calling thread's network namespace.
   *
   * @throws org.holdfast.linux.LinuxException when the kernel refuses
   */
  static RouteKernel open(NanoClock clock) {
    return NetlinkRouteKernel.open(clock);
  }

  List<Link> links();

  /**
   * Returns all links, even if the table changes during the dump, as on a host where links come and
   * go all the time.
   */
  Listing<Link> linksAsTheyCome();

  /** Returns the link with that name, found without listing the others; empty if none exists. */
  Optional<Link> link(String name);

  /** Returns the link with that index, whatever its name is; empty if none exists. */
  Optional<Link> link(int index);

  /**
   * Returns the links that {@link #addMacvlan} and {@link #addIpvlan} have created, in this run or
   * another.
   */
  List<Link> ownLinks();

  /** Returns the number of a VRF's routing table; empty if there is no VRF of that name. */
  default OptionalLong vrfTable(String name) {
    return OptionalLong.empty();
  }

  /**
   * Creates a macvlan link in bridge mode on another link. It is down, and its alias marks it as
   * ours.
   *
   * @param base the index of the link beneath it
   */
  ChangeOutcome addMacvlan(String name, int base, MacAddress mac);

  /**
   * Creates an ipvlan link in mode L2 on another link. It is down, and its alias marks it as ours.
   *
   * @param base the index of the link beneath it
   * @param flags IPVLAN_F_PRIVATE, IPVLAN_F_VEPA or 0; the same for all ipvlans on a base
   */
  ChangeOutcome addIpvlan(String name, int base, int flags);

  /** Sets a link up or down. Going down, it loses its routes and its IPv6 addresses. */
  ChangeOutcome setUp(Link link, boolean up);

  /** Removes a link together with its addresses and routes. */
  ChangeOutcome deleteLink(Link link);

  /**
   * Returns a setting of a link, such as {@code arp_ignore}, as in {@code /proc/sys/net}.
   *
   * @param link the link's name, or {@code all}
   * @return empty if there is no such setting
   */
  OptionalInt setting(Family family, String link, String name);

  /**
   * Changes a setting of a link.
   *
   * @return whether the kernel has accepted the value
   */
  boolean change(Family family, String link, String name, int value);

  /**
   * Returns the addresses of one link, of both families; addresses on other links cost nothing
   * (Linux 4.20).
   *
   * @param link the link's index; a removed link has no addresses
   */
  Listing<LinkAddress> addressesOn(int link);

  /** Returns all addresses, requested once, even if they change during the dump. */
  Listing<LinkAddress> addressesAsTheyCome();

  /** Returns all addresses of both families. */
  List<LinkAddress> addresses();

  /** Returns all routes of a family, in all tables. */
  List<Route> routes(Family family);

  /**
   * Returns all routes of a family with one protocol number, in all tables. Other routes, of which
   * a host may have a million, cost little (Linux 4.20).
   */
  default Listing<Route> routesOf(Family family, int protocol) {
    return new Listing<>(
        routes(family).stream().filter(route -> route.protocol() == protocol).toList(), true);
  }

  /**
   * Returns whether the kernel delivers packets for an IPv6 address to this host itself. After
   * {@link #addAddresses} it does so only once a thread of its own has run. False as well when the
   * kernel does not answer.
   *
   * @param link the index of the link on which the address is
   */
  boolean isLocal(int link, IpAddress address);

  /** Returns all rules of a family. */
  List<Rule> rules(Family family);

  /**
   * Adds addresses in order: IPv4 ones in batches, IPv6 ones separately, because the kernel adds a
   * batch of IPv6 addresses more than ten times slower.
   *
   * <p>{@link ChangeOutcome.Settled#ALREADY_THERE} means for IPv4 that the link has the address
   * with this prefix length, and for IPv6 that it has the address with any prefix length; only
   * {@link #addresses} shows which program added the address, and with which flags.
   *
   * @return an outcome for each, in the same order
   */
  List<ChangeOutcome> addAddresses(List<LinkAddress> addresses);

  /**
   * Removes addresses in order. With the first IPv4 address of a subnet the kernel drops the others
   * of that subnet too, unless {@code promote_secondaries} is set: remove in the reverse order of
   * adding, and treat NOT_THERE as success.
   *
   * @return an outcome for each, in the same order
   */
  List<ChangeOutcome> deleteAddresses(List<LinkAddress> addresses);

  /**
   * Adds routes, in order and in batches, beside those of other programs, as keepalived does. In
   * IPv4 a route precedes other routes to the same destination with the same metric, and
   * ALREADY_THERE means that exactly this route exists. In IPv6 the routes share the traffic, and
   * ALREADY_THERE means only that a route through the same gateway and link with this metric
   * exists.
   *
   * @return an outcome for each, in the same order
   */
  List<ChangeOutcome> addRoutes(List<Route> routes);

  /** Removes the route that has exactly these properties. */
  ChangeOutcome deleteRoute(Route route);

  /**
   * Adds rules, in order and in batches; ALREADY_THERE may refer to a rule with another protocol
   * number.
   *
   * @return an outcome for each, in the same order
   */
  List<ChangeOutcome> addRules(List<Rule> rules);

  /** Removes the first rule that has exactly these properties. */
  ChangeOutcome deleteRule(Rule rule);

  /**
   * Whether the kernel stores the program that added an address (IFA_PROTO, Linux 5.18). An older
   * kernel silently ignores the attribute, so this method looks for marks on existing addresses
   * and, if none is marked, briefly adds an address to the loopback interface and reads it back.
   */
  boolean keepsAddressProtocol();

  @Override
  void close();
}
