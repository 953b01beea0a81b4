package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.it.lab.Make.HOLDFAST;
import static org.holdfast.it.lab.PairLab.VIP;
import static org.holdfast.it.lab.PairLab.VIP6;
import static org.holdfast.it.lab.PairLab.VIP6_LINK_LOCAL;

import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
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

/**
 * A partition after which a better router with a virtual MAC address comes back. It has been master
 * all the time and announces nothing, so a third host has to learn from the worse router, which
 * lets go, where the address is.
 */
final class Partition {
  private static final int VRID = 51;

  /**
   * No host may keep a wrong MAC address for longer. With handover hosts lose nothing, as the worse
   * router answers until they know the better one. Without it they lose what they send until the
   * worse router has asked and announced, which takes three wake-ups of threads. The measured times
   * are in docs/performance.md.
   */
  private static final Duration BOUND = Duration.ofMillis(300);

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

    boolean isDefault() {
      return line.isEmpty();
    }
  }

  private Partition() {}

  /** Lets both routers be masters, joins them, and asserts that a third host follows at once. */
  static void end(Family family, Make better, Make worse, Worse setting) {
    Needs.tools(better.tool(), worse.tool(), Tools.TSHARK);
    var spec =
        (family == Family.IPV4 ? RouterSpec.v3(VIP) : RouterSpec.v3(VIP6_LINK_LOCAL, VIP6))
            .withVrid(VRID);
    try (Duel duel =
        new Duel(better, spec.withPriority(150).withVmac(), worse, spec.withVmac(setting.vmac))) {
      var a = duel.a();
      var b = duel.b();
      if (b instanceof HoldfastDirector holdfast && !setting.isDefault()) {
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
      var dark = longestDark(capture, family, vip);
      System.out.printf(
          "ReturnIT: %s: %s comes back to %s (%s): dark for %d ms, %d pings lost%n",
          family, better, worse, setting, dark.millis(), dark.lost());
      if (worse == HOLDFAST) { // the other makes are only measured
        assertThat(lastAsked(capture, family, vip))
            .isEqualTo(VirtualLink.virtualMac(family, VRID).toString());
        assertThat(dark.millis())
            .as(() -> "frames around the dark time:\n" + story(capture, dark))
            .isLessThan(BOUND.toMillis());
      }
    }
  }

  /**
   * Returns the longest time in which no frequent ping was answered: from the last answered request
   * before to the first one after. They are known by their size. Where no number is missing, ping
   * itself was late, and nothing was lost.
   */
  private static Dark longestDark(Pcap capture, Family family, String vip) {
    boolean v4 = family == Family.IPV4;
    var answers =
        numbered(
            capture,
            v4
                ? "frame.len == 142 && icmp.type == 0 && ip.src == " + vip
                : "frame.len == 162 && icmpv6.type == 129 && ipv6.src == " + vip,
            v4 ? "icmp.seq" : "icmpv6.echo.sequence_number");
    var longest = new Dark(0, 0, 0);
    Map.Entry<Integer, Double> before = null;
    for (var answer : answers.entrySet()) {
      if (before != null && answer.getKey() > before.getKey() + 1) {
        var dark =
            new Dark(before.getValue(), answer.getValue(), answer.getKey() - before.getKey() - 1);
        longest = dark.millis() > longest.millis() ? dark : longest;
      }
      before = answer;
    }
    return longest;
  }

  /** Returns the times of pings by their numbers. */
  private static SortedMap<Integer, Double> numbered(Pcap capture, String filter, String number) {
    var times = new TreeMap<Integer, Double>();
    capture
        .rows(filter, number, "frame.time_epoch")
        .forEach(row ->
            times.putIfAbsent(Integer.valueOf(row.getFirst()), Double.valueOf(row.getLast())));
    return times;
  }

  /**
   * @param from in seconds since the epoch
   * @param lost the number of pings without an answer
   */
  private record Dark(double from, double to, int lost) {
    long millis() {
      return Math.round((to - from) * 1000);
    }
  }

  /** Returns the frames around the dark time, except pings of the client. */
  private static String story(Pcap capture, Dark dark) {
    var filter =
        "frame.time_epoch >= %.6f && frame.time_epoch <= %.6f && !(frame.len == 142 || frame.len == 162)"
            .formatted(dark.from() - 0.25, dark.to() + 0.05);
    return capture
        .rows(filter, "frame.time_epoch", "eth.src", "eth.dst", "_ws.col.Info", "vrrp.prio")
        .stream()
        .map(row ->
            "%+8.1f ms %s"
                .formatted(
                    (Double.parseDouble(row.getFirst()) - dark.from()) * 1000,
                    String.join(" ", row.subList(1, row.size()))))
        .collect(Collectors.joining("\n"));
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
