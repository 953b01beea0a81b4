package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.netlink.LostReplies;
import org.holdfast.linux.netlink.NetlinkSocket.Listing;
import org.holdfast.linux.route.ChangeOutcome;
import org.holdfast.linux.route.ChangeOutcome.Settled;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.Route;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.linux.route.Rule;
import org.holdfast.linux.route.Scope;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.MacAddress;
import org.holdfast.net.RouteProperties;
import org.jspecify.annotations.Nullable;

/**
 * A kernel's tables in memory, as Linux keeps them: an IPv6 address is on a link once, whatever its
 * prefix; the first IPv4 address of a subnet takes the others with it; routes are added before
 * those of others.
 */
final class FakeRouteKernel implements RouteKernel {

  final List<Link> links = new ArrayList<>();
  final List<LinkAddress> addresses = new ArrayList<>();
  final List<Route> routes = new ArrayList<>();
  final List<Rule> rules = new ArrayList<>();

  /** The indexes of links that carry our mark. */
  final Set<Integer> ours = new HashSet<>();

  /** The settings that were changed, such as {@code ipv4 eth0 arp_ignore}. */
  final Map<String, Integer> settings = new TreeMap<>();

  /** All queries and changes, in order, such as {@code list routes IPV4}. */
  final List<String> requests = new ArrayList<>();

  /** The number of further replies that are lost; the requests take effect. */
  int repliesToLose;

  /** The error that the next request throws; null for none. */
  @Nullable Error failure;

  /** Prefixes that cannot be removed. */
  final Set<IpPrefix> kept = new HashSet<>();

  /** Whether lists are consistent. */
  boolean whole = true;

  /** Prefixes and destinations that cannot be added. */
  final Set<IpPrefix> refused = new HashSet<>();

  /** Addresses to which packets are not yet delivered, although they exist. */
  final Set<IpAddress> undelivered = new HashSet<>();

  /** Whether the kernel stores the protocol mark of an address; kernels before 5.18 do not. */
  boolean keepsMarks = true;

  @Override
  public List<Link> links() {
    requests.add("list links");
    return List.copyOf(links);
  }

  @Override
  public Listing<Link> linksAsTheyCome() {
    requests.add("list links");
    return new Listing<>(links, whole);
  }

  @Override
  public Optional<Link> link(String name) {
    return links.stream().filter(link -> link.name().equals(name)).findFirst();
  }

  @Override
  public Optional<Link> link(int index) {
    return links.stream().filter(link -> link.index() == index).findFirst();
  }

  /** Gives the link another name; its settings and the links on it stay with it. */
  Link rename(String name, String newName) {
    var old = link(name).orElseThrow();
    var link = Links.named(old, newName);
    links.set(links.indexOf(old), link);
    for (var setting : List.copyOf(settings.keySet())) {
      var words = setting.split(" ", -1);
      if (words[1].equals(name)) {
        settings.put(
            words[0] + " " + newName + " " + words[2],
            Objects.requireNonNull(settings.remove(setting)));
      }
    }
    return link;
  }

  @Override
  public List<Link> ownLinks() {
    return links.stream().filter(link -> ours.contains(link.index())).toList();
  }

  @Override
  public ChangeOutcome addMacvlan(String name, int base, MacAddress mac) {
    requests.add("add link " + name);
    if (link(name).isPresent()) {
      return Settled.ALREADY_THERE;
    }
    int index = links.stream().mapToInt(Link::index).max().orElse(0) + 1;
    links.add(Links.macvlan(index, name, base, mac, false));
    ours.add(index);
    return Settled.DONE;
  }

  @Override
  public ChangeOutcome addIpvlan(String name, int base, int flags) {
    requests.add("add ipvlan " + name + " with flags " + flags);
    if (link(name).isPresent()) {
      return Settled.ALREADY_THERE;
    }
    int index = links.stream().mapToInt(Link::index).max().orElse(0) + 1;
    links.add(Links.ipvlan(index, name, base));
    ours.add(index);
    return Settled.DONE;
  }

  @Override
  public ChangeOutcome setUp(Link link, boolean up) {
    requests.add("set link " + link.name() + (up ? " up" : " down"));
    var there = link(link.name());
    if (there.isEmpty()) {
      return Settled.NOT_THERE;
    }
    boolean taken =
        up
            && links.stream()
                .anyMatch(one ->
                    one.isUp()
                        && one.index() != link.index()
                        && one.lower().equals(link.lower())
                        && one.mac().equals(link.mac()));
    if (taken) {
      return refusal("set link up");
    }
    links.set(links.indexOf(there.get()), Links.up(there.get(), up));
    return Settled.DONE;
  }

  @Override
  public ChangeOutcome deleteLink(Link link) {
    requests.add("delete link " + link.name());
    addresses.removeIf(address -> address.link() == link.index());
    return links.removeIf(one -> one.index() == link.index()) ? Settled.DONE : Settled.NOT_THERE;
  }

  @Override
  public OptionalInt setting(Family family, String link, String name) {
    boolean there =
        link.equals("all")
            || link.equals("default")
            || links.stream().anyMatch(one -> one.name().equals(link));
    return there
        ? OptionalInt.of(settings.getOrDefault(setting(family, link + " " + name), 0))
        : OptionalInt.empty();
  }

  private static String setting(Family family, String name) {
    return (family == Family.IPV4 ? "ipv4 " : "ipv6 ") + name;
  }

  @Override
  public boolean change(Family family, String link, String name, int value) {
    settings.put(setting(family, link + " " + name), value);
    return true;
  }

  @Override
  public Listing<LinkAddress> addressesOn(int link) {
    requests.add("list addresses #" + link);
    return new Listing<>(addresses.stream().filter(one -> one.link() == link).toList(), whole);
  }

  @Override
  public Listing<LinkAddress> addressesAsTheyCome() {
    requests.add("list addresses");
    return new Listing<>(addresses, whole);
  }

  @Override
  public List<LinkAddress> addresses() {
    return List.copyOf(addresses);
  }

  @Override
  public List<Route> routes(Family family) {
    requests.add("list routes of all programs");
    return routes.stream()
        .filter(route -> route.destination().address().family() == family)
        .toList();
  }

  @Override
  public Listing<Route> routesOf(Family family, int protocol) {
    requests.add("list routes " + family + (protocol == PROTOCOL ? "" : " of " + protocol));
    return new Listing<>(
        routes.stream()
            .filter(route -> route.destination().address().family() == family)
            .filter(route -> route.protocol() == protocol)
            .toList(),
        whole);
  }

  @Override
  public boolean isLocal(int link, IpAddress address) {
    requests.add("find route to " + address);
    return !undelivered.contains(address)
        && addresses.stream()
            .anyMatch(one -> one.link() == link && one.prefix().address().equals(address));
  }

  @Override
  public List<Rule> rules(Family family) {
    requests.add("list rules " + family);
    return rules.stream().filter(rule -> rule.family() == family).toList();
  }

  @Override
  public List<ChangeOutcome> addAddresses(List<LinkAddress> wanted) {
    requests.add("add %d addresses".formatted(wanted.size()));
    return answered(wanted.stream().map(this::add).toList());
  }

  private <T> T answered(T outcome) {
    var thrown = failure;
    if (thrown != null) {
      failure = null;
      throw thrown;
    }
    if (repliesToLose > 0) {
      repliesToLose--;
      throw LostReplies.to("the request");
    }
    return outcome;
  }

  private static ChangeOutcome refusal(String operation) {
    return new ChangeOutcome.Refused(new LinuxException(operation, Errno.EINVAL.number()));
  }

  private ChangeOutcome add(LinkAddress address) {
    if (refused.contains(address.prefix())) {
      return refusal("add");
    }
    if (addresses.stream().anyMatch(one -> isInTheWay(one, address))) {
      return Settled.ALREADY_THERE;
    }
    var stored = address.withScope(scopeOf(address));
    addresses.add(keepsMarks ? stored : unmarked(stored));
    return Settled.DONE;
  }

  private static int scopeOf(LinkAddress address) {
    if (address.prefix().address().family() == Family.IPV4) {
      return address.scope();
    }
    return address.prefix().address().isLinkLocal() ? Scope.LINK : Scope.GLOBAL;
  }

  private static boolean isInTheWay(LinkAddress there, LinkAddress added) {
    boolean v6 = added.prefix().address().family() == Family.IPV6;
    return there.link() == added.link()
        && (v6
            ? there.prefix().address().equals(added.prefix().address())
            : there.prefix().equals(added.prefix()));
  }

  /** Returns the address as another program adds it, or as a kernel without marks stores it. */
  static LinkAddress unmarked(LinkAddress address) {
    return new LinkAddress(
        address.link(),
        address.prefix(),
        address.scope(),
        address.label(),
        address.broadcast(),
        address.peer(),
        address.flags(),
        0,
        address.preferredSeconds(),
        address.validSeconds());
  }

  @Override
  public List<ChangeOutcome> deleteAddresses(List<LinkAddress> unwanted) {
    requests.add("delete %d addresses".formatted(unwanted.size()));
    return answered(unwanted.stream().map(this::delete).toList());
  }

  private ChangeOutcome delete(LinkAddress address) {
    if (kept.contains(address.prefix())) {
      return refusal("delete");
    }
    var found = addresses.stream().filter(address::isSameAs).findFirst();
    if (found.isEmpty()) {
      return Settled.NOT_THERE;
    }
    var subnet = addresses.stream().filter(one -> isOfOneSubnet(one, address)).toList();
    if (!subnet.isEmpty() && subnet.getFirst().equals(found.get())) {
      addresses.removeAll(subnet);
    } else {
      addresses.remove(found.get());
    }
    return Settled.DONE;
  }

  private static boolean isOfOneSubnet(LinkAddress one, LinkAddress other) {
    return one.link() == other.link()
        && one.prefix().address().family() == Family.IPV4
        && one.prefix().length() == other.prefix().length()
        && one.prefix().contains(other.prefix().address());
  }

  @Override
  public List<ChangeOutcome> addRoutes(List<Route> wanted) {
    requests.add("add %d routes".formatted(wanted.size()));
    return answered(wanted.stream().map(this::added).toList());
  }

  private ChangeOutcome added(Route route) {
    if (refused.contains(route.destination())) {
      return refusal("add route");
    }
    boolean alone = route.properties().placement() == RouteProperties.Placement.ADD;
    boolean there =
        routes.stream()
            .anyMatch(one ->
                alone
                    ? one.destination().equals(route.destination())
                    : route.destination().address().family() == Family.IPV4
                        ? one.equals(route)
                        : KernelRecords.isInPlaceOf(route, one));
    if (there) {
      return Settled.ALREADY_THERE;
    }
    routes.addFirst(route);
    return Settled.DONE;
  }

  @Override
  public ChangeOutcome deleteRoute(Route route) {
    requests.add("delete route " + route);
    return answered(routes.remove(route) ? Settled.DONE : Settled.NOT_THERE);
  }

  @Override
  public List<ChangeOutcome> addRules(List<Rule> wanted) {
    requests.add("add %d rules".formatted(wanted.size()));
    return answered(wanted.stream().map(this::added).toList());
  }

  private ChangeOutcome added(Rule rule) {
    if (rules.stream().anyMatch(one -> one.withProtocol(rule.protocol()).equals(rule))) {
      return Settled.ALREADY_THERE;
    }
    rules.add(rule);
    return Settled.DONE;
  }

  @Override
  public ChangeOutcome deleteRule(Rule rule) {
    requests.add("delete " + rule);
    return answered(rules.remove(rule) ? Settled.DONE : Settled.NOT_THERE);
  }

  @Override
  public boolean keepsAddressProtocol() {
    return keepsMarks;
  }

  @Override
  public void close() {}
}
