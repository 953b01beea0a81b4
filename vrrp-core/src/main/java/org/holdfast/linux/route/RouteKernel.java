package org.holdfast.linux.route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.NanoClock;
import org.holdfast.linux.netlink.Ack;
import org.holdfast.linux.netlink.NetlinkMessage;
import org.holdfast.linux.netlink.NetlinkSocket;
import org.holdfast.linux.netlink.NetlinkSocket.Listing;
import org.holdfast.linux.netlink.Request;
import org.holdfast.net.Family;
import org.holdfast.net.IpPrefix;

/**
 * The kernel's links, addresses, routes and rules in this network namespace. For one thread, which
 * waits for each answer, at most two seconds.
 *
 * <p>Every method may throw {@link org.holdfast.linux.netlink.ReplyLostException}, after which only
 * a dump tells what was done; dumps throw {@link org.holdfast.linux.LinuxException} when refused.
 */
public final class RouteKernel implements AutoCloseable {

  /** Marks addresses, routes and rules as ours: 'H', a number that nobody else has. */
  public static final int PROTOCOL = 72;

  static final int NETLINK_ROUTE = 0;

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int LOOPBACK_INDEX = 1;
  private static final int LONGEST_LINK_NAME = 15; // IFNAMSIZ with the zero at its end
  private static final int ATTEMPTS = 3;
  private static final IpPrefix PROBE = IpPrefix.of("127.72.72.72/32");

  private final NetlinkSocket socket;
  private final NetlinkSocket narrow;

  private RouteKernel(NetlinkSocket socket, NetlinkSocket narrow) {
    this.socket = socket;
    this.narrow = narrow;
  }

  /**
   * Opens a socket in the calling thread's network namespace.
   *
   * @throws org.holdfast.linux.LinuxException when the kernel refuses
   */
  public static RouteKernel open(NanoClock clock) {
    var socket = NetlinkSocket.open(NETLINK_ROUTE, TIMEOUT, clock);
    try {
      return new RouteKernel(socket, NetlinkSocket.openStrict(NETLINK_ROUTE, TIMEOUT, clock));
    } catch (LinuxException e) {
      socket.close();
      throw e;
    }
  }

  /** All links. */
  public List<Link> links() {
    return socket.dump(
        new Request("list links", MessageType.GET_LINK, 0, LinkCodec::writeAll),
        of(MessageType.NEW_LINK, LinkCodec::decode));
  }

  /**
   * All links, as far as they hold still: a host on which links come and go all the time has one.
   */
  public Listing<Link> linksAsTheyCome() {
    return socket.list(
        new Request("list links", MessageType.GET_LINK, 0, LinkCodec::writeAll),
        of(MessageType.NEW_LINK, LinkCodec::decode),
        1);
  }

  /** The link of that name, however many others there are; empty when there is none. */
  public Optional<Link> link(String name) {
    if (name.length() > LONGEST_LINK_NAME) {
      return Optional.empty(); // the kernel would refuse the question
    }
    var request =
        new Request(
            "look for link " + name, MessageType.GET_LINK, 0, to -> LinkCodec.writeNamed(to, name));
    try {
      return socket.query(request, of(MessageType.NEW_LINK, LinkCodec::decode)).stream()
          .filter(link -> link.name().equals(name))
          .findFirst();
    } catch (LinuxException e) {
      if (e.is(Errno.ENODEV)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * The addresses of one link, of both families: what other links have costs nothing (Linux 4.20).
   *
   * @param link its index; one that is gone has no addresses
   */
  public Listing<LinkAddress> addressesOn(int link) {
    var request =
        new Request(
            "list addresses of link #" + link,
            MessageType.GET_ADDRESS,
            0,
            to -> AddressCodec.writeAll(to, link));
    try {
      return narrow.list(
          request,
          message ->
              of(MessageType.NEW_ADDRESS, AddressCodec::decode)
                  .apply(message)
                  .filter(address -> address.link() == link),
          ATTEMPTS);
    } catch (LinuxException e) {
      if (e.is(Errno.ENODEV)) {
        return new Listing<>(List.of(), true);
      }
      throw e;
    }
  }

  /** All addresses, asked for once, even if they do not hold still. */
  public Listing<LinkAddress> addressesAsTheyCome() {
    return socket.list(
        new Request("list addresses", MessageType.GET_ADDRESS, 0, AddressCodec::writeAll),
        of(MessageType.NEW_ADDRESS, AddressCodec::decode),
        1);
  }

  /** All addresses of both families. */
  public List<LinkAddress> addresses() {
    return socket.dump(
        new Request("list addresses", MessageType.GET_ADDRESS, 0, AddressCodec::writeAll),
        of(MessageType.NEW_ADDRESS, AddressCodec::decode));
  }

  /** All routes of a family, in all tables; of those with several next hops only the rest. */
  public List<Route> routes(Family family) {
    return socket.dump(
        new Request("list routes", MessageType.GET_ROUTE, 0, to -> RouteCodec.writeAll(to, family)),
        of(MessageType.NEW_ROUTE, RouteCodec::decode));
  }

  /** All rules of a family. */
  public List<Rule> rules(Family family) {
    return socket.dump(
        new Request("list rules", MessageType.GET_RULE, 0, to -> RuleCodec.writeAll(to, family)),
        of(MessageType.NEW_RULE, RuleCodec::decode));
  }

  private static <T> Function<NetlinkMessage, Optional<T>> of(
      int type, Function<NetlinkMessage, Optional<T>> decode) {
    return message -> message.type() == type ? decode.apply(message) : Optional.empty();
  }

  /**
   * Adds addresses in order: IPv4 ones in batches, IPv6 ones each by itself, because the kernel
   * adds a batch of those more than ten times slower.
   *
   * @return an outcome for each, in the same order
   */
  public List<Outcome> addAddresses(List<LinkAddress> addresses) {
    int flags = Request.CREATE | Request.EXCLUSIVE;
    return change("add", MessageType.NEW_ADDRESS, flags, addresses);
  }

  /**
   * Removes addresses in order. With the first IPv4 address of a subnet the kernel drops the others
   * of that subnet too, unless {@code promote_secondaries} is set: remove in the reverse order of
   * adding, and take NOT_THERE for what it is.
   *
   * @return an outcome for each, in the same order
   */
  public List<Outcome> deleteAddresses(List<LinkAddress> addresses) {
    return change("delete", MessageType.DEL_ADDRESS, 0, addresses);
  }

  private List<Outcome> change(String verb, int type, int flags, List<LinkAddress> addresses) {
    var acks = new ArrayList<Ack>(addresses.size());
    var requests =
        addresses.stream()
            .map(address ->
                new Request(
                    verb + " " + address.prefix() + " dev #" + address.link(),
                    type,
                    flags,
                    to -> AddressCodec.write(to, address)))
            .toList();
    int from = 0;
    while (from < requests.size()) {
      int to = endOfRun(addresses, from);
      acks.addAll(socket.requestAll(requests.subList(from, to)));
      from = to;
    }
    var outcomes = new ArrayList<Outcome>(acks.size());
    for (int i = 0; i < acks.size(); i++) {
      outcomes.add(outcome(requests.get(i), acks.get(i)));
    }
    return List.copyOf(outcomes);
  }

  private static int endOfRun(List<LinkAddress> addresses, int from) {
    int to = from + 1;
    while (to < addresses.size() && isV4(addresses.get(from)) && isV4(addresses.get(to))) {
      to++;
    }
    return to;
  }

  private static boolean isV4(LinkAddress address) {
    return address.prefix().address().family() == Family.IPV4;
  }

  /** Adds a route; one to the same destination with the same metric stays as it is. */
  public Outcome addRoute(Route route) {
    return perform(
        new Request(
            "add route " + route,
            MessageType.NEW_ROUTE,
            Request.CREATE | Request.EXCLUSIVE,
            to -> RouteCodec.write(to, route)));
  }

  /** Removes the route that has all these properties. */
  public Outcome deleteRoute(Route route) {
    return perform(
        new Request(
            "delete route " + route, MessageType.DEL_ROUTE, 0, to -> RouteCodec.write(to, route)));
  }

  /** Adds a rule. */
  public Outcome addRule(Rule rule) {
    return perform(
        new Request(
            "add " + rule,
            MessageType.NEW_RULE,
            Request.CREATE | Request.EXCLUSIVE,
            to -> RuleCodec.write(to, rule)));
  }

  /** Removes the first rule that has all these properties. */
  public Outcome deleteRule(Rule rule) {
    return perform(
        new Request("delete " + rule, MessageType.DEL_RULE, 0, to -> RuleCodec.write(to, rule)));
  }

  private Outcome perform(Request request) {
    return outcome(request, socket.request(request));
  }

  private static Outcome outcome(Request request, Ack ack) {
    if (ack.isDone()) {
      return Outcome.Settled.DONE;
    }
    boolean adding = (request.flags() & Request.CREATE) != 0;
    if (adding && ack.is(Errno.EEXIST)) {
      return Outcome.Settled.ALREADY_THERE;
    }
    if (!adding && (ack.is(Errno.EADDRNOTAVAIL) || ack.is(Errno.ENOENT) || ack.is(Errno.ESRCH))) {
      return Outcome.Settled.NOT_THERE;
    }
    return new Outcome.Refused(ack.failure(request.operation()));
  }

  /**
   * Whether the kernel remembers who added an address (IFA_PROTO, Linux 5.18). An older one ignores
   * the attribute without a word, so this reads back: its own marks, and where there are none those
   * of an address that is put on the loopback for a moment.
   */
  public boolean keepsAddressProtocol() {
    if (addresses().stream().anyMatch(address -> address.protocol() != 0)) {
      return true;
    }
    var probe = LinkAddress.virtual(LOOPBACK_INDEX, PROBE).withScope(Scope.HOST);
    if (addAddresses(List.of(probe)).getFirst() instanceof Outcome.Refused) {
      return false;
    }
    try {
      return addresses().stream()
          .anyMatch(address -> address.isSameAs(probe) && address.protocol() == PROTOCOL);
    } finally {
      deleteAddresses(List.of(probe));
    }
  }

  /** Closes the descriptor. */
  @Override
  public void close() {
    socket.close();
    narrow.close();
  }
}
