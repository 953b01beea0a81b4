package org.holdfast.linux.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.Namespace;
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;

/** Tests the table of firewall marks in a real kernel, as seen by the {@code nft} program. */
final class MarkScenarios {

  private static final MarkTableTerms TERMS = new MarkTableTerms("holdfast-ipvs", -1);

  static {
    Namespace.ip("link set lo up"); // before the first address, because Java looks for IPv6 then
  }

  private static final MarkElement WEB = element("10.0.0.1", "10.0.0.9", 6, 80, 80, 1000);
  private static final MarkElement ANY = element("10.0.1.1", "10.0.1.1", 17, 0, 65_535, 1001);
  private static final MarkElement SIX = element("fd00::1", "fd00::ff", 6, 443, 443, 1002);

  private final MarkKernel kernel = MarkKernel.open(NanoClock.system());

  private MarkScenarios() {}

  public static void main(String[] args) {
    var here = new MarkScenarios();
    var scenarios = new LinkedHashMap<String, Namespace.Scenario>();
    scenarios.put("a table of marks is the one that nft shows", here::tableAsNftShowsIt);
    scenarios.put("packets get the mark of their destination, and others none", here::packets);
    scenarios.put("elements change in one step", here::changes);
    scenarios.put("a change that cannot be made changes nothing", here::refusedChange);
    scenarios.put("a table of another program stays", here::foreign);
    scenarios.put("a table of marks is replaced in one step", here::replaced);
    scenarios.put("five thousand elements come and go", here::thousands);
    scenarios.put("a changed rule or chain is noticed", here::incomplete);
    Namespace.runAll(scenarios);
  }

  private void tableAsNftShowsIt() throws Exception {
    begin();
    kernel.change("holdfast-ipvs", List.of(), List.of(WEB, ANY, SIX));

    assertThat(Namespace.nft("list ruleset"))
        .isEqualToIgnoringWhitespace(
            """
            table inet holdfast-ipvs {
              comment "firewall marks for IPVS, made by a Holdfast agent"
              map ipv4-every-port {
                type ipv4_addr . inet_proto . inet_service : mark
                flags interval
                elements = { 10.0.1.1 . udp . 0-65535 : 0x000003e9 }
              }
              map ipv6-every-port {
                type ipv6_addr . inet_proto . inet_service : mark
                flags interval
              }
              map ipv4 {
                type ipv4_addr . inet_proto . inet_service : mark
                flags interval
                elements = { 10.0.0.1-10.0.0.9 . tcp . 80 : 0x000003e8 }
              }
              map ipv6 {
                type ipv6_addr . inet_proto . inet_service : mark
                flags interval
                elements = { fd00::1-fd00::ff . tcp . 443 : 0x000003ea }
              }
              chain input {
                type filter hook input priority filter - 1; policy accept;
                meta mark set ip daddr . meta l4proto . th dport map @ipv4-every-port counter packets 0 bytes 0
                meta mark set ip6 daddr . meta l4proto . th dport map @ipv6-every-port counter packets 0 bytes 0
                meta mark set ip daddr . meta l4proto . th dport map @ipv4 counter packets 0 bytes 0
                meta mark set ip6 daddr . meta l4proto . th dport map @ipv6 counter packets 0 bytes 0
              }
            }
            """);
    assertThat(kernel.tables()).containsExactly(new FoundTable("holdfast-ipvs", true));
    assertThat(kernel.contents(TERMS)).contains(new MarkTableContents(true, Set.of(WEB, ANY, SIX)));
  }

  /** A second table, whose chain is behind ours, counts the packets by their marks. */
  private void packets() throws Exception {
    begin();
    Namespace.nft("add table inet judge");
    Namespace.nft("add chain inet judge in { type filter hook input priority 98 ; }");
    for (var mark : List.of("0", "1000", "1001", "1002")) {
      Namespace.nft("add rule inet judge in meta l4proto udp meta mark " + mark + " counter");
    }
    kernel.change(
        "holdfast-ipvs",
        List.of(),
        List.of(
            element("127.0.0.1", "127.0.0.9", 17, 80, 80, 1000),
            element("127.0.0.5", "127.0.0.5", 17, 0, 65_535, 1001),
            element("::1", "::1", 17, 443, 443, 1002)));
    send("127.0.0.1", 80); // 1000
    send("127.0.0.9", 80); // 1000
    send("127.0.0.10", 80);
    send("127.0.0.1", 81);
    send("127.0.0.5", 81); // 1001
    send("127.0.0.5", 65_535); // 1001
    send("127.0.0.5", 80); // 1000: a port by itself comes before every port
    send("::1", 443); // 1002
    send("::1", 444);
    kernel.change(
        "holdfast-ipvs",
        List.of(element("127.0.0.1", "127.0.0.9", 17, 80, 80, 1000)),
        List.of(element("127.0.0.2", "127.0.0.9", 17, 80, 80, 1000)));
    send("127.0.0.1", 80);
    send("127.0.0.2", 80); // 1000
    assertThat(Namespace.nft("list chain inet judge in"))
        .containsSubsequence(
            "mark 0x00000000 counter packets 4 ",
            "mark 0x000003e8 counter packets 4 ",
            "mark 0x000003e9 counter packets 2 ",
            "mark 0x000003ea counter packets 1 ");
  }

  private static void send(String address, int port) throws Exception {
    try (var socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(new byte[1], 1, InetAddress.getByName(address), port));
    }
  }

  private void changes() throws Exception {
    begin();
    kernel.change("holdfast-ipvs", List.of(), List.of(WEB));
    var larger = element("10.0.0.1", "10.0.0.10", 6, 80, 80, 1000);
    kernel.change("holdfast-ipvs", List.of(WEB), List.of(larger, SIX));
    assertThat(kernel.contents(TERMS)).contains(new MarkTableContents(true, Set.of(larger, SIX)));
  }

  private void refusedChange() throws Exception {
    begin();
    kernel.change("holdfast-ipvs", List.of(), List.of(WEB));
    var overlapping = element("10.0.0.9", "10.0.0.10", 6, 80, 80, 1000);
    assertThatThrownBy(() -> kernel.change("holdfast-ipvs", List.of(), List.of(SIX, overlapping)))
        .isInstanceOfSatisfying(
            LinuxException.class, refused -> assertThat(refused.is(Errno.EEXIST)).isTrue());
    assertThatThrownBy(() -> kernel.change("holdfast-ipvs", List.of(SIX), List.of(ANY)))
        .isInstanceOfSatisfying(
            LinuxException.class, refused -> assertThat(refused.is(Errno.ENOENT)).isTrue());
    assertThat(kernel.contents(TERMS)).contains(new MarkTableContents(true, Set.of(WEB)));
  }

  private void foreign() throws Exception {
    Namespace.nft("flush ruleset");
    Namespace.nft("add table inet holdfast-ipvs");
    assertThat(kernel.create(TERMS)).isFalse();
    assertThat(kernel.tables()).containsExactly(new FoundTable("holdfast-ipvs", false));
    assertThat(kernel.contents(TERMS)).isEmpty();
    Namespace.nft("flush ruleset");
    kernel.delete("holdfast-ipvs");
  }

  private void replaced() throws Exception {
    begin();
    kernel.change("holdfast-ipvs", List.of(), List.of(WEB));
    Namespace.nft("add chain inet holdfast-ipvs more");
    kernel.replace(TERMS, List.of(SIX));
    assertThat(kernel.contents(TERMS)).contains(new MarkTableContents(true, Set.of(SIX)));
    assertThat(Namespace.nft("list ruleset")).doesNotContain("more");
    kernel.delete("holdfast-ipvs");
    assertThat(Namespace.nft("list ruleset")).isEmpty();
    kernel.replace(TERMS, List.of(SIX));
    assertThat(kernel.contents(TERMS)).contains(new MarkTableContents(true, Set.of(SIX)));
  }

  private void thousands() throws Exception {
    begin();
    var all =
        IntStream.range(0, 5_000)
            .mapToObj(i -> IpAddress.v4((10 << 24) + 2 * i))
            .map(address -> new MarkElement(address, address, 6, 80, 80, 1000))
            .toList();
    kernel.change("holdfast-ipvs", List.of(), all);
    assertThat(kernel.contents(TERMS)).contains(new MarkTableContents(true, Set.copyOf(all)));
    kernel.replace(TERMS, all);
    assertThat(kernel.contents(TERMS)).contains(new MarkTableContents(true, Set.copyOf(all)));
    kernel.change("holdfast-ipvs", all, List.of());
    assertThat(kernel.contents(TERMS)).contains(new MarkTableContents(true, Set.of()));
  }

  private void incomplete() throws Exception {
    begin();
    Namespace.nft("flush chain inet holdfast-ipvs input");
    assertThat(kernel.contents(TERMS)).contains(new MarkTableContents(false, Set.of()));
    begin();
    assertThat(kernel.contents(new MarkTableTerms("holdfast-ipvs", 7)))
        .contains(new MarkTableContents(false, Set.of()));
  }

  private void begin() throws Exception {
    Namespace.nft("flush ruleset");
    assertThat(kernel.create(TERMS)).isTrue();
  }

  private static MarkElement element(
      String first, String last, int protocol, int firstPort, int lastPort, int mark) {
    return new MarkElement(
        IpAddress.of(first), IpAddress.of(last), protocol, firstPort, lastPort, mark);
  }
}
