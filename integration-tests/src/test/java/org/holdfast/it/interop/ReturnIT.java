package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.it.lab.Make.FRR;
import static org.holdfast.it.lab.Make.HOLDFAST;
import static org.holdfast.it.lab.Make.KEEPALIVED;
import static org.holdfast.it.lab.PairLab.VIP;
import static org.holdfast.it.lab.PairLab.VIP6;
import static org.holdfast.it.lab.PairLab.VIP6_LINK_LOCAL;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.it.lab.Duel;
import org.holdfast.it.lab.HoldfastDirector;
import org.holdfast.it.lab.Make;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Pcap;
import org.holdfast.it.lab.RouterSpec;
import org.holdfast.it.lab.RouterSpec.Vmac;
import org.holdfast.it.lab.Tools;
import org.holdfast.net.Family;
import org.holdfast.vrrp.VirtualLink;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A better router with a virtual MAC address comes back after a partition. It has been master all
 * the time and announces nothing, so a third host has to learn from the worse router, which lets
 * go, where the address is. {@code -Dholdfast.return.peers=all} measures keepalived as the worse
 * router too, and every setting beside every make.
 */
@Isolated("measures times")
final class ReturnIT {
  private static final boolean ALL = "all".equals(System.getProperty("holdfast.return.peers"));
  private static final int VRID = 51;

  /** Generous: a test machine stalls. The measured times are in docs/performance.md. */
  private static final Duration BOUND = Duration.ofSeconds(2);

  /** What the worse router is configured with. */
  enum Worse {
    WITH_VMAC(Vmac.ADDRESSES_AND_ADVERTS, ""),
    WITHOUT_VMAC(Vmac.NONE, ""),
    WITHOUT_HANDOVER(Vmac.NONE, "handover: false"),
    WITHOUT_PROBES(Vmac.NONE, "address-probe: 0");

    private final Vmac vmac;
    private final String line;

    Worse(Vmac vmac, String line) {
      this.vmac = vmac;
      this.line = line;
    }
  }

  static Stream<Arguments> pairs() {
    var worse = ALL ? List.of(HOLDFAST, KEEPALIVED) : List.of(HOLDFAST);
    return Stream.of(Family.values())
        .flatMap(family -> worse.stream().flatMap(make -> pairs(family, make)));
  }

  /** Whether the settings that differ from the default are tried: without ALL, beside FRR only. */
  private static boolean isMeasured(Make better, Make worse) {
    return worse == HOLDFAST && (ALL || better == FRR);
  }

  private static Stream<Arguments> pairs(Family family, Make worse) {
    return Stream.of(KEEPALIVED, FRR, HOLDFAST)
        .flatMap(better ->
            Stream.of(Worse.values())
                .filter(setting -> setting.line.isEmpty() || isMeasured(better, worse))
                .map(setting -> Arguments.of(family, better, worse, setting)));
  }

  @ParameterizedTest(name = "{0}: {1} comes back to {2} {3}")
  @MethodSource("pairs")
  void aThirdHostFollowsAtOnce(Family family, Make better, Make worse, Worse setting) {
    Needs.tools(better.tool(), worse.tool(), Tools.TSHARK);
    var spec =
        (family == Family.IPV4 ? RouterSpec.v3(VIP) : RouterSpec.v3(VIP6_LINK_LOCAL, VIP6))
            .withVrid(VRID);
    try (Duel duel =
        new Duel(better, spec.withPriority(150).withVmac(), worse, spec.withVmac(setting.vmac))) {
      var a = duel.a();
      var b = duel.b();
      if (b instanceof HoldfastDirector holdfast && !setting.line.isEmpty()) {
        holdfast.configure(setting.line);
      }
      a.start();
      duel.awaitMaster(a);
      b.start();
      duel.awaitOnlyMaster(a);
      a.node().isolate("eth0");
      duel.awaitMaster(b);

      var vip = spec.vip().toString();
      try (var ping = duel.lab().client().start("ping", "-n", "-s", "100", "-i", "0.01", vip)) {
        duel.await("b answers", () -> ping.log().contains("bytes from"));
        a.node().rejoin("eth0");
        duel.awaitOnlyMaster(a);
        var answers = ping.lines().size();
        duel.await("a answers", () -> ping.lines().size() > answers + 50);
        ping.stop();
      }

      var capture = duel.stopCapture();
      long dark = longestSilenceMillis(capture, family, vip);
      System.out.printf(
          "ReturnIT: %s: %s comes back to %s (%s): dark for %d ms%n",
          family, better, worse, setting, dark);
      if (worse == HOLDFAST) { // the other makes are only measured
        assertThat(lastAsked(capture, family, vip))
            .isEqualTo(VirtualLink.virtualMac(family, VRID).toString());
        assertThat(dark).isLessThan(BOUND.toMillis());
      }
    }
  }

  /** Returns the longest time between two answers to the frequent pings, known by their size. */
  private static long longestSilenceMillis(Pcap capture, Family family, String vip) {
    var answers =
        family == Family.IPV4
            ? "frame.len == 142 && icmp.type == 0 && ip.src == " + vip
            : "frame.len == 162 && icmpv6.type == 129 && ipv6.src == " + vip;
    return Math.round(capture.spansMillis(answers).stream().max(Double::compare).orElseThrow());
  }

  /** Returns the MAC address to which the client has sent its last request. */
  private static String lastAsked(Pcap capture, Family family, String vip) {
    var requests =
        family == Family.IPV4
            ? "icmp.type == 8 && ip.dst == " + vip
            : "icmpv6.type == 128 && ipv6.dst == " + vip;
    return capture.rows(requests, "eth.dst").getLast().getFirst();
  }
}
