package org.holdfast.linux.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.holdfast.linux.Device;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.Namespace;
import org.holdfast.linux.netlink.NetlinkSubscription.Reception;
import org.holdfast.linux.route.ChangeOutcome.Settled;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.RouteMetrics;
import org.holdfast.net.RouteProperties;
import org.holdfast.time.NanoClock;

/** Tests how the kernel's tables react to our requests, on a veth pair, as seen by iproute2. */
final class RouteScenarios {

  private static final IpPrefix VIP = IpPrefix.of("10.0.0.10/24");
  private static final IpPrefix VIP6 = IpPrefix.of("2001:db8::10/64");
  private static final IpPrefix VIP6_HOST = IpPrefix.of("2001:db8::11/128");

  private final RouteKernel kernel = RouteKernel.open(NanoClock.system());
  private final RouteEvents events = RouteEvents.open();
  private final int near;

  private RouteScenarios() {
    Namespace.ip("link set lo up");
    Namespace.ip("link add near type veth peer name far");
    Namespace.ip("link set near up");
    Namespace.ip("link set far up");
    near = link("near").index();
    drain();
  }

  public static void main(String[] args) {
    var here = new RouteScenarios();
    var scenarios = new LinkedHashMap<String, Namespace.Scenario>();
    scenarios.put("links are read with their attributes", here::links);
    scenarios.put("an added address is the one that ip shows", here::addressAsIpShowsIt);
    scenarios.put("an address keeps all that it was given", here::addressAttributes);
    scenarios.put("an IPv6 address is usable at once", here::ipv6Address);
    scenarios.put("an IPv6 address is soon delivered to", here::delivery);
    scenarios.put("adding twice and removing twice are outcomes", here::twice);
    scenarios.put("a refusal has the kernel's own words", here::refusal);
    scenarios.put("one bad address does not stop the others", here::mixedBatch);
    scenarios.put("a thousand addresses come and go", here::thousand);
    scenarios.put("a route comes, is seen and goes", here::route);
    scenarios.put("the ways of a route come, are seen and go", here::nextHops);
    scenarios.put("one bad route does not stop the others", here::mixedRoutes);
    scenarios.put("a rule comes, is seen and goes", here::rule);
    scenarios.put("one link of many is found by its name", here::linkByName);
    scenarios.put("the addresses of one link come without the others", here::addressesOfOneLink);
    scenarios.put("our routes are distinguished from those of other programs", here::markedRoutes);
    scenarios.put("that it exists says little of an IPv6 address", here::existing);
    scenarios.put("a route comes before the host's and goes alone", here::routeBeside);
    scenarios.put("a rule like the host's goes alone", here::ruleBeside);
    scenarios.put("links and addresses are notified of", here::notifications);
    scenarios.put("removals of our routes and rules are notified of", here::removals);
    scenarios.put("lost notifications are reported", here::overrun);
    scenarios.put("the kernel's memory for who added an address is known", here::addressProtocol);
    Namespace.runAll(scenarios);
  }

  private void links() {
    var found = link("near");
    assertThat(found.isUp()).isTrue();
    assertThat(found.isRunning()).isTrue();
    assertThat(found.hasCarrier()).isTrue();
    assertThat(found.usesArp()).isTrue();
    assertThat(found.isLoopback()).isFalse();
    assertThat(found.operState()).isEqualTo(OperState.UP);
    assertThat(found.mtu()).isEqualTo(1500);
    assertThat(found.kind()).hasValue("veth");
    assertThat(found.lower()).hasValue(link("far").index());
    var mac = String.format("%012x", found.mac().orElseThrow()).replaceAll("..(?!$)", "$0:");
    assertThat(Namespace.ip("-j link show near")).contains("\"address\":\"" + mac + "\"");
    assertThat(found.device()).isEqualTo(new Device(near, "near"));
    assertThat(link("lo").isLoopback()).isTrue();
    assertThat(link("lo").usesArp()).isFalse();
  }

  private void addressAsIpShowsIt() {
    assertThat(add(LinkAddress.virtual(near, VIP))).isEqualTo(Settled.DONE);
    assertThat(Namespace.ip("-j addr show near"))
        .contains("\"local\":\"10.0.0.10\",\"prefixlen\":24,\"scope\":\"global\"");
    assertThat(Namespace.ip("-d addr show near")).contains("10.0.0.10/24");
    assertThat(find(VIP))
        .hasValue(LinkAddress.virtual(near, VIP).withLabel("near").withFlags(0x80));
    assertThat(delete(LinkAddress.virtual(near, VIP))).isEqualTo(Settled.DONE);
    assertThat(Namespace.ip("-j addr show near")).doesNotContain("10.0.0.10");
  }

  private void addressAttributes() {
    var wanted =
        LinkAddress.virtual(near, IpPrefix.of("192.0.2.1/30"))
            .withScope(Scope.LINK)
            .withLabel("near:vip")
            .withBroadcast(IpAddress.of("192.0.2.3"))
            .withFlags(LinkAddress.NO_PREFIX_ROUTE)
            .withPreferredSeconds(0);
    assertThat(add(wanted)).isEqualTo(Settled.DONE);
    var found = find(wanted.prefix()).orElseThrow();
    assertThat(found)
        .isEqualTo(wanted.withFlags(LinkAddress.NO_PREFIX_ROUTE | LinkAddress.DEPRECATED | 0x80));
    assertThat(Namespace.ip("route show")).doesNotContain("192.0.2.0");
    assertThat(delete(wanted)).isEqualTo(Settled.DONE);

    var pointToPoint =
        LinkAddress.virtual(near, IpPrefix.of("192.0.2.1/32")).withPeer(IpAddress.of("192.0.2.9"));
    assertThat(add(pointToPoint)).isEqualTo(Settled.DONE);
    assertThat(find(pointToPoint.prefix()).orElseThrow().isSameAs(pointToPoint)).isTrue();
    assertThat(Namespace.ip("addr show near")).contains("inet 192.0.2.1 peer 192.0.2.9/32");
    assertThat(delete(pointToPoint)).isEqualTo(Settled.DONE);
  }

  private void ipv6Address() {
    var subnet = LinkAddress.virtual(near, VIP6);
    var host = LinkAddress.virtual(near, VIP6_HOST);
    assertThat(kernel.addAddresses(List.of(subnet, host)))
        .containsExactly(Settled.DONE, Settled.DONE);
    var found = find(VIP6).orElseThrow();
    assertThat(found.flags() & LinkAddress.NODAD).isNotZero();
    assertThat(found.flags() & LinkAddress.TENTATIVE).isZero();
    assertThat(found.preferredSeconds()).isEqualTo(LinkAddress.FOREVER);
    assertThat(found.protocol()).isEqualTo(RouteKernel.PROTOCOL);
    var foundHost = find(VIP6_HOST).orElseThrow();
    assertThat(foundHost.flags() & LinkAddress.DEPRECATED).isNotZero();
    assertThat(foundHost.preferredSeconds()).isZero();
    assertThat(foundHost.validSeconds()).isEqualTo(LinkAddress.FOREVER);
    assertThat(kernel.deleteAddresses(List.of(subnet, host)))
        .containsExactly(Settled.DONE, Settled.DONE);
  }

  private void delivery() {
    for (var prefix : List.of(VIP6, VIP6_HOST, IpPrefix.of("fe80::10/64"))) {
      var address = LinkAddress.virtual(near, prefix);
      assertThat(kernel.isLocal(near, prefix.address())).as("before").isFalse();
      assertThat(kernel.addAddresses(List.of(address))).containsExactly(Settled.DONE);
      await(prefix + " is local", () -> kernel.isLocal(near, prefix.address()));
      assertThat(kernel.deleteAddresses(List.of(address))).containsExactly(Settled.DONE);
      await(prefix + " is not local", () -> !kernel.isLocal(near, prefix.address()));
    }
  }

  private static void await(String fact, BooleanSupplier condition) {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(fact).isLessThan(until);
    }
  }

  private void twice() {
    for (var prefix : List.of(VIP, VIP6)) {
      var address = LinkAddress.virtual(near, prefix);
      assertThat(add(address)).isEqualTo(Settled.DONE);
      assertThat(add(address)).isEqualTo(Settled.ALREADY_THERE);
      assertThat(delete(address)).isEqualTo(Settled.DONE);
      assertThat(delete(address)).isEqualTo(Settled.NOT_THERE);
    }
  }

  private void refusal() {
    assertThat(add(LinkAddress.virtual(9999, VIP)))
        .isInstanceOfSatisfying(
            ChangeOutcome.Refused.class,
            refused ->
                assertThat(refused.why())
                    .hasMessage(
                        "add 10.0.0.10/24 dev #9999: ENODEV (No such device):"
                            + " ipv4: Device not found"));
  }

  private void mixedBatch() {
    var wanted = new ArrayList<LinkAddress>();
    for (int i = 1; i <= 100; i++) {
      wanted.add(
          LinkAddress.virtual(i % 10 == 0 ? 9999 : near, IpPrefix.of("10.1.0." + i + "/24")));
    }
    var outcomes = kernel.addAddresses(wanted);
    for (int i = 1; i <= 100; i++) {
      if (i % 10 == 0) {
        assertThat(outcomes.get(i - 1)).isInstanceOf(ChangeOutcome.Refused.class);
      } else {
        assertThat(outcomes.get(i - 1)).isEqualTo(Settled.DONE);
      }
    }
    wanted.removeIf(address -> address.link() != near);
    // Last in, first out: with the first address of a subnet the kernel drops the others too.
    assertThat(kernel.deleteAddresses(wanted.reversed())).hasSize(90).containsOnly(Settled.DONE);
  }

  private void thousand() {
    for (var format : List.of("10.2.%d.%d/32", "2001:db8:2::%x:%x/128")) {
      var wanted =
          IntStream.range(0, 1000)
              .mapToObj(i -> IpPrefix.of(String.format(format, i / 250, i % 250 + 1)))
              .map(prefix -> LinkAddress.virtual(near, prefix))
              .toList();
      long start = System.nanoTime();
      var added = kernel.addAddresses(wanted);
      long addedAt = System.nanoTime();
      long found =
          kernel.addresses().stream().filter(a -> wanted.stream().anyMatch(a::isSameAs)).count();
      long dumpedAt = System.nanoTime();
      var deleted = kernel.deleteAddresses(wanted);
      System.out.printf(
          "%s: 1000 added in %d ms, found in %d, deleted in %d%n",
          format,
          (addedAt - start) / 1_000_000,
          (dumpedAt - addedAt) / 1_000_000,
          (System.nanoTime() - dumpedAt) / 1_000_000);
      assertThat(added).hasSize(1000).containsOnly(Settled.DONE);
      assertThat(found).isEqualTo(1000);
      assertThat(deleted).hasSize(1000).containsOnly(Settled.DONE);
    }
  }

  private void route() {
    var address = LinkAddress.virtual(near, VIP);
    var address6 = LinkAddress.virtual(near, VIP6);
    kernel.addAddresses(List.of(address, address6));
    var full =
        new Route(
                IpPrefix.of("198.51.100.0/24"),
                RouteType.UNICAST,
                Optional.of(IpAddress.of("172.16.0.1")),
                OptionalInt.of(near),
                Optional.of(VIP.address()),
                1000,
                77,
                Scope.GLOBAL,
                RouteKernel.PROTOCOL,
                true)
            .with(RouteProperties.metrics(RouteMetrics.mtu(1400)));
    assertThat(addRoute(full)).isEqualTo(Settled.DONE);
    assertThat(addRoute(full)).isEqualTo(Settled.ALREADY_THERE);
    assertThat(kernel.routes(Family.IPV4)).contains(full);
    assertThat(Namespace.ip("route show table 1000"))
        .contains(
            "198.51.100.0/24 via 172.16.0.1 dev near proto 72 src 10.0.0.10 metric 77 onlink mtu"
                + " 1400");
    assertThat(kernel.deleteRoute(full)).isEqualTo(Settled.DONE);
    assertThat(kernel.deleteRoute(full)).isEqualTo(Settled.NOT_THERE);

    addRoute(Route.via(IpPrefix.of("0.0.0.0/0"), IpAddress.of("10.0.0.1")));
    addRoute(Route.dev(IpPrefix.of("198.51.100.0/24"), near));
    addRoute(Route.via(IpPrefix.of("::/0"), IpAddress.of("2001:db8::1")));
    assertThat(Namespace.ip("route show proto 72"))
        .contains("default via 10.0.0.1 dev near", "198.51.100.0/24 dev near scope link");
    assertThat(Namespace.ip("-6 route show proto 72"))
        .contains("default via 2001:db8::1 dev near metric 1024");
    for (var family : Family.values()) {
      for (var ours : kernel.routes(family)) {
        if (ours.protocol() == RouteKernel.PROTOCOL) {
          assertThat(kernel.deleteRoute(ours)).as(ours.toString()).isEqualTo(Settled.DONE);
        }
      }
    }
    kernel.deleteAddresses(List.of(address, address6));
  }

  private void existing() {
    var wide = LinkAddress.virtual(near, VIP6);
    var narrow = LinkAddress.virtual(near, IpPrefix.host(VIP6.address()));
    assertThat(add(wide)).isEqualTo(Settled.DONE);
    assertThat(add(narrow)).isEqualTo(Settled.ALREADY_THERE);
    assertThat(find(narrow.prefix())).isEmpty();
    assertThat(delete(narrow)).isEqualTo(Settled.NOT_THERE);
    assertThat(delete(wide)).isEqualTo(Settled.DONE);
  }

  private void routeBeside() {
    var address = LinkAddress.virtual(near, VIP);
    var address6 = LinkAddress.virtual(near, VIP6);
    kernel.addAddresses(List.of(address, address6));
    Namespace.ip("route add default via 10.0.0.2");
    Namespace.ip("-6 route add default via 2001:db8::2");
    var ours = Route.via(IpPrefix.of("0.0.0.0/0"), IpAddress.of("10.0.0.3"));
    var likeTheHosts = Route.via(IpPrefix.of("0.0.0.0/0"), IpAddress.of("10.0.0.2"));
    var ours6 = Route.via(IpPrefix.of("::/0"), IpAddress.of("2001:db8::3"));
    var likeTheHosts6 = Route.via(IpPrefix.of("::/0"), IpAddress.of("2001:db8::2"));

    assertThat(addRoute(likeTheHosts)).isEqualTo(Settled.DONE);
    assertThat(addRoute(ours)).isEqualTo(Settled.DONE);
    assertThat(addRoute(ours)).isEqualTo(Settled.ALREADY_THERE);
    assertThat(Namespace.ip("route show default").lines().findFirst().orElseThrow())
        .contains("via 10.0.0.3");
    assertThat(addRoute(likeTheHosts6)).isEqualTo(Settled.ALREADY_THERE);
    assertThat(kernel.deleteRoute(likeTheHosts6)).isEqualTo(Settled.NOT_THERE);
    assertThat(addRoute(ours6)).isEqualTo(Settled.DONE);
    assertThat(Namespace.ip("-6 route show default")).contains("via 2001:db8::3");

    assertThat(kernel.deleteRoute(ours)).isEqualTo(Settled.DONE);
    assertThat(kernel.deleteRoute(likeTheHosts)).isEqualTo(Settled.DONE);
    assertThat(kernel.deleteRoute(ours6)).isEqualTo(Settled.DONE);
    assertThat(Namespace.ip("route show default").strip())
        .isEqualTo("default via 10.0.0.2 dev near");
    assertThat(Namespace.ip("-6 route show default"))
        .contains("via 2001:db8::2")
        .doesNotContain("2001:db8::3");
    Namespace.ip("route del default");
    Namespace.ip("-6 route del default");
    kernel.deleteAddresses(List.of(address, address6));
  }

  private void ruleBeside() {
    Namespace.ip("rule add from 10.0.0.10 lookup 1000 priority 100");
    var ours =
        new Rule(
            Family.IPV4,
            RuleAction.LOOKUP,
            Optional.of(IpPrefix.host(VIP.address())),
            Optional.empty(),
            1000,
            OptionalInt.of(100),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            RouteKernel.PROTOCOL);
    assertThat(addRule(ours)).isInstanceOf(Settled.class);
    kernel.deleteRule(ours);
    assertThat(Namespace.ip("rule show").lines().filter(line -> line.startsWith("100:")))
        .singleElement()
        .asString()
        .doesNotContain("proto 72");
    Namespace.ip("rule del priority 100");
  }

  private void rule() {
    for (var from : List.of(VIP, VIP6)) {
      var family = from.address().family();
      var rule =
          new Rule(
              family,
              RuleAction.LOOKUP,
              Optional.of(IpPrefix.host(from.address())),
              Optional.empty(),
              1000,
              OptionalInt.of(100),
              Optional.of("near"),
              Optional.empty(),
              Optional.of(new Rule.Mark(7, 0xff)),
              RouteKernel.PROTOCOL);
      assertThat(addRule(rule)).isEqualTo(Settled.DONE);
      assertThat(addRule(rule)).isEqualTo(Settled.ALREADY_THERE);
      assertThat(kernel.rules(family)).contains(rule);
      assertThat(Namespace.ip((family == Family.IPV6 ? "-6 " : "") + "rule show"))
          .contains(
              "100:\tfrom " + from.address() + " fwmark 0x7/0xff iif near lookup 1000 proto 72");
      assertThat(kernel.deleteRule(rule)).isEqualTo(Settled.DONE);
      assertThat(kernel.deleteRule(rule)).isEqualTo(Settled.NOT_THERE);
    }
    var barred =
        new Rule(
            Family.IPV4,
            RuleAction.PROHIBIT,
            Optional.empty(),
            Optional.of(IpPrefix.of("198.51.100.0/24")),
            0,
            OptionalInt.of(101),
            Optional.empty(),
            Optional.of("near"),
            Optional.empty(),
            RouteKernel.PROTOCOL);
    assertThat(addRule(barred)).isEqualTo(Settled.DONE);
    assertThat(kernel.rules(Family.IPV4)).contains(barred);
    assertThat(kernel.deleteRule(barred)).isEqualTo(Settled.DONE);
  }

  private void nextHops() {
    for (var destination : List.of("198.51.100.0/24", "2001:db8:7::/64")) {
      var to = IpPrefix.of(destination);
      boolean v4 = to.address().family() == Family.IPV4;
      var hops =
          Stream.of(v4 ? "172.16.0.7" : "2001:db8::7", v4 ? "172.16.0.8" : "2001:db8::8")
              .map(IpAddress::of)
              .map(via ->
                  new NextHop(Optional.of(via), OptionalInt.of(near), 2, true, 0, Optional.empty()))
              .toList();
      var plain = Route.dev(to, near);
      var route =
          new Route(
              to,
              RouteType.UNICAST,
              Optional.empty(),
              OptionalInt.empty(),
              Optional.empty(),
              Route.MAIN,
              77,
              Scope.GLOBAL,
              plain.protocol(),
              false,
              hops,
              RouteProperties.NONE);
      assertThat(addRoute(route)).isEqualTo(Settled.DONE);
      assertThat(addRoute(route)).isEqualTo(Settled.ALREADY_THERE);
      assertThat(ways(to)).containsExactlyElementsOf(hops);
      if (!v4) {
        // A way that is missing comes back, which the kernel refuses of the route as a whole.
        Namespace.ip("-6 route del " + destination + " via 2001:db8::8 metric 77");
        assertThat(ways(to)).hasSizeLessThan(2);
        assertThat(addRoute(route)).isEqualTo(Settled.DONE);
        assertThat(ways(to)).containsExactlyElementsOf(hops);
      }
      assertThat(kernel.deleteRoute(route)).isEqualTo(Settled.DONE);
      assertThat(kernel.deleteRoute(route)).isEqualTo(Settled.NOT_THERE);
    }
  }

  private List<NextHop> ways(IpPrefix to) {
    return kernel.routesOf(to.address().family(), RouteKernel.PROTOCOL).entries().stream()
        .filter(route -> route.destination().equals(to))
        .findFirst()
        .map(Route::nextHops)
        .orElse(List.of());
  }

  private void mixedRoutes() {
    Namespace.ip("addr add 10.50.0.1/24 dev near");
    var first = Route.via(IpPrefix.of("10.51.0.0/16"), IpAddress.of("10.50.0.2"));
    var unreachable = Route.via(IpPrefix.of("10.52.0.0/16"), IpAddress.of("10.99.0.2"));
    var v6 = Route.dev(IpPrefix.of("2001:db8:51::/48"), near);
    var last = Route.dev(IpPrefix.of("10.53.0.0/16"), near);

    var outcomes = kernel.addRoutes(List.of(first, unreachable, v6, first, last));

    assertThat(outcomes.get(1))
        .isInstanceOfSatisfying(
            ChangeOutcome.Refused.class,
            refused -> assertThat(refused.why()).hasMessageContaining("10.52.0.0/16"));
    assertThat(outcomes)
        .filteredOn(Settled.class::isInstance)
        .containsExactly(Settled.DONE, Settled.DONE, Settled.ALREADY_THERE, Settled.DONE);
    assertThat(kernel.routesOf(Family.IPV4, RouteKernel.PROTOCOL).entries())
        .extracting(Route::destination)
        .containsExactlyInAnyOrder(first.destination(), last.destination());
    List.of(first, v6, last).forEach(kernel::deleteRoute);
    Namespace.ip("addr del 10.50.0.1/24 dev near");
  }

  private ChangeOutcome addRoute(Route route) {
    return kernel.addRoutes(List.of(route)).getFirst();
  }

  private ChangeOutcome addRule(Rule rule) {
    return kernel.addRules(List.of(rule)).getFirst();
  }

  private void linkByName() {
    assertThat(kernel.link("near").orElseThrow().index()).isEqualTo(near);
    assertThat(kernel.link(near).orElseThrow().name()).isEqualTo("near");
    assertThat(kernel.link(1_000_000)).isEmpty();
    assertThat(kernel.link("nosuch0")).isEmpty();
    assertThat(kernel.link("a-name-that-no-link-can-have")).isEmpty();
  }

  private void addressesOfOneLink() {
    Namespace.ip("addr add 192.0.2.7/24 dev far");
    var address = LinkAddress.virtual(near, VIP);
    assertThat(add(address)).isEqualTo(Settled.DONE);

    var listing = kernel.addressesOn(near);

    assertThat(listing.whole()).isTrue();
    assertThat(listing.entries()).allMatch(one -> one.link() == near);
    assertThat(listing.entries()).extracting(LinkAddress::prefix).contains(VIP);
    assertThat(kernel.addressesOn(9999).entries()).isEmpty();
    assertThat(kernel.addressesAsTheyCome().entries())
        .extracting(LinkAddress::prefix)
        .contains(VIP, IpPrefix.of("192.0.2.7/24"));
    assertThat(delete(address)).isEqualTo(Settled.DONE);
    Namespace.ip("addr del 192.0.2.7/24 dev far");
  }

  private void markedRoutes() {
    Namespace.ip("addr add 10.20.0.1/24 dev near");
    Namespace.ip("route add 10.30.0.0/16 via 10.20.0.2");
    Namespace.ip("route add 10.31.0.0/16 via 10.20.0.2 proto 72 table 7");
    Namespace.ip("-6 route add 2001:db8:7::/48 dev near proto 72");

    assertThat(kernel.routesOf(Family.IPV4, RouteKernel.PROTOCOL).entries())
        .extracting(Route::destination)
        .containsExactly(IpPrefix.of("10.31.0.0/16"));
    assertThat(kernel.routesOf(Family.IPV6, RouteKernel.PROTOCOL).entries())
        .extracting(Route::destination)
        .containsExactly(IpPrefix.of("2001:db8:7::/48"));
    Namespace.ip("-6 route del 2001:db8:7::/48 dev near proto 72");
    Namespace.ip("addr del 10.20.0.1/24 dev near");
  }

  private void notifications() {
    drain();
    var address = LinkAddress.virtual(near, VIP);
    kernel.addAddresses(List.of(address));
    kernel.deleteAddresses(List.of(address));
    Namespace.ip("link add gone type veth peer name gone-too");
    Namespace.ip("link set far down");
    Namespace.ip("link del gone");
    Namespace.ip("link set far up");
    var seen = drain();
    assertThat(seen)
        .anyMatch(e -> e instanceof RouteEvent.AddressChanged(var a) && a.isSameAs(address))
        .anyMatch(e -> e instanceof RouteEvent.AddressRemoved(var a) && a.isSameAs(address))
        .anyMatch(e -> e instanceof RouteEvent.LinkRemoved(var l) && l.name().equals("gone"))
        .anyMatch(e -> e instanceof RouteEvent.LinkChanged(var l) && lostCarrier(l));
  }

  private static boolean lostCarrier(Link link) {
    return link.name().equals("near") && link.isUp() && !link.isRunning() && !link.hasCarrier();
  }

  private void removals() {
    try (var removals = RouteRemovals.open()) {
      Namespace.ip("addr add 10.20.0.1/24 dev near");
      var ours = Route.via(IpPrefix.of("10.30.0.0/16"), IpAddress.of("10.20.0.2"));
      var rule = Rule.from(IpPrefix.of("10.40.0.0/16"), 7);
      addRoute(ours);
      addRule(rule);
      Namespace.ip("route add 10.31.0.0/16 via 10.20.0.2 table 7");
      Namespace.ip("route del 10.31.0.0/16 table 7");
      Namespace.ip("rule add from 10.41.0.0/16 lookup 7");
      Namespace.ip("rule del from 10.41.0.0/16 lookup 7");
      assertThat(all(removals)).isEmpty();

      Namespace.ip("route del 10.30.0.0/16");
      Namespace.ip("rule del from 10.40.0.0/16 lookup 7");
      Namespace.ip("-6 route add 2001:db8:7::/48 dev near proto 72");
      Namespace.ip("-6 route del 2001:db8:7::/48 dev near");
      Namespace.ip("-6 rule add from 2001:db8:7::/48 lookup 300 priority 9 protocol 72");
      Namespace.ip("-6 rule del priority 9");
      var seen = all(removals);
      assertThat(seen)
          .filteredOn(RouteRemoval.OfRoute.class::isInstance)
          .containsExactly(
              new RouteRemoval.OfRoute(IpPrefix.of("10.30.0.0/16"), Route.MAIN),
              new RouteRemoval.OfRoute(IpPrefix.of("2001:db8:7::/48"), Route.MAIN));
      assertThat(seen)
          .filteredOn(RouteRemoval.OfRule.class::isInstance)
          .map(one -> ((RouteRemoval.OfRule) one).rule().from().orElseThrow().toString())
          .containsExactly("10.40.0.0/16", "2001:db8:7::/48");

      var gateway = Route.via(IpPrefix.of("0.0.0.0/0"), IpAddress.of("10.20.0.3"));
      addRoute(gateway);
      Namespace.ip("route replace default via 10.20.0.2");
      assertThat(kernel.routesOf(Family.IPV4, RouteKernel.PROTOCOL).entries()).isEmpty();
      assertThat(all(removals))
          .containsExactly(new RouteRemoval.OfRoute(gateway.destination(), 254));
      Namespace.ip("route del default");
      Namespace.ip("addr del 10.20.0.1/24 dev near");
    }
  }

  private static List<RouteRemoval> all(RouteRemovals removals) {
    var seen = new ArrayList<RouteRemoval>();
    while (removals.receive(seen::add) != Reception.NOTHING) {
      // there may be more
    }
    return seen;
  }

  private void overrun() {
    try (var narrow = RouteEvents.open(1)) {
      var wanted =
          IntStream.rangeClosed(1, 200)
              .mapToObj(i -> LinkAddress.virtual(near, IpPrefix.of("10.3.0." + i + "/32")))
              .toList();
      kernel.addAddresses(wanted);
      var receptions = new ArrayList<Reception>();
      Reception reception;
      do {
        reception = narrow.receive(event -> {});
        receptions.add(reception);
      } while (reception != Reception.NOTHING);
      assertThat(receptions).contains(Reception.OVERRUN);
      kernel.deleteAddresses(wanted);
      assertThat(narrow.receive(event -> {})).isNotEqualTo(Reception.NOTHING);
    }
  }

  private void addressProtocol() {
    // The kernel's release tells what to expect: IFA_PROTO came with 5.18.
    var release = System.getProperty("os.version").split("[.-]", 3);
    int version = Integer.parseInt(release[0]) * 1000 + Integer.parseInt(release[1]);
    assertThat(kernel.keepsAddressProtocol()).isEqualTo(version >= 5018);
    Namespace.ip("link set near down");
    Namespace.ip("link set far down");
    Namespace.ip("addr flush dev lo");
    assertThat(kernel.addresses()).isEmpty();
    assertThat(kernel.keepsAddressProtocol()).isEqualTo(version >= 5018);
    assertThat(kernel.addresses()).as("the probe is gone").isEmpty();
  }

  private ChangeOutcome add(LinkAddress address) {
    return kernel.addAddresses(List.of(address)).getFirst();
  }

  private ChangeOutcome delete(LinkAddress address) {
    return kernel.deleteAddresses(List.of(address)).getFirst();
  }

  private Link link(String name) {
    return kernel.links().stream()
        .filter(link -> link.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new LinuxException("find " + name, 19));
  }

  private Optional<LinkAddress> find(IpPrefix prefix) {
    return kernel.addresses().stream().filter(a -> a.prefix().equals(prefix)).findFirst();
  }

  private List<RouteEvent> drain() {
    var seen = new ArrayList<RouteEvent>();
    while (events.receive(seen::add) != Reception.NOTHING) {}
    return seen;
  }
}
