package org.holdfast.linux.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.holdfast.linux.Errno;
import org.holdfast.linux.Namespace;
import org.holdfast.linux.netlink.NetlinkSubscription.Reception;
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;

/** Tests our table in a real kernel, as seen by the {@code nft} program. */
final class NftScenarios {

  private static final DropTableTerms TERMS = new DropTableTerms("holdfast", -1, false);
  private static final DroppedAddress FIRST = address("10.0.0.1");
  private static final DroppedAddress SECOND = address("fd00::9");
  private static final DroppedAddress LOCAL = new DroppedAddress(IpAddress.of("fe80::9"), "eth0");

  private final NftKernel kernel = NftKernel.open(NanoClock.system());

  private NftScenarios() {}

  public static void main(String[] args) {
    var here = new NftScenarios();
    var scenarios = new LinkedHashMap<String, Namespace.Scenario>();
    scenarios.put("a table is the one that nft shows", here::tableAsNftShowsIt);
    scenarios.put("addresses come and go", here::addresses);
    scenarios.put("a table of another program is not replaced", here::exclusive);
    scenarios.put("a table is replaced in one step", here::replaced);
    scenarios.put("a missing table is an outcome", here::missing);
    scenarios.put("five thousand addresses come and go", here::thousands);
    scenarios.put("a removed rule is noticed", here::incomplete);
    scenarios.put("removals are notified of", here::removals);
    Namespace.runAll(scenarios);
  }

  private void tableAsNftShowsIt() throws Exception {
    Namespace.nft("flush ruleset");
    assertThat(kernel.create(TERMS, List.of(FIRST, SECOND, LOCAL)).isDone()).isTrue();

    assertThat(Namespace.nft("list ruleset"))
        .isEqualToIgnoringWhitespace(
            """
            table inet holdfast {
              comment "made by a Holdfast agent, which removes it"
              set ipv4 {
                type ipv4_addr
                elements = { 10.0.0.1 }
              }
              set ipv6 {
                type ipv6_addr
                elements = { fd00::9 }
              }
              set link-local {
                type ipv6_addr . ifname
                elements = { fe80::9 . "eth0" }
              }
              chain input {
                type filter hook input priority filter - 1; policy accept;
                ip daddr @ipv4 drop
                icmpv6 type 135-136 accept
                ip6 daddr @ipv6 drop
                ip6 daddr . iifname @link-local drop
              }
              chain output {
                type filter hook output priority filter - 1; policy accept;
                ip saddr @ipv4 drop
                icmpv6 type 135-136 accept
                ip6 saddr @ipv6 drop
                ip6 saddr . oifname @link-local drop
              }
            }
            """);
    assertThat(kernel.tables()).containsExactly(new FoundTable("holdfast", true));
    assertThat(kernel.contents("holdfast"))
        .contains(new DropTableContents(true, Set.of(FIRST, SECOND, LOCAL)));
  }

  private void addresses() throws Exception {
    begin();
    assertThat(kernel.add("holdfast", List.of(FIRST, LOCAL)).isDone()).isTrue();
    assertThat(kernel.add("holdfast", List.of(FIRST, SECOND)).isDone()).isTrue();
    assertThat(kernel.remove("holdfast", List.of(FIRST, LOCAL)).isDone()).isTrue();
    assertThat(kernel.contents("holdfast")).contains(new DropTableContents(true, Set.of(SECOND)));
    assertThat(kernel.remove("holdfast", List.of(SECOND, FIRST)).is(Errno.ENOENT)).isTrue();
    assertThat(kernel.contents("holdfast").orElseThrow().addresses())
        .as("a batch of which one part fails")
        .containsExactly(SECOND);
  }

  private void exclusive() throws Exception {
    Namespace.nft("flush ruleset");
    Namespace.nft("add table inet holdfast");
    Namespace.nft("add table ip other");
    assertThat(kernel.create(TERMS, List.of()).is(Errno.EEXIST)).isTrue();
    assertThat(kernel.tables()).containsExactly(new FoundTable("holdfast", false));
  }

  private void replaced() throws Exception {
    begin();
    Namespace.nft("add chain inet holdfast more");
    Namespace.nft("flush chain inet holdfast input");
    assertThat(kernel.replace(TERMS, List.of(SECOND)).isDone()).isTrue();
    assertThat(kernel.contents("holdfast")).contains(new DropTableContents(true, Set.of(SECOND)));
    assertThat(Namespace.nft("list ruleset")).doesNotContain("more");

    Namespace.nft("flush ruleset");
    assertThat(kernel.replace(TERMS, List.of(FIRST)).isDone()).isTrue();
    assertThat(kernel.contents("holdfast")).contains(new DropTableContents(true, Set.of(FIRST)));
  }

  private void missing() throws Exception {
    Namespace.nft("flush ruleset");
    assertThat(kernel.add("holdfast", List.of(FIRST)).is(Errno.ENOENT)).isTrue();
    assertThat(kernel.remove("holdfast", List.of(FIRST)).is(Errno.ENOENT)).isTrue();
    assertThat(kernel.delete("holdfast").is(Errno.ENOENT)).isTrue();
    assertThat(kernel.contents("holdfast")).isEmpty();
    assertThat(kernel.tables()).isEmpty();
  }

  private void thousands() throws Exception {
    begin();
    var all =
        IntStream.range(0, 5_000)
            .mapToObj(
                i -> new DroppedAddress(IpAddress.of("fe80::" + Integer.toHexString(i)), "eth0"))
            .toList();
    assertThat(kernel.add("holdfast", all).isDone()).isTrue();
    hasAddresses(5_000);
    assertThat(kernel.replace(TERMS, all).isDone()).isTrue();
    hasAddresses(5_000);
    assertThat(kernel.remove("holdfast", all).isDone()).isTrue();
    assertThat(kernel.contents("holdfast").orElseThrow().addresses()).isEmpty();
  }

  /** Waits: while the kernel enlarges the set's hash table, a listing lacks some elements. */
  private void hasAddresses(int number) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(kernel.contents("holdfast").orElseThrow().addresses()).hasSize(number));
  }

  private void incomplete() throws Exception {
    begin();
    Namespace.nft("flush chain inet holdfast output");
    assertThat(kernel.contents("holdfast")).contains(new DropTableContents(false, Set.of()));
  }

  private void removals() throws Exception {
    begin();
    try (var removals = NftRemovals.open()) {
      Namespace.nft("add table inet other");
      Namespace.nft("flush ruleset");
      var tables = new ArrayList<String>();
      while (removals.receive(tables::add) == Reception.MESSAGES) {}
      assertThat(tables).contains("holdfast", "other");
    }
  }

  private void begin() throws Exception {
    Namespace.nft("flush ruleset");
    assertThat(kernel.create(TERMS, List.of()).isDone()).isTrue();
  }

  private static DroppedAddress address(String text) {
    return new DroppedAddress(IpAddress.of(text), null);
  }
}
