package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.OperState;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.AnnouncementGroup;
import org.holdfast.vrrp.AnnouncementTiming;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How announcements are sent, and the gaps between them. */
class AnnouncerTest {

  private static final Campaign.AnnouncedAddress VIP =
      new Campaign.AnnouncedAddress(IpAddress.of("10.0.0.9"), "eth0");
  private static final Campaign.AnnouncedAddress OTHER =
      new Campaign.AnnouncedAddress(IpAddress.of("10.0.0.8"), "eth0");
  private static final Campaign.AnnouncedAddress V6 =
      new Campaign.AnnouncedAddress(IpAddress.of("2001:db8::9"), "eth0");
  private static final Campaign.AnnouncedAddress ELSEWHERE =
      new Campaign.AnnouncedAddress(IpAddress.of("10.0.1.9"), "eth1");
  private static final long GAP = 100_000_000L;
  private static final AnnouncementTiming PACED =
      paced(Duration.ofNanos(GAP), Duration.ofNanos(GAP));

  private final FakeHost host = new FakeHost();
  private final Map<String, Link> links = new HashMap<>();
  private final FakeRouteKernel kernel = new FakeRouteKernel();
  private final Announcer announcer =
      new Announcer(
          host.kernelLoop, host.clock(), name -> Optional.ofNullable(links.get(name)), kernel);

  private static AnnouncementTiming paced(Duration arp, Duration na) {
    return new AnnouncementTiming(1, Duration.ZERO, 1, Duration.ZERO, Duration.ZERO, 1, arp, na);
  }

  AnnouncerTest() {
    links.put("eth0", Links.up(2, "eth0"));
    links.put("eth1", Links.up(3, "eth1"));
  }

  @AfterEach
  void close() {
    host.close();
  }

  private static Link link(int flags, OptionalLong mac) {
    return new Link(
        2,
        "eth0",
        flags,
        OperState.UP,
        1,
        mac,
        1500,
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty());
  }

  @Test
  void anIpv4AddressIsAnnouncedByArp() {
    assertThat(announcer.send(VIP)).isTrue();
    assertThat(host.take("arp")).containsExactly("announce 10.0.0.9 dev eth0");
  }

  @Test
  void anIpv6AddressIsAnnouncedByANeighbourAdvertisement() {
    assertThat(announcer.send(V6)).isTrue();
    assertThat(host.take("nd"))
        .hasSize(1)
        .allMatch(line -> line.startsWith("announce 2001:db8::9"));
  }

  @Test
  void anIpv6AddressIsDeliveredToOnceTheKernelHasTheRouteToItself() {
    assertThat(announcer.isDelivered(VIP)).isTrue();
    assertThat(announcer.isDelivered(V6)).isFalse();
    kernel.addresses.add(Links.address(2, "2001:db8::9/64"));
    kernel.undelivered.add(V6.address());
    assertThat(announcer.isDelivered(V6)).isFalse();
    kernel.undelivered.clear();
    assertThat(announcer.isDelivered(V6)).isTrue();
    links.clear();
    assertThat(announcer.isDelivered(V6)).isFalse();
  }

  @Test
  void reportsWhetherTheLinkForwardsPackets() throws IOException {
    // The kernel keeps the settings of new links under the name "default".
    boolean forwards =
        Files.readString(Path.of("/proc/sys/net/ipv6/conf/default/forwarding")).startsWith("1");
    links.put("default", Links.up(4, "default"));
    links.put("absent0", Links.up(5, "absent0"));
    announcer.send(new Campaign.AnnouncedAddress(V6.address(), "default"));
    announcer.send(new Campaign.AnnouncedAddress(V6.address(), "absent0"));
    assertThat(host.take("nd"))
        .containsExactly(
            "announce 2001:db8::9 dev default" + (forwards ? " of a router" : ""),
            "announce 2001:db8::9 dev absent0");
  }

  @Test
  void whereThereIsNoLinkOrNoHardwareAddressNothingIsAnnounced() {
    links.clear();
    assertThat(announcer.send(VIP)).isFalse();
    links.put("eth0", link(Links.UP | Links.RUNNING, OptionalLong.empty()));
    assertThat(announcer.send(VIP)).isFalse();
    links.put("eth0", link(0x80 /* IFF_NOARP */, OptionalLong.of(1)));
    assertThat(announcer.send(VIP)).isFalse();
    assertThat(host.takeHappenings()).isEmpty();
    assertThat(host.openPacketSockets()).isZero();
  }

  @Test
  void aRefusedSendIsNotAnAnnouncement() {
    host.sendingWorks = false;
    assertThat(announcer.send(VIP)).isFalse();
    host.sendingWorks = true;
    assertThat(announcer.send(VIP)).isTrue();
  }

  @Test
  void aSocketThatCannotBeOpenedIsTriedAgainTheNextTime() {
    host.packetSocketsOpen = false;
    assertThat(announcer.send(VIP)).isFalse();
    host.packetSocketsOpen = true;
    assertThat(announcer.send(VIP)).isTrue();
  }

  @Test
  void aLinkHasOneSocketUntilItIsGone() {
    announcer.send(VIP);
    announcer.send(OTHER);
    announcer.send(ELSEWHERE);
    assertThat(host.openPacketSockets()).isEqualTo(2);

    announcer.forget(Links.up(2, "eth0"));
    announcer.forget(Links.up(2, "eth0"));
    assertThat(host.openPacketSockets()).isEqualTo(1);

    announcer.send(VIP);
    assertThat(host.openPacketSockets()).isEqualTo(2);
    announcer.close();
    assertThat(host.openPacketSockets()).isZero();
    announcer.send(VIP);
    assertThat(host.openPacketSockets()).as("a closed socket is not used again").isEqualTo(1);
  }

  @Test
  void reservedInstantsOfALinkAndFamilyAreOneGapApart() {
    long now = announcer.nanos();
    assertThat(now).isEqualTo(host.time.nanoTime());
    assertThat(announcer.book(VIP, PACED)).isEqualTo(now);
    assertThat(announcer.book(OTHER, PACED)).isEqualTo(now + GAP);
    assertThat(announcer.book(OTHER, PACED)).isEqualTo(now + 2 * GAP);
    assertThat(announcer.book(V6, PACED)).isEqualTo(now);
    assertThat(announcer.book(ELSEWHERE, PACED)).isEqualTo(now);

    announcer.unbook(VIP);
    assertThat(announcer.book(OTHER, PACED)).isEqualTo(now);
  }

  @Test
  void withoutALeastTimeNothingIsReserved() {
    var unpaced = paced(Duration.ZERO, Duration.ZERO);
    long now = announcer.nanos();
    assertThat(announcer.book(VIP, unpaced)).isEqualTo(now);
    assertThat(announcer.book(VIP, unpaced)).isEqualTo(now);
  }

  @Test
  void theLinksOfAGroupShareItsGapWhateverTheInstancesSay() {
    var gap = Duration.ofNanos(3 * GAP);
    announcer.follow(List.of(new AnnouncementGroup(Set.of("eth0", "eth1"), gap, Duration.ZERO)));
    long now = announcer.nanos();
    assertThat(announcer.book(VIP, paced(Duration.ZERO, Duration.ZERO))).isEqualTo(now);
    assertThat(announcer.book(ELSEWHERE, PACED)).isEqualTo(now + 3 * GAP);
    assertThat(announcer.book(OTHER, PACED)).isEqualTo(now + 6 * GAP);
    assertThat(announcer.book(V6, PACED)).as("the group has no gap there").isEqualTo(now);
    assertThat(announcer.book(V6, PACED)).isEqualTo(now);

    announcer.follow(List.of());
    assertThat(announcer.book(ELSEWHERE, PACED)).isEqualTo(now);
    assertThat(announcer.book(ELSEWHERE, PACED)).isEqualTo(now + GAP);
  }

  @Test
  void aPastInstantIsNotReserved() {
    announcer.book(VIP, PACED);
    host.stall(Duration.ofSeconds(1));
    assertThat(announcer.book(VIP, PACED)).isEqualTo(host.time.nanoTime());
  }

  @Test
  void aPlannedAnnouncementRunsOnTheLoopOnTime() {
    List<Long> ran = new ArrayList<>();
    announcer.after(GAP, () -> ran.add(host.time.nanoTime()));
    host.pass(Duration.ofNanos(GAP - 1));
    assertThat(ran).isEmpty();
    host.pass(Duration.ofNanos(1));
    assertThat(ran).containsExactly(host.time.nanoTime());
  }

  @Test
  void aCampaignAnnouncesAsItsInstanceIsConfigured() {
    var mastership = new Mastership();
    mastership.begin();
    var campaign =
        announcer.campaign(TestInstance.named("VI_1").holds("10.0.0.9/24").build(), mastership);

    campaign.start(List.of(VIP));
    assertThat(host.take("arp")).hasSize(5);
    host.pass(Duration.ofMillis(149));
    assertThat(host.take("arp")).isEmpty();
    host.pass(Duration.ofMillis(1));
    assertThat(host.take("arp")).as("linger and margin are over").hasSize(1);
  }

  /** Returns the campaign of a master that announces so often, one gap apart. */
  private Campaign pacedCampaign(int repeat) {
    var mastership = new Mastership();
    mastership.begin();
    var timing =
        new AnnouncementTiming(
            repeat,
            Duration.ZERO,
            1,
            Duration.ZERO,
            Duration.ZERO,
            1,
            Duration.ofNanos(GAP),
            Duration.ZERO);
    return announcer.campaign(TestInstance.named("VI_1").announces(timing).build(), mastership);
  }

  @Test
  void announcementsOfALinkKeepTheirDistance() {
    var campaign = pacedCampaign(2);
    long begun = host.time.nanoTime();

    campaign.start(List.of(VIP, OTHER));
    host.pass(Duration.ofSeconds(2));

    assertThat(host.takeHappenings())
        .extracting(happening -> happening.atNanos() - begun)
        .as("two rounds, and one when the old master has let go")
        .containsExactly(0L, GAP, 2 * GAP, 3 * GAP, 4 * GAP, 5 * GAP);
  }

  @Test
  void announcementsKeepTheirDistanceAfterAStallToo() {
    var campaign = pacedCampaign(2);

    campaign.start(List.of(VIP, OTHER));
    host.stall(Duration.ofNanos(GAP + GAP / 2));
    host.pass(Duration.ofSeconds(10));

    var sentAt = host.takeHappenings().stream().map(happening -> happening.atNanos()).toList();
    assertThat(sentAt).hasSize(6);
    for (int i = 1; i < sentAt.size(); i++) {
      assertThat(sentAt.get(i) - sentAt.get(i - 1)).as("%s", sentAt).isGreaterThanOrEqualTo(GAP);
    }
  }

  @Test
  void aPlannedAnnouncementIsNotSentAfterTheCampaignEnded() {
    var campaign = pacedCampaign(1);
    campaign.start(List.of(VIP, OTHER));
    campaign.stop();
    host.pass(Duration.ofSeconds(2));
    assertThat(host.take("arp")).containsExactly("announce 10.0.0.9 dev eth0");
    assertThat(announcer.book(OTHER, PACED))
        .as("nothing is booked")
        .isEqualTo(host.time.nanoTime());
  }
}
