package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.it.lab.Make.FRR;
import static org.holdfast.it.lab.Make.HOLDFAST;
import static org.holdfast.it.lab.Make.KEEPALIVED;
import static org.holdfast.it.lab.PairLab.VIP;
import static org.holdfast.it.lab.PairLab.VIP6;
import static org.holdfast.it.lab.PairLab.VIP6_LINK_LOCAL;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.holdfast.it.lab.Director;
import org.holdfast.it.lab.Duel;
import org.holdfast.it.lab.HoldfastDirector;
import org.holdfast.it.lab.Make;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.RouterSpec;
import org.holdfast.net.Family;
import org.holdfast.vrrp.VirtualLink;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests virtual MAC addresses: Holdfast, keepalived and FRR as peers, over IPv4 and IPv6. */
@Execution(ExecutionMode.CONCURRENT)
final class VmacIT {
  private static final int BETTER = 150;
  private static final int VRID = 51;

  /** How adverts are sent. */
  enum Sending {
    /** Frames to the group, with the virtual MAC address. */
    MULTICAST,
    /** Frames to the group, with the MAC address of the base. */
    MULTICAST_FROM_BASE,
    /** Frames to the peer, with the MAC address of the base. */
    UNICAST
  }

  static Stream<Arguments> pairs() {
    return Stream.of(Family.values())
        .flatMap(family ->
            Stream.concat(
                directions(family, Sending.MULTICAST, FRR),
                Stream.of(Sending.values())
                    .flatMap(sending -> directions(family, sending, KEEPALIVED))));
  }

  private static Stream<Arguments> directions(Family family, Sending sending, Make other) {
    return Stream.of(
        Arguments.of(family, sending, HOLDFAST, other),
        Arguments.of(family, sending, other, HOLDFAST));
  }

  private static RouterSpec spec(Family family) {
    return (family == Family.IPV4 ? RouterSpec.v3(VIP) : RouterSpec.v3(VIP6_LINK_LOCAL, VIP6))
        .withVrid(VRID)
        .withVmac();
  }

  private static RouterSpec spec(Family family, Sending sending, String own, String peer) {
    var spec = spec(family);
    return switch (sending) {
      case MULTICAST -> spec;
      case MULTICAST_FROM_BASE -> spec.withVmac(RouterSpec.Vmac.ADDRESSES);
      case UNICAST -> spec.withUnicast(network(family) + own, network(family) + peer);
    };
  }

  private static String network(Family family) {
    return family == Family.IPV4 ? "10.9.0." : "2001:db8:9::";
  }

  /**
   * The client learns one MAC address and never another one, even when the better router has been
   * master all the time in the other half of a divided network and announces nothing.
   */
  @ParameterizedTest(name = "{0} {1}: {2} master, {3} backup")
  @MethodSource("pairs")
  void hostsKnowOnlyTheVirtualMac(Family family, Sending sending, Make better, Make worse) {
    Needs.tools(better.tool(), worse.tool());
    try (Duel duel =
        new Duel(
            better,
            spec(family, sending, "1", "2").withPriority(BETTER),
            worse,
            spec(family, sending, "2", "1"))) {
      var a = duel.a();
      var b = duel.b();
      b.start();
      duel.awaitOnlyMaster(b);
      ask(family, b);
      a.start();
      duel.awaitOnlyMaster(a);
      ask(family, a);

      a.node().isolate("eth0");
      duel.await("b serves too", () -> b.holdsAddresses() && isServed(duel));
      a.node().rejoin("eth0");
      duel.awaitOnlyMaster(a);

      a.stop();
      duel.awaitOnlyMaster(b);
      b.stop();

      for (var director : List.of(a, b)) {
        if (director instanceof HoldfastDirector) {
          assertLeftNothing(director.node());
        }
      }
      assertOnlyTheVirtualMac(family, sending, duel);
    }
  }

  /** The base of the master has to ask for the client, with a packet from the virtual address. */
  private static void ask(Family family, Director director) {
    if (director instanceof HoldfastDirector) {
      var vip = director.spec().vip().toString();
      director.node().run("ip", "neigh", "flush", "all");
      director.node().run("ping", "-n", "-c1", "-W5", "-I", vip, network(family) + "3");
    }
  }

  private static boolean isServed(Duel duel) {
    return duel.lab()
        .client()
        .succeeds("ping", "-n", "-c1", "-W1", duel.a().spec().vip().toString());
  }

  private static void assertLeftNothing(Node node) {
    assertThat(node.run("ip", "-d", "link", "show")).doesNotContain("macvlan");
    assertThat(node.run("cat", "/proc/sys/net/ipv4/conf/eth0/arp_ignore").strip()).isEqualTo("0");
  }

  private static void assertOnlyTheVirtualMac(Family family, Sending sending, Duel duel) {
    var mac = VirtualLink.virtualMac(family, VRID).toString();
    var capture = duel.stopCapture();
    assertThat(capture.malformed()).isEmpty();
    var senders = Set.copyOf(capture.rows("vrrp", "eth.src"));
    if (sending == Sending.MULTICAST) {
      assertThat(senders).containsExactly(List.of(mac));
    } else {
      assertThat(senders)
          .containsExactlyInAnyOrder(
              List.of(duel.a().node().hardwareAddress("eth0")),
              List.of(duel.b().node().hardwareAddress("eth0")));
    }
    var claims =
        family == Family.IPV4
            ? "arp.src.proto_ipv4 == 10.9.0.100 && arp.src.hw_mac == "
            : "(icmpv6.nd.na.target_address == 2001:db8:9::100"
                + " || (icmpv6.type == 135 && ipv6.src == 2001:db8:9::100))"
                + " && icmpv6.opt.linkaddr == ";
    assertThat(capture.count(claims + mac)).isPositive();
    for (var director : List.of(duel.a(), duel.b())) {
      if (director instanceof HoldfastDirector) { // the others name addresses with their own MAC
        assertThat(capture.count(claims + director.node().hardwareAddress("eth0"))).isZero();
      }
    }
    // An IGMP report of a backup would lead frames for the address to it.
    assertThat(capture.count("igmp && eth.src == " + mac)).isZero();
  }

  /**
   * A backup has the virtual MAC address on none of its frames: an MLD or IGMP report would tell
   * switches that the address is behind it. A master sends no redirects, which would name its own
   * address, for packets that leave by the link on which they came.
   */
  @ParameterizedTest(name = "{0}")
  @EnumSource(Family.class)
  void aBackupReportsNoGroupsAndAMasterRedirectsNobody(Family family) {
    Needs.tools(KEEPALIVED.tool());
    try (Duel duel =
        new Duel(HOLDFAST, spec(family), KEEPALIVED, spec(family).withPriority(BETTER))) {
      for (var node : List.of(duel.a().node(), duel.b().node())) {
        node.run("sh", "-c", ROUTER);
      }
      duel.lab().client().run("sh", "-c", CLIENT);
      duel.b().start();
      duel.awaitOnlyMaster(duel.b());
      // only its own frames: the master sends from the same MAC address
      try (var sent = duel.a().node().capture("eth0", "sent.pcap", "outbound")) {
        duel.a().start();
        duel.await("a has its link", () -> hasMacvlan(duel.a().node()));
        forwarded(duel, family);
        duel.a().node().run("ping", "-n", "-c1", "-W5", network(family) + "3");
        var own = List.of(duel.a().node().hardwareAddress("eth0"));
        assertThat(Set.copyOf(sent.stop().rows("eth", "eth.src"))).containsExactly(own);
      }

      try (var more = duel.lab().lan().capture("more.pcap")) {
        duel.b().stop();
        duel.awaitOnlyMaster(duel.a());
        forwarded(duel, family);
        var capture = more.stop();
        var forwarded = "eth.src == " + duel.a().node().hardwareAddress("eth0") + " && ";
        assertThat(capture.count(forwarded + ECHO)).isPositive();
        assertThat(capture.count("icmp.type == 5 || icmpv6.type == 137")).isZero();
      }
    }
  }

  private static final String ECHO =
      "(icmp.type == 8 && ip.dst == 10.78.0.1"
          + " || icmpv6.type == 128 && ipv6.dst == 2001:db8:78::1)";

  private static final String ROUTER =
      """
      set -e
      echo 1 >/proc/sys/net/ipv4/ip_forward
      echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
      """;

  private static final String CLIENT =
      """
      set -e
      ip route add 10.78.0.0/16 via 10.9.0.100
      ip -6 route add 2001:db8:78::/64 via 2001:db8:9::100
      """;

  private static boolean hasMacvlan(Node node) {
    return node.run("ip", "-d", "link", "show").contains("macvlan");
  }

  /** Sends a packet by the virtual router that comes back on the same link. */
  private static void forwarded(Duel duel, Family family) {
    var wanted = family == Family.IPV4 ? "10.78.0.1" : "2001:db8:78::1";
    for (var director : List.of(duel.a(), duel.b())) {
      director
          .node()
          .run("ip", "route", "replace", wanted, "via", network(family) + "3", "dev", "eth0");
    }
    // The client drops its own packet, because the destination is not its own.
    duel.lab().client().succeeds("ping", "-n", "-c3", "-i0.2", "-W1", wanted);
  }
}
