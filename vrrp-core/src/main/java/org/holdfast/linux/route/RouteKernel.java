package org.holdfast.linux.route;

import java.util.List;
import java.util.Optional;
import org.holdfast.linux.NanoClock;
import org.holdfast.linux.netlink.NetlinkSocket.Listing;
import org.holdfast.net.Family;

/**
 * The kernel's links, addresses, routes and rules in one network namespace. For one thread, which
 * waits for each answer, at most two seconds.
 *
 * <p>Every method may throw {@link org.holdfast.linux.netlink.ReplyLostException}, after which only
 * a dump tells what was done; dumps throw {@link org.holdfast.linux.LinuxException} when refused.
 */
public interface RouteKernel extends AutoCloseable {

  /** Marks addresses, routes and rules as ours: 'H', a number that nobody else has. */
  int PROTOCOL = 72;

  /**
   * Opens a socket in the calling thread's network namespace.
   *
   * @throws org.holdfast.linux.LinuxException when the kernel refuses
   */
  static RouteKernel open(NanoClock clock) {
    return NetlinkRouteKernel.open(clock);
  }

  /** All links. */
  List<Link> links();

  /**
   * All links, as far as they hold still: a host on which links come and go all the time has one.
   */
  Listing<Link> linksAsTheyCome();

  /** The link of that name, however many others there are; empty when there is none. */
  Optional<Link> link(String name);

  /**
   * The addresses of one link, of both families: what other links have costs nothing (Linux 4.20).
   *
   * @param link its index; one that is gone has no addresses
   */
  Listing<LinkAddress> addressesOn(int link);

  /** All addresses, asked for once, even if they do not hold still. */
  Listing<LinkAddress> addressesAsTheyCome();

  /** All addresses of both families. */
  List<LinkAddress> addresses();

  /** All routes of a family, in all tables; of those with several next hops only the rest. */
  List<Route> routes(Family family);

  /**
   * All routes of a family that carry our protocol number, in all tables: the routes of others, of
   * which a host may have a million, cost little (Linux 4.20).
   */
  default Listing<Route> markedRoutes(Family family) {
    return new Listing<>(
        routes(family).stream().filter(route -> route.protocol() == PROTOCOL).toList(), true);
  }

  /** All rules of a family. */
  List<Rule> rules(Family family);

  /**
   * Adds addresses in order: IPv4 ones in batches, IPv6 ones each by itself, because the kernel
   * adds a batch of those more than ten times slower.
   *
   * <p>{@link Outcome.Settled#ALREADY_THERE} proves little: in IPv4 that the link has the address
   * with this prefix, in IPv6 that it has the address with a prefix of any length; who put it
   * there, and with which flags, only {@link #addresses} tells.
   *
   * @return an outcome for each, in the same order
   */
  List<Outcome> addAddresses(List<LinkAddress> addresses);

  /**
   * Removes addresses in order. With the first IPv4 address of a subnet the kernel drops the others
   * of that subnet too, unless {@code promote_secondaries} is set: remove in the reverse order of
   * adding, and take NOT_THERE for what it is.
   *
   * @return an outcome for each, in the same order
   */
  List<Outcome> deleteAddresses(List<LinkAddress> addresses);

  /**
   * Adds a route beside those of others, as keepalived does. Of IPv4 routes to the same destination
   * with the same metric it comes first, and ALREADY_THERE says that this very route is there. In
   * IPv6 it shares the traffic with them, and ALREADY_THERE says only that there is one by the same
   * gateway and link with this metric.
   */
  Outcome addRoute(Route route);

  /** Removes the route that has all these properties. */
  Outcome deleteRoute(Route route);

  /** Adds a rule; ALREADY_THERE may be said of one with another protocol. */
  Outcome addRule(Rule rule);

  /** Removes the first rule that has all these properties. */
  Outcome deleteRule(Rule rule);

  /**
   * Whether the kernel remembers who added an address (IFA_PROTO, Linux 5.18). An older one ignores
   * the attribute without a word, so this reads back: its own marks, and where there are none those
   * of an address that is put on the loopback for a moment.
   */
  boolean keepsAddressProtocol();

  /** Closes the descriptor. */
  @Override
  void close();
}
