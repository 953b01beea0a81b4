package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.linux.route.Link;
import org.holdfast.net.Family;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.VirtualLink;
import org.holdfast.vrrp.VirtualLink.IpvlanMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The links with virtual MAC addresses, on tables in memory. */
class LinkTableTest {

  private static final int ETH0 = 2;
  private static final MacAddress MAC = VirtualLink.virtualMac(Family.IPV4, 51);
  private static final MacAddress OTHER_MAC = VirtualLink.virtualMac(Family.IPV4, 52);
  private static final VirtualLink LINK = new VirtualLink("vrrp.51", "eth0", MAC, false);

  private final FakeRouteKernel kernel = new FakeRouteKernel();
  private final KernelTables tables = new KernelTables(kernel, new KernelRefusals());

  private final List<String> hostAtRecording = new ArrayList<>();
  private List<String> recorded = List.of();

  @BeforeEach
  void eth0IsThere() {
    kernel.links.add(Links.up(ETH0, "eth0"));
  }

  private LinkTable table(String... earlier) {
    tables.linksAre(kernel.links());
    var table = new AtomicReference<LinkTable>();
    table.set(
        new LinkTable(
            kernel,
            tables,
            new KernelRefusals(),
            List.of(earlier),
            () -> {
              hostAtRecording.add(names() + " " + kernel.settings);
              recorded = Objects.requireNonNull(table.get()).texts();
            }));
    return Objects.requireNonNull(table.get());
  }

  private List<String> names() {
    return kernel.links.stream().map(Link::name).toList();
  }

  private boolean isUp(String name) {
    return kernel.link(name).orElseThrow().isUp();
  }

  @Test
  void theVirtualMacAddressesAreThoseOfTheRfc() {
    assertThat(VirtualLink.virtualMac(Family.IPV4, 51)).hasToString("00:00:5e:00:01:33");
    assertThat(VirtualLink.virtualMac(Family.IPV6, 255)).hasToString("00:00:5e:00:02:ff");
  }

  @Test
  void aLinkIsCreatedDownAndOnlyTheMasterHasItUp() {
    var links = table();

    links.prepare(List.of(LINK));
    assertThat(kernel.link("vrrp.51").orElseThrow())
        .isEqualTo(Links.macvlan(3, "vrrp.51", ETH0, MAC, false));
    assertThat(links.present(List.of(LINK))).isEmpty();

    assertThat(links.put(List.of(LINK))).containsExactly(LINK);
    assertThat(isUp("vrrp.51")).isTrue();
    assertThat(links.present(List.of(LINK))).containsExactly(LINK);
    assertThat(links.put(List.of(LINK))).isEmpty();

    assertThat(links.remove(List.of(LINK))).isEmpty();
    assertThat(isUp("vrrp.51")).isFalse();
    links.retain(List.of());
    assertThat(names()).containsExactly("eth0");
  }

  @Test
  void onlyTheLinkAnswersForItsAddresses() {
    kernel.settings.put("ipv4 eth0 arp_announce", 1);
    kernel.settings.put("ipv4 eth0 forwarding", 1);
    var links = table();

    links.put(List.of(LINK));

    assertThat(kernel.settings)
        .containsEntry("ipv4 eth0 arp_ignore", 1)
        .containsEntry("ipv4 eth0 arp_announce", 2)
        .containsEntry("ipv4 vrrp.51 arp_ignore", 1)
        .containsEntry("ipv4 vrrp.51 arp_announce", 2)
        .containsEntry("ipv4 vrrp.51 accept_local", 1)
        .containsEntry("ipv4 vrrp.51 promote_secondaries", 1)
        .containsEntry("ipv4 vrrp.51 forwarding", 1)
        .containsEntry("ipv6 vrrp.51 addr_gen_mode", 1)
        .containsEntry("ipv6 vrrp.51 disable_ipv6", 1);

    links.retain(List.of());
    assertThat(kernel.settings)
        .containsEntry("ipv4 eth0 arp_ignore", 0)
        .containsEntry("ipv4 eth0 arp_announce", 1);
  }

  @Test
  void secondariesArePromotedUntilNoInstanceAsksForIt() {
    kernel.settings.put("ipv4 eth0 promote_secondaries", 0);
    var links = table();
    links.promotingIs(Set.of("eth0", "eth9"));
    links.promote();
    assertThat(kernel.settings).containsEntry("ipv4 eth0 promote_secondaries", 1);
    assertThat(links.texts()).contains("setting eth0 promote_secondaries 0 1");
    assertThat(links.isUnused()).isFalse();

    links.retain(List.of());
    assertThat(kernel.settings).containsEntry("ipv4 eth0 promote_secondaries", 1);
    links.promotingIs(Set.of());
    links.retain(List.of());
    assertThat(kernel.settings).containsEntry("ipv4 eth0 promote_secondaries", 0);
    assertThat(links.isUnused()).isTrue();
  }

  @Test
  void aLinkThatPromotesSecondariesAnywayStaysSo() {
    kernel.settings.put("ipv4 eth0 promote_secondaries", 1);
    var links = table();
    links.promotingIs(Set.of("eth0"));
    links.promote();
    links.promotingIs(Set.of());
    links.retain(List.of());
    assertThat(kernel.settings).containsEntry("ipv4 eth0 promote_secondaries", 1);
  }

  @Test
  void anIpvlanHasItsModeAndLeavesTheSettingsOfItsBase() {
    var ipvlan = new VirtualLink("ipv.51", "eth0", IpvlanMode.VEPA, false);
    var other = new VirtualLink("ipv.52", "eth0", IpvlanMode.VEPA, false);
    var links = table();

    assertThat(links.put(List.of(ipvlan))).containsExactly(ipvlan);
    assertThat(kernel.requests).contains("add ipvlan ipv.51 with flags 2");
    assertThat(kernel.settings)
        .containsEntry("ipv4 ipv.51 accept_local", 1)
        .doesNotContainKey("ipv4 eth0 arp_ignore");
    links.prepare(List.of(ipvlan, other));
    assertThat(names()).containsExactly("eth0", "ipv.51", "ipv.52");
    assertThat(isUp("ipv.51")).isTrue();
    links.remove(List.of(ipvlan));
    links.retain(List.of(other));
    assertThat(names()).containsExactly("eth0", "ipv.52");
  }

  @Test
  void aLinkOfAnEarlierRunIsReplacedByOneOfTheOtherKind() {
    var links = table();
    links.prepare(List.of(LINK));
    var next = table();
    next.prepare(List.of(new VirtualLink("vrrp.51", "eth0", IpvlanMode.BRIDGE, false)));
    assertThat(kernel.link("vrrp.51").orElseThrow().kind()).contains("ipvlan");
  }

  @Test
  void aStrictFilterOfAllLinksMovesToTheOthers() {
    kernel.settings.put("ipv4 all rp_filter", 1);
    var links = table();

    links.prepare(List.of(LINK));
    assertThat(kernel.settings)
        .containsEntry("ipv4 all rp_filter", 0)
        .containsEntry("ipv4 default rp_filter", 1)
        .containsEntry("ipv4 eth0 rp_filter", 1)
        .doesNotContainKey("ipv4 vrrp.51 rp_filter");

    links.retain(List.of());
    assertThat(kernel.settings)
        .containsEntry("ipv4 all rp_filter", 1)
        .containsEntry("ipv4 default rp_filter", 0)
        .containsEntry("ipv4 eth0 rp_filter", 0);
  }

  @Test
  void aSettingThatAnotherProgramHasChangedSinceIsNotRestored() {
    var links = table();
    links.prepare(List.of(LINK));

    kernel.settings.put("ipv4 eth0 arp_ignore", 2);
    links.retain(List.of());

    assertThat(kernel.settings).containsEntry("ipv4 eth0 arp_ignore", 2);
  }

  @Test
  void theNextRunAdoptsTheLinkAndRestoresTheSettingsOfTheFirst() {
    var first = table();
    first.put(List.of(LINK));
    var recorded = first.texts();
    assertThat(recorded)
        .containsExactly(
            "link vrrp.51 on eth0 with 00:00:5e:00:01:33",
            "setting eth0 arp_ignore 0 1",
            "setting eth0 arp_announce 0 2");
    kernel.requests.clear();

    var second = table(recorded.toArray(String[]::new));
    second.prepare(List.of(LINK));
    assertThat(isUp("vrrp.51")).isTrue();
    assertThat(kernel.requests).doesNotContain("add link vrrp.51", "delete link vrrp.51");

    second.retain(List.of());
    assertThat(names()).containsExactly("eth0");
    assertThat(kernel.settings)
        .containsEntry("ipv4 eth0 arp_ignore", 0)
        .containsEntry("ipv4 eth0 arp_announce", 0);
  }

  @Test
  void theNextRunWithoutLinksRestoresTheSettingsAtOnce() {
    var first = table();
    first.put(List.of(LINK));
    var recorded = first.texts();

    var second = table(recorded.toArray(String[]::new));
    assertThat(second.clear(List.of(LINK), recorded, true)).isZero();
    assertThat(kernel.settings).containsEntry("ipv4 eth0 arp_ignore", 1);
    assertThat(second.clear(List.of(), recorded, true)).isEqualTo(1);

    assertThat(second.isUnused()).isTrue();
    assertThat(kernel.settings)
        .containsEntry("ipv4 eth0 arp_ignore", 0)
        .containsEntry("ipv4 eth0 arp_announce", 0);
  }

  @Test
  void linksOfAnEarlierRunThatAreNoLongerWantedAreRemoved() {
    table().prepare(List.of(LINK, new VirtualLink("old.51", "eth0", MAC, false)));

    var next = table("link old.51 on eth0");
    assertThat(next.clear(List.of(LINK), List.of("link old.51 on eth0"), false)).isEqualTo(1);
    assertThat(names()).containsExactly("eth0", "vrrp.51");
    assertThat(next.clear(List.of(), List.of(), false)).isZero(); // another agent's
    assertThat(next.clear(List.of(), List.of(), true)).isEqualTo(1);
    assertThat(names()).containsExactly("eth0");
  }

  @Test
  void aLinkThatAKilledKeepalivedHasLeftIsReplaced() {
    kernel.links.add(Links.macvlan(9, "vrrp.51", ETH0, MAC, true));
    var links = table();

    links.prepare(List.of(LINK));

    assertThat(kernel.requests).contains("delete link vrrp.51", "add link vrrp.51");
    assertThat(isUp("vrrp.51")).isFalse();
  }

  @Test
  void aLinkOfAnotherProgramIsLeftAloneAndNamed() {
    kernel.links.add(Links.up(9, "vrrp.51"));
    var links = table();

    links.put(List.of(LINK));

    assertThat(kernel.links).hasSize(2);
    assertThat(links.isForeign(LINK)).isTrue();
    assertThat(links.refusal(LINK))
        .hasValue(
            "link vrrp.51 on eth0 with 00:00:5e:00:01:33 cannot be created: another program has"
                + " made a link of this name");
    links.retain(List.of());
    assertThat(names()).containsExactly("eth0", "vrrp.51");
  }

  @Test
  void withoutItsBaseALinkIsCreatedLater() {
    kernel.links.clear();
    var links = table();

    assertThat(links.put(List.of(LINK))).isEmpty();
    assertThat(links.refusal(LINK)).isEmpty();

    kernel.links.add(Links.up(7, "eth0"));
    assertThat(links.put(List.of(LINK))).containsExactly(LINK);
    assertThat(kernel.link("vrrp.51").orElseThrow().lower()).hasValue(7);
  }

  @Test
  void aNewBaseOfTheSameNameGetsANewLinkWithTheSameSettings() {
    var links = table();
    links.put(List.of(LINK));

    kernel.links.clear(); // with the base, the kernel removes the links on it
    kernel.links.add(Links.up(7, "eth0"));
    kernel.settings.clear();

    assertThat(links.put(List.of(LINK))).containsExactly(LINK);
    assertThat(kernel.settings)
        .containsEntry("ipv4 vrrp.51 arp_ignore", 1)
        .containsEntry("ipv4 eth0 arp_ignore", 1);
  }

  private void rename(LinkTable table, String name, String newName) {
    var link = kernel.rename(name, newName);
    tables.linkIs(link);
    table.renamed(name, link);
  }

  @Test
  void aBaseThatLosesItsNameLosesItsLinkAndGetsItsSettingsBack() {
    kernel.settings.put("ipv4 eth0 arp_announce", 1);
    var links = table();
    links.put(List.of(LINK));

    rename(links, "eth0", "eth9");

    assertThat(names()).containsExactly("eth9");
    assertThat(kernel.settings)
        .containsEntry("ipv4 eth9 arp_ignore", 0)
        .containsEntry("ipv4 eth9 arp_announce", 1);
    assertThat(links.isUnused()).isTrue();
    assertThat(links.put(List.of(LINK))).isEmpty();

    rename(links, "eth9", "eth0");
    assertThat(links.put(List.of(LINK))).containsExactly(LINK);
    assertThat(kernel.settings)
        .containsEntry("ipv4 eth0 arp_ignore", 1)
        .containsEntry("ipv4 eth0 arp_announce", 2);
    links.retain(List.of());
    assertThat(kernel.settings)
        .containsEntry("ipv4 eth0 arp_ignore", 0)
        .containsEntry("ipv4 eth0 arp_announce", 1);
  }

  /** A repair may look at the base after the kernel has renamed it and before that is reported. */
  @Test
  void aBaseThatIsMissedBeforeItsRenameIsReportedGetsItsSettingsBack() {
    var links = table();
    links.put(List.of(LINK));
    var base = kernel.rename("eth0", "eth9");

    assertThat(links.put(List.of(LINK))).isEmpty();

    assertThat(names()).containsExactly("eth9");
    assertThat(tables.nameOf(base.index())).contains("eth0");
    tables.linkIs(base);
    links.renamed("eth0", base);
    assertThat(kernel.settings)
        .containsEntry("ipv4 eth9 arp_ignore", 0)
        .containsEntry("ipv4 eth9 arp_announce", 0);
    assertThat(links.isUnused()).isTrue();
  }

  @Test
  void ofTwoBasesThatSwapTheirNamesEachEndsAsItWas() {
    kernel.links.add(Links.up(7, "eth1"));
    kernel.settings.put("ipv4 eth1 arp_announce", 1);
    var links = table();
    links.put(List.of(LINK));

    rename(links, "eth0", "eth9");
    rename(links, "eth1", "eth0");
    rename(links, "eth9", "eth1");

    assertThat(links.put(List.of(LINK))).containsExactly(LINK);
    assertThat(kernel.link("vrrp.51").orElseThrow().lower()).hasValue(7);
    links.retain(List.of());
    assertThat(kernel.settings)
        .containsEntry("ipv4 eth0 arp_announce", 1)
        .containsEntry("ipv4 eth0 arp_ignore", 0)
        .containsEntry("ipv4 eth1 arp_announce", 0)
        .containsEntry("ipv4 eth1 arp_ignore", 0);
  }

  @Test
  void aBaseThatWasRenamedAfterACrashLosesItsLinkAndGetsItsSettingsBack() {
    var first = table();
    first.put(List.of(LINK));
    var recorded = first.texts();
    kernel.rename("eth0", "eth9");

    var second = table(recorded.toArray(String[]::new));
    assertThat(second.clear(List.of(LINK), recorded, true)).isZero();
    second.prepare(List.of(LINK));

    assertThat(names()).containsExactly("eth9");
    assertThat(kernel.settings)
        .containsEntry("ipv4 eth9 arp_ignore", 0)
        .containsEntry("ipv4 eth9 arp_announce", 0);
  }

  @Test
  void aLinkThatAnotherProgramRenamesIsRemovedAndMadeAgain() {
    var links = table();
    links.put(List.of(LINK));

    rename(links, "vrrp.51", "lost");

    assertThat(names()).containsExactly("eth0");
    assertThat(links.put(List.of(LINK))).containsExactly(LINK);
    assertThat(names()).containsExactly("eth0", "vrrp.51");
  }

  @Test
  void underANewNameTheOldLinkGoesDownFirst() {
    var renamed = new VirtualLink("new.51", "eth0", MAC, false);
    var links = table();
    links.put(List.of(LINK));

    assertThat(links.put(List.of(renamed))).containsExactly(renamed);
    assertThat(isUp("vrrp.51")).isFalse();

    links.retain(List.of(renamed));
    assertThat(names()).containsExactly("eth0", "new.51");
    assertThat(kernel.settings).containsEntry("ipv4 eth0 arp_ignore", 1);
  }

  @Test
  void whatIsCreatedAndChangedIsRecordedFirstAndOnlyOnce() {
    kernel.settings.put("ipv4 all rp_filter", 1);
    var links = table();
    links.promotingIs(Set.of("eth0"));

    links.prepare(List.of(LINK));

    assertThat(hostAtRecording).containsExactly("[eth0] {ipv4 all rp_filter=1}");
    assertThat(recorded)
        .containsExactlyInAnyOrder(
            "link vrrp.51 on eth0 with 00:00:5e:00:01:33",
            "setting eth0 arp_ignore 0 1",
            "setting eth0 arp_announce 0 2",
            "setting eth0 rp_filter 0 1",
            "setting default rp_filter 0 1",
            "setting all rp_filter 1 0",
            "setting eth0 promote_secondaries 0 1");
    links.promote();
    links.put(List.of(LINK));
    links.prepare(List.of(LINK));
    assertThat(hostAtRecording).hasSize(1);
    assertThat(links.texts()).containsExactlyInAnyOrderElementsOf(recorded);
  }

  @Test
  void aLinkThatARunWasKilledBeforeMarkingIsRemovedByItsRecordOnly() {
    kernel.links.add(Links.macvlan(9, "old.51", ETH0, MAC, false));

    var text = "link old.51 on eth0 with 00:00:5e:00:01:33";
    assertThat(table().clear(List.of(), List.of(), true)).isZero();
    assertThat(table().clear(List.of(), List.of(text.replace("33", "34")), true)).isZero();
    assertThat(table().clear(List.of(), List.of(text), true)).isEqualTo(1);
    assertThat(names()).containsExactly("eth0");
  }

  @Test
  void theNextRunRestoresTheBaseOfALinkThatIsNoLongerWantedBesideOthers() {
    kernel.settings.put("ipv4 all rp_filter", 1);
    kernel.links.add(Links.up(7, "eth1"));
    var first = table();
    first.put(List.of(LINK, new VirtualLink("vrrp1.51", "eth1", MAC, false)));
    var texts = first.texts();

    table(texts.toArray(String[]::new)).clear(List.of(LINK), texts, true);

    assertThat(kernel.settings)
        .containsEntry("ipv4 eth1 arp_ignore", 0)
        .containsEntry("ipv4 eth1 rp_filter", 1)
        .containsEntry("ipv4 eth0 arp_ignore", 1)
        .containsEntry("ipv4 all rp_filter", 0);
  }

  @Test
  void whatAnotherAgentRestoresAtItsEndIsSetAgainAndRestoredByTheLast() {
    var first = table();
    var second = table();
    first.put(List.of(LINK));
    second.put(List.of(new VirtualLink("vrrp.52", "eth0", OTHER_MAC, false)));
    assertThat(second.keepSettings()).isFalse();

    first.retain(List.of());
    assertThat(kernel.settings).containsEntry("ipv4 eth0 arp_ignore", 0);

    assertThat(second.keepSettings()).isTrue();
    assertThat(kernel.settings)
        .containsEntry("ipv4 eth0 arp_ignore", 1)
        .containsEntry("ipv4 eth0 arp_announce", 2);
    second.retain(List.of());
    assertThat(kernel.settings)
        .containsEntry("ipv4 eth0 arp_ignore", 0)
        .containsEntry("ipv4 eth0 arp_announce", 0);
  }

  @Test
  void aStricterSettingOfTheOperatorIsKept() {
    var links = table();
    links.put(List.of(LINK));
    kernel.settings.put("ipv4 eth0 arp_ignore", 2);

    assertThat(links.keepSettings()).isFalse();
    assertThat(kernel.settings).containsEntry("ipv4 eth0 arp_ignore", 2);
  }
}
