package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.it.lab.Make.FRR;
import static org.holdfast.it.lab.Make.HOLDFAST;
import static org.holdfast.it.lab.Make.KEEPALIVED;
import static org.holdfast.it.lab.PairLab.VIP;
import static org.holdfast.it.lab.PairLab.VIP6;
import static org.holdfast.it.lab.PairLab.VIP6_LINK_LOCAL;

import java.util.List;
import java.util.stream.Stream;
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
import org.junit.jupiter.params.provider.MethodSource;

/** Tests virtual MAC addresses: Holdfast, keepalived and FRR as peers, over IPv4 and IPv6. */
@Execution(ExecutionMode.CONCURRENT)
final class VmacIT {
  private static final int BETTER = 150;
  private static final int VRID = 51;

  static Stream<Arguments> pairs() {
    return Stream.of(Family.values())
        .flatMap(family ->
            Stream.of(KEEPALIVED, FRR)
                .flatMap(other ->
                    Stream.of(
                        Arguments.of(family, HOLDFAST, other),
                        Arguments.of(family, other, HOLDFAST))));
  }

  /**
   * The client learns one MAC address and never another one, even when the better router has been
   * master all the time in the other half of a divided network and announces nothing.
   */
  @ParameterizedTest(name = "{0}: {1} master, {2} backup")
  @MethodSource("pairs")
  void hostsKnowOnlyTheVirtualMac(Family family, Make better, Make worse) {
    Needs.tools(better.tool(), worse.tool());
    var spec =
        (family == Family.IPV4 ? RouterSpec.v3(VIP) : RouterSpec.v3(VIP6_LINK_LOCAL, VIP6))
            .withVrid(VRID)
            .withVmac();
    try (Duel duel = new Duel(better, spec.withPriority(BETTER), worse, spec)) {
      var a = duel.a();
      var b = duel.b();
      b.start();
      duel.awaitOnlyMaster(b);
      a.start();
      duel.awaitOnlyMaster(a);

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
      assertOnlyTheVirtualMac(family, duel);
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

  private static void assertOnlyTheVirtualMac(Family family, Duel duel) {
    var mac = VirtualLink.virtualMac(family, VRID).toString();
    var capture = duel.stopCapture();
    assertThat(capture.malformed()).isEmpty();
    assertThat(capture.rows("vrrp", "eth.src")).isNotEmpty().containsOnly(List.of(mac));
    var claims =
        family == Family.IPV4
            ? "arp.src.proto_ipv4 == 10.9.0.100 && arp.src.hw_mac == "
            : "icmpv6.nd.na.target_address == 2001:db8:9::100 && icmpv6.opt.linkaddr == ";
    assertThat(capture.count(claims + mac)).isPositive();
    for (var director : List.of(duel.a(), duel.b())) {
      if (director instanceof HoldfastDirector) { // the others name addresses with their own MAC
        assertThat(capture.count(claims + director.node().hardwareAddress("eth0"))).isZero();
      }
    }
    // An IGMP report of a backup would lead frames for the address to it.
    assertThat(capture.count("igmp && eth.src == " + mac)).isZero();
  }
}
