package org.holdfast.linux.route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.netlink.Ack;
import org.holdfast.linux.netlink.MessageWriter;
import org.holdfast.linux.netlink.NetlinkMessage;
import org.holdfast.linux.netlink.NetlinkSocket;
import org.holdfast.linux.netlink.NetlinkSocket.Listing;
import org.holdfast.linux.netlink.Request;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.MacAddress;
import org.holdfast.net.RouteProperties;
import org.holdfast.time.NanoClock;

/** The kernel's tables, accessed by rtnetlink(7). */
final class NetlinkRouteKernel implements RouteKernel {

  static final int NETLINK_ROUTE = 0;

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int LOOPBACK_INDEX = 1;
  private static final int LONGEST_LINK_NAME = 15; // IFNAMSIZ includes the terminating zero
  private static final int ATTEMPTS = 3;
  private static final IpPrefix PROBE = IpPrefix.of("127.72.72.72/32");

  private final NetlinkSocket socket;
  private final NetlinkSocket narrow;

  private NetlinkRouteKernel(NetlinkSocket socket, NetlinkSocket narrow) {
    this.socket = socket;
    this.narrow = narrow;
  }

  static RouteKernel open(NanoClock clock) {
    var socket = NetlinkSocket.open(NETLINK_ROUTE, TIMEOUT, clock);
    try {
      return new NetlinkRouteKernel(
          socket, NetlinkSocket.openStrict(NETLINK_ROUTE, TIMEOUT, clock));
    } catch (LinuxException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public List<Link> links() {
    return socket.dump(
        new Request("list links", MessageType.GET_LINK, 0, LinkCodec::writeAll),
        of(MessageType.NEW_LINK, LinkCodec::decode));
  }

  @Override
  public Listing<Link> linksAsTheyCome() {
    return socket.list(
        new Request("list links", MessageType.GET_LINK, 0, LinkCodec::writeAll),
        of(MessageType.NEW_LINK, LinkCodec::decode),
        1);
  }

  @Override
  public Optional<Link> link(String name) {
    if (name.length() > LONGEST_LINK_NAME) {
      return Optional.empty(); // the kernel would reject the request
    }
    return find("link " + name, to -> LinkCodec.writeNamed(to, name))
        .filter(link -> link.name().equals(name));
  }

  @Override
  public Optional<Link> link(int index) {
    return find("link " + index, to -> LinkCodec.writeIndex(to, index))
        .filter(link -> link.index() == index);
  }

  private Optional<Link> find(String what, Consumer<MessageWriter> which) {
    var request = new Request("find " + what, MessageType.GET_LINK, 0, which);
    try {
      return socket.query(request, of(MessageType.NEW_LINK, LinkCodec::decode)).stream()
          .findFirst();
    } catch (LinuxException e) {
      if (e.is(Errno.ENODEV)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public OptionalLong vrfTable(String name) {
    if (name.length() > LONGEST_LINK_NAME) {
      return OptionalLong.empty();
    }
    var request =
        new Request(
            "find VRF " + name, MessageType.GET_LINK, 0, to -> LinkCodec.writeNamed(to, name));
    try {
      return socket.query(request, of(MessageType.NEW_LINK, LinkCodec::vrfTable)).stream()
          .findFirst()
          .map(OptionalLong::of)
          .orElse(OptionalLong.empty());
    } catch (LinuxException e) {
      if (e.is(Errno.ENODEV)) {
        return OptionalLong.empty();
      }
      throw e;
    }
  }

  @Override
  public List<Link> ownLinks() {
    return socket.dump(
        new Request("list links", MessageType.GET_LINK, 0, LinkCodec::writeAll),
        of(
            MessageType.NEW_LINK,
            message ->
                LinkCodec.alias(message)
                    .filter(LINK_ALIAS::equals)
                    .flatMap(alias -> LinkCodec.decode(message))
                    .filter(
                        link -> link.kind().filter(LinkCodec.OWN_KINDS::contains).isPresent())));
  }

  @Override
  public ChangeOutcome addMacvlan(String name, int base, MacAddress mac) {
    return addLink(name, to -> LinkCodec.writeMacvlan(to, name, base, mac));
  }

  @Override
  public ChangeOutcome addIpvlan(String name, int base, int flags) {
    return addLink(name, to -> LinkCodec.writeIpvlan(to, name, base, flags));
  }

  private ChangeOutcome addLink(String name, Consumer<MessageWriter> body) {
    var outcome =
        perform(
            new Request(
                "add link " + name,
                MessageType.NEW_LINK,
                Request.CREATE | Request.EXCLUSIVE,
                body));
    if (outcome != ChangeOutcome.Settled.DONE) {
      return outcome;
    }
    return link(name)
        .map(link ->
            perform(
                new Request(
                    "mark link " + name,
                    MessageType.SET_LINK,
                    0,
                    to -> LinkCodec.writeAlias(to, link.index(), LINK_ALIAS))))
        .orElse(outcome);
  }

  @Override
  public ChangeOutcome setUp(Link link, boolean up) {
    return perform(
        new Request(
            "set link " + link.name() + (up ? " up" : " down"),
            MessageType.SET_LINK,
            0,
            to -> LinkCodec.writeUp(to, link.index(), up)));
  }

  @Override
  public ChangeOutcome deleteLink(Link link) {
    return perform(
        new Request(
            "delete link " + link.name(),
            MessageType.DEL_LINK,
            0,
            to -> LinkCodec.writeIndex(to, link.index())));
  }

  @Override
  public OptionalInt setting(Family family, String link, String name) {
    return SettingFiles.read(family, link, name);
  }

  @Override
  public boolean change(Family family, String link, String name, int value) {
    return SettingFiles.write(family, link, name, value);
  }

  @Override
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

  @Override
  public Listing<LinkAddress> addressesAsTheyCome() {
    return socket.list(
        new Request("list addresses", MessageType.GET_ADDRESS, 0, AddressCodec::writeAll),
        of(MessageType.NEW_ADDRESS, AddressCodec::decode),
        1);
  }

  @Override
  public List<LinkAddress> addresses() {
    return socket.dump(
        new Request("list addresses", MessageType.GET_ADDRESS, 0, AddressCodec::writeAll),
        of(MessageType.NEW_ADDRESS, AddressCodec::decode));
  }

  @Override
  public List<Route> routes(Family family) {
    return socket.dump(
        new Request("list routes", MessageType.GET_ROUTE, 0, to -> RouteCodec.writeAll(to, family)),
        of(MessageType.NEW_ROUTE, RouteCodec::decode));
  }

  @Override
  public Listing<Route> routesOf(Family family, int protocol) {
    var request =
        new Request(
            "list routes of protocol " + protocol,
            MessageType.GET_ROUTE,
            0,
            to -> RouteCodec.writeAll(to, family, protocol));
    return narrow.list(
        request,
        message ->
            of(MessageType.NEW_ROUTE, RouteCodec::decode)
                .apply(message)
                .filter(route -> route.protocol() == protocol),
        ATTEMPTS);
  }

  @Override
  public boolean isLocal(int link, IpAddress address) {
    var request =
        new Request(
            "find route to " + address,
            MessageType.GET_ROUTE,
            0,
            to -> RouteCodec.writeLookup(to, link, address));
    try {
      return socket.query(request, of(MessageType.NEW_ROUTE, RouteCodec::decode)).stream()
          .anyMatch(route -> route.type() == RouteType.LOCAL);
    } catch (LinuxException noRoute) {
      return false;
    }
  }

  @Override
  public List<Rule> rules(Family family) {
    return socket.dump(
        new Request("list rules", MessageType.GET_RULE, 0, to -> RuleCodec.writeAll(to, family)),
        of(MessageType.NEW_RULE, RuleCodec::decode));
  }

  private static <T> Function<NetlinkMessage, Optional<T>> of(
      int type, Function<NetlinkMessage, Optional<T>> decode) {
    return message -> message.type() == type ? decode.apply(message) : Optional.empty();
  }

  @Override
  public List<ChangeOutcome> addAddresses(List<LinkAddress> addresses) {
    int flags = Request.CREATE | Request.EXCLUSIVE;
    return change("add", MessageType.NEW_ADDRESS, flags, addresses);
  }

  @Override
  public List<ChangeOutcome> deleteAddresses(List<LinkAddress> addresses) {
    return change("delete", MessageType.DEL_ADDRESS, 0, addresses);
  }

  private List<ChangeOutcome> change(
      String verb, int type, int flags, List<LinkAddress> addresses) {
    var outcomes = new ArrayList<ChangeOutcome>(addresses.size());
    while (outcomes.size() < addresses.size()) {
      int from = outcomes.size();
      outcomes.addAll(
          perform(
              addresses.subList(from, endOfRun(addresses, from)),
              address ->
                  new Request(
                      verb + " " + address.prefix() + " dev #" + address.link(),
                      type,
                      flags,
                      to -> AddressCodec.write(to, address))));
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

  @Override
  public List<ChangeOutcome> addRoutes(List<Route> routes) {
    var parts = routes.stream().map(NetlinkRouteKernel::parts).toList();
    var outcomes =
        perform(
                parts.stream().flatMap(List::stream).toList(),
                route ->
                    new Request(
                        "add route " + route,
                        MessageType.NEW_ROUTE,
                        placing(route.properties().placement()),
                        to -> RouteCodec.write(to, route)))
            .iterator();
    return parts.stream().map(some -> together(some, outcomes)).toList();
  }

  private static int placing(RouteProperties.Placement placement) {
    return switch (placement) {
      case PREPEND -> Request.CREATE;
      case APPEND -> Request.CREATE | Request.APPEND;
      case ADD -> Request.CREATE | Request.EXCLUSIVE;
    };
  }

  /**
   * The kernel keeps each way of an IPv6 route as a route of its own, which alone may be missing,
   * but would refuse the whole if one of them is present.
   */
  private static List<Route> parts(Route route) {
    return route.destination().address().family() == Family.IPV4 || route.nextHops().isEmpty()
        ? List.of(route)
        : route.nextHops().stream().map(hop -> route.withNextHops(List.of(hop))).toList();
  }

  private static ChangeOutcome together(List<Route> parts, Iterator<ChangeOutcome> outcomes) {
    ChangeOutcome all = ChangeOutcome.Settled.ALREADY_THERE;
    for (int i = 0; i < parts.size(); i++) {
      var one = outcomes.next();
      boolean worse =
          one instanceof ChangeOutcome.Refused
              || (one == ChangeOutcome.Settled.DONE && all instanceof ChangeOutcome.Settled);
      all = worse ? one : all;
    }
    return all;
  }

  @Override
  public ChangeOutcome deleteRoute(Route route) {
    return perform(
        new Request(
            "delete route " + route, MessageType.DEL_ROUTE, 0, to -> RouteCodec.write(to, route)));
  }

  @Override
  public List<ChangeOutcome> addRules(List<Rule> rules) {
    return perform(
        rules,
        rule ->
            new Request(
                "add " + rule,
                MessageType.NEW_RULE,
                Request.CREATE | Request.EXCLUSIVE,
                to -> RuleCodec.write(to, rule)));
  }

  @Override
  public ChangeOutcome deleteRule(Rule rule) {
    return perform(
        new Request("delete " + rule, MessageType.DEL_RULE, 0, to -> RuleCodec.write(to, rule)));
  }

  private ChangeOutcome perform(Request request) {
    return outcome(request, socket.request(request));
  }

  private <T> List<ChangeOutcome> perform(List<T> objects, Function<T, Request> request) {
    var requests = objects.stream().map(request).toList();
    var acks = socket.requestAll(requests);
    return IntStream.range(0, acks.size())
        .mapToObj(i -> outcome(requests.get(i), acks.get(i)))
        .toList();
  }

  private static ChangeOutcome outcome(Request request, Ack ack) {
    if (ack.isDone()) {
      return ChangeOutcome.Settled.DONE;
    }
    boolean adding = (request.flags() & Request.CREATE) != 0;
    if (adding && ack.is(Errno.EEXIST)) {
      return ChangeOutcome.Settled.ALREADY_THERE;
    }
    if (!adding && isMissing(ack)) {
      return ChangeOutcome.Settled.NOT_THERE;
    }
    return new ChangeOutcome.Refused(ack.failure(request.operation()));
  }

  private static boolean isMissing(Ack ack) {
    return ack.is(Errno.EADDRNOTAVAIL)
        || ack.is(Errno.ENOENT)
        || ack.is(Errno.ESRCH)
        || ack.is(Errno.ENODEV);
  }

  @Override
  public boolean keepsAddressProtocol() {
    if (addresses().stream().anyMatch(address -> address.protocol() != 0)) {
      return true;
    }
    var probe = LinkAddress.virtual(LOOPBACK_INDEX, PROBE).withScope(Scope.HOST);
    if (addAddresses(List.of(probe)).getFirst() instanceof ChangeOutcome.Refused) {
      return false;
    }
    try {
      return addresses().stream()
          .anyMatch(address -> address.isSameAs(probe) && address.protocol() == PROTOCOL);
    } finally {
      deleteAddresses(List.of(probe));
    }
  }

  @Override
  public void close() {
    socket.close();
    narrow.close();
  }
}
