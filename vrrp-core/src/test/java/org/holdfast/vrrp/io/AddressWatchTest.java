package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.OperState;
import org.holdfast.net.Family;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.VirtualLink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When our addresses are probed, on a clock that only the test advances. */
class AddressWatchTest {

  private static final InstanceId VI_1 = new InstanceId("VI_1");
  private static final InstanceId VI_2 = new InstanceId("VI_2");

  private static final long STRANGER = 0x0200_0000_0099L;
  private static final long VIRTUAL_MAC = VirtualLink.virtualMac(Family.IPV4, 51).bits();
  private static final Link ETH0 = Links.up(2, "eth0");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String QUESTION = "ask for 10.0.0.9 dev eth0";

  private final FakeHost host = new FakeHost().link(2, "eth0").link(3, "eth1");
  private final KernelTables tables = new KernelTables(host.kernel, new KernelRefusals());
  private final AddressWatch watch = new AddressWatch(host.kernelLoop, host.clock(), tables);
  private final List<String> claims = new ArrayList<>();
  private final Map<InstanceId, InstanceConfig> configs = new HashMap<>();
  private int successorsHeard;

  AddressWatchTest() {
    tables.linksAre(host.kernel.links);
  }

  @AfterEach
  void close() {
    host.close();
  }

  private static TestInstance plain() {
    return TestInstance.named("VI_1").holds("10.0.0.9/24");
  }

  private void watch(TestInstance instance) {
    watch(instance, VI_1);
  }

  private void watch(TestInstance config, InstanceId instance) {
    configs.put(instance, config.build());
    watch.watch(
        instance,
        config.build(),
        (address, holder) -> claims.add(instance + " " + address + " " + holder));
  }

  private List<String> probesIn(Duration span) {
    host.takeHappenings();
    host.pass(span);
    return host.take("arp");
  }

  private void claim() {
    host.hearsClaim("eth0", "10.0.0.9", STRANGER);
  }

  /**
   * Ends the mastership of VI_1, and counts the reports that its successor has announced all
   * addresses.
   */
  private void awaitSuccessor() {
    watch.awaitSuccessor(VI_1, config(), () -> successorsHeard++);
    watch.leave(VI_1);
  }

  private InstanceConfig config() {
    return Objects.requireNonNull(configs.get(VI_1));
  }

  /** Ends the mastership of VI_1 together with its addresses. */
  private void findSuccessor() {
    watch.awaitSuccessor(VI_1, config(), null);
    watch.leave(VI_1);
  }

  private List<String> takeClaims() {
    var taken = List.copyOf(claims);
    claims.clear();
    return taken;
  }

  @Test
  void theFirstProbeFollowsAfterASecondAndOthersAtTheInterval() {
    watch(plain().probesEvery(Duration.ofSeconds(10)));

    assertThat(probesIn(Duration.ofMillis(999))).isEmpty();
    assertThat(probesIn(Duration.ofMillis(1))).containsExactly(QUESTION);
    assertThat(probesIn(Duration.ofMillis(9999))).isEmpty();
    assertThat(probesIn(Duration.ofMillis(1))).containsExactly(QUESTION);
  }

  @Test
  void afterAClaimProbesAreTwoSecondsApartUntilSevenSecondsPassWithoutOne() {
    watch(plain());
    host.pass(Duration.ofSeconds(5));
    claim();
    assertThat(takeClaims()).containsExactly("VI_1 10.0.0.9 02:00:00:00:00:99");

    assertThat(probesIn(Duration.ofSeconds(2))).containsExactly(QUESTION);
    assertThat(probesIn(Duration.ofSeconds(2))).containsExactly(QUESTION);
    assertThat(probesIn(Duration.ofSeconds(2))).containsExactly(QUESTION);
    assertThat(probesIn(Duration.ofSeconds(2))).as("the question that ends it").hasSize(1);
    assertThat(probesIn(Duration.ofSeconds(50))).isEmpty();
    assertThat(probesIn(Duration.ofSeconds(10))).hasSize(1);
  }

  @Test
  void aClaimDoesNotDelayAnEarlierProbe() {
    watch(plain().probesEvery(Duration.ofSeconds(3)));
    host.pass(Duration.ofSeconds(3)); // probed at 1 s, due again at 4 s
    claim();
    assertThat(probesIn(SECOND)).hasSize(1);
  }

  @Test
  void aShorterConfiguredIntervalIsKeptDuringASuspicion() {
    watch(plain().probesEvery(SECOND));
    host.pass(Duration.ofSeconds(2));
    claim();
    assertThat(probesIn(Duration.ofSeconds(4))).hasSize(4);
  }

  @Test
  void ourOwnFramesAreNotClaims() {
    watch(plain());
    host.pass(SECOND);
    host.hearsClaim("eth0", "10.0.0.9", 0x0200_0000_0001L);
    assertThat(takeClaims()).isEmpty();
  }

  @Test
  void claimsOfOtherAddressesAndOnOtherLinksAreIgnored() {
    watch(plain());
    watch(TestInstance.named("VI_2").on("eth1").holds("10.0.1.9/24"), VI_2);
    host.pass(SECOND);
    host.hearsClaim("eth0", "10.0.0.77", STRANGER);
    host.hearsClaim("eth1", "10.0.0.9", STRANGER);
    assertThat(takeClaims()).isEmpty();
    claim();
    assertThat(takeClaims()).containsExactly("VI_1 10.0.0.9 02:00:00:00:00:99");
  }

  @Test
  void everyInstanceWithTheAddressReceivesTheClaim() {
    watch(plain());
    watch(TestInstance.named("VI_2").holds("10.0.0.9/24"), VI_2);
    host.pass(SECOND);
    claim();
    assertThat(takeClaims())
        .containsExactlyInAnyOrder(
            "VI_1 10.0.0.9 02:00:00:00:00:99", "VI_2 10.0.0.9 02:00:00:00:00:99");
  }

  @Test
  void withoutAnIntervalNothingIsProbedAndNoSocketOpened() {
    watch(plain().probesEvery(Duration.ZERO));
    assertThat(probesIn(Duration.ofMinutes(5))).isEmpty();
    assertThat(host.openPacketSockets()).isZero();
  }

  @Test
  void atMostAHundredAddressesAreProbedPerSecond() {
    var many = TestInstance.named("VI_1");
    IntStream.range(0, 150).forEach(i -> many.holds("10.0.0." + (i + 50) + "/24"));
    watch(many);
    assertThat(probesIn(SECOND)).hasSize(100);
    assertThat(probesIn(SECOND)).hasSize(50);
    assertThat(probesIn(SECOND)).isEmpty();
  }

  @Test
  void aRemovedInstanceIsNoLongerProbedAndItsSocketIsClosed() {
    watch(plain().probesEvery(SECOND));
    watch(TestInstance.named("VI_2").on("eth1").holds("10.0.1.9/24"), VI_2);
    host.pass(SECOND);
    assertThat(host.openPacketSockets()).isEqualTo(2);

    watch.leave(VI_1);
    assertThat(probesIn(SECOND)).isEmpty();
    assertThat(host.openPacketSockets()).isEqualTo(1);

    watch.follow(VI_1, plain().build());
    assertThat(probesIn(Duration.ofSeconds(3))).as("it is watched no longer").isEmpty();
  }

  @Test
  void theTimerStopsWithTheLastInstanceAndStartsWithTheNext() {
    watch(plain());
    host.pass(SECOND);
    watch.leave(VI_1);
    host.pass(SECOND);
    assertThat(host.openPacketSockets()).isZero();
    assertThat(host.kernelLoop.nextAt()).as("nothing is planned").isEqualTo(Long.MAX_VALUE);

    watch(plain());
    assertThat(probesIn(SECOND)).containsExactly(QUESTION);
  }

  @Test
  void watchingTwiceProbesOnce() {
    watch(plain().probesEvery(SECOND));
    watch(plain().probesEvery(SECOND));
    assertThat(probesIn(Duration.ofSeconds(3))).hasSize(3);
  }

  @Test
  void aReloadWatchesTheNewAddresses() {
    watch(plain().probesEvery(SECOND));
    host.pass(SECOND);
    watch.follow(VI_1, TestInstance.named("VI_1").holds("10.0.0.8/24").build());
    assertThat(probesIn(SECOND)).containsExactly("ask for 10.0.0.8 dev eth0");
    claim();
    assertThat(takeClaims()).isEmpty();
  }

  @Test
  void aReloadWithoutAnIntervalEndsTheProbes() {
    watch(plain().probesEvery(SECOND));
    host.pass(SECOND);
    watch.follow(VI_1, plain().probesEvery(Duration.ZERO).build());
    assertThat(probesIn(Duration.ofSeconds(3))).isEmpty();
    assertThat(host.openPacketSockets()).isZero();

    watch.follow(VI_1, plain().probesEvery(SECOND).build());
    assertThat(probesIn(SECOND)).containsExactly(QUESTION);
  }

  @Test
  void aMissingLinkIsListenedOnOnceItExists() {
    watch(TestInstance.named("VI_1").on("eth9").holds("10.0.9.9/24").probesEvery(SECOND));
    assertThat(probesIn(Duration.ofSeconds(3))).isEmpty();

    host.link(9, "eth9");
    tables.linkIs(Links.up(9, "eth9"));
    assertThat(probesIn(SECOND)).containsExactly("ask for 10.0.9.9 dev eth9");
  }

  @Test
  void aLinkWithoutHardwareAddressesIsNotListenedOn() {
    tables.linkIs(link(2, Links.UP | Links.RUNNING, OptionalLong.empty()));
    tables.linkIs(
        new Link(
            3,
            "eth1",
            Links.UP | 0x80 /* IFF_NOARP */,
            OperState.UP,
            1,
            OptionalLong.of(1),
            1500,
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.empty()));
    watch(plain().probesEvery(SECOND));
    watch(TestInstance.named("VI_2").on("eth1").holds("10.0.1.9/24"), VI_2);
    assertThat(probesIn(Duration.ofSeconds(3))).isEmpty();
    assertThat(host.openPacketSockets()).isZero();
  }

  private static Link link(int index, int flags, OptionalLong mac) {
    return new Link(
        index,
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
  void aRecreatedLinkOrANewHardwareAddressGetsANewListener() {
    watch(plain().probesEvery(SECOND));
    host.pass(SECOND);
    tables.linkIs(link(2, Links.UP | Links.RUNNING, OptionalLong.of(0x0200_0000_0002L)));
    host.pass(SECOND);
    assertThat(host.openPacketSockets()).isEqualTo(1);
    claim();
    assertThat(takeClaims()).hasSize(1);

    tables.linkGone(ETH0);
    tables.linkIs(link(7, Links.UP | Links.RUNNING, OptionalLong.of(0x0200_0000_0002L)));
    host.kernel.links.set(0, Links.up(7, "eth0"));
    host.pass(SECOND);
    claim();
    assertThat(takeClaims()).hasSize(1);
    assertThat(host.openPacketSockets()).isEqualTo(1);
  }

  @Test
  void aDeletedLinkIsNoLongerListenedOn() {
    watch(plain().probesEvery(SECOND));
    host.pass(SECOND);
    watch.forget(Links.up(3, "eth1"));
    assertThat(host.openPacketSockets()).isEqualTo(1);
    watch.forget(ETH0);
    assertThat(host.openPacketSockets()).isZero();
    assertThat(probesIn(SECOND)).as("the link is there after all").containsExactly(QUESTION);

    tables.linkGone(ETH0);
    host.pass(SECOND);
    assertThat(host.openPacketSockets()).isZero();
  }

  @Test
  void aSocketThatCannotBeOpenedDoesNotEndTheProbes() {
    host.packetSocketsOpen = false;
    watch(plain().probesEvery(SECOND));
    assertThat(probesIn(SECOND)).isEmpty();
    host.packetSocketsOpen = true;
    watch.follow(VI_1, plain().probesEvery(SECOND).build());
    assertThat(probesIn(SECOND)).containsExactly(QUESTION);
  }

  // ---- Successors ----

  @Test
  void aSuccessorIsReportedOnceItHasAnnouncedEveryAddress() {
    watch(plain().holds("10.0.0.8/24"));
    host.pass(SECOND);
    awaitSuccessor();

    claim();
    claim();
    assertThat(successorsHeard).isZero();
    host.hearsClaim("eth0", "10.0.0.8", STRANGER);
    assertThat(successorsHeard).isEqualTo(1);
    assertThat(claims).as("no other owner: we are not master").isEmpty();

    claim();
    assertThat(successorsHeard)
        .as("reported again, because the election may have missed the first report")
        .isEqualTo(2);
    host.hearsClaim("eth0", "10.0.0.77", STRANGER);
    assertThat(successorsHeard).as("another host's address").isEqualTo(2);
  }

  @Test
  void anInstanceThatAwaitsItsSuccessorSendsOneProbe() {
    watch(plain().probesEvery(SECOND));
    host.pass(SECOND);
    awaitSuccessor();

    assertThat(probesIn(Duration.ofMillis(49))).isEmpty();
    assertThat(probesIn(Duration.ofMillis(1))).containsExactly(QUESTION);
    assertThat(probesIn(Duration.ofSeconds(5))).isEmpty();
    claim();
    assertThat(successorsHeard).as("it listens as long as it has the addresses").isEqualTo(1);
  }

  @Test
  void aSuccessorThatAnnouncesItselfIsNotAskedFor() {
    watch(plain());
    host.pass(SECOND);
    awaitSuccessor();
    claim();

    assertThat(probesIn(SECOND)).isEmpty();
  }

  @Test
  void aSuccessorThatAnswersFromItsVirtualMacAddressIsAnnounced() {
    watch(plain().holds("10.0.0.8/24"));
    host.pass(SECOND);
    awaitSuccessor();
    host.pass(Duration.ofMillis(50));
    host.takeHappenings();

    host.hearsClaim("eth0", "10.0.0.9", VIRTUAL_MAC);

    assertThat(host.take("arp")).containsExactly("announce 10.0.0.9 dev eth0 at 00:00:5e:00:01:33");
    assertThat(successorsHeard).as("10.0.0.8 is missing").isZero();
    host.hearsClaim("eth0", "10.0.0.9", VIRTUAL_MAC);
    assertThat(host.take("arp")).as("it is announced once").isEmpty();
    host.hearsClaim("eth0", "10.0.0.8", VIRTUAL_MAC);
    assertThat(successorsHeard).isEqualTo(1);
  }

  /** A host may have asked after that, and got this router's answer. */
  @Test
  void aSuccessorThatHasAnnouncedItsVirtualMacAddressIsAnnouncedAfterTheRelease() {
    watch(plain());
    host.pass(SECOND);
    awaitSuccessor();
    host.hearsClaim("eth0", "10.0.0.9", VIRTUAL_MAC);
    assertThat(probesIn(Duration.ofMillis(50))).isEmpty();

    watch.released(VI_1);

    assertThat(host.take("arp")).containsExactly("announce 10.0.0.9 dev eth0 at 00:00:5e:00:01:33");
  }

  @Test
  void aSuccessorThatAnnouncedItsVirtualMacAddressBeforeItsAdvertIsAnnouncedAfterTheReleaseToo() {
    watch(plain());
    host.pass(SECOND);
    host.hearsClaim("eth0", "10.0.0.9", VIRTUAL_MAC);
    host.pass(Duration.ofMillis(20));
    awaitSuccessor();
    assertThat(successorsHeard).isEqualTo(1);
    host.takeHappenings();

    watch.released(VI_1);

    assertThat(host.take("arp")).containsExactly("announce 10.0.0.9 dev eth0 at 00:00:5e:00:01:33");
  }

  @Test
  void aSuccessorWithAMacAddressOfItsOwnIsNotAnnounced() {
    watch(plain());
    host.pass(SECOND);
    awaitSuccessor();
    claim();
    host.takeHappenings();

    watch.released(VI_1);

    assertThat(host.take("arp")).isEmpty();
  }

  @Test
  void atMostAHundredAddressesAreAnnouncedAfterTheRelease() {
    var many = TestInstance.named("VI_1").probesEvery(Duration.ofHours(1));
    IntStream.range(0, 150).forEach(i -> many.holds("10.0.1." + i + "/24"));
    watch(many);
    host.pass(SECOND);
    awaitSuccessor();
    IntStream.range(0, 150).forEach(i -> host.hearsClaim("eth0", "10.0.1." + i, VIRTUAL_MAC));
    host.takeHappenings();

    watch.released(VI_1);

    assertThat(host.take("arp")).hasSize(100);
  }

  @Test
  void onlyTheVirtualMacAddressOfTheInstanceIsAnnounced() {
    watch(plain());
    host.pass(SECOND);
    awaitSuccessor();
    host.pass(Duration.ofMillis(50));
    host.takeHappenings();

    host.hearsClaim("eth0", "10.0.0.9", VIRTUAL_MAC + 1);

    assertThat(host.take("arp")).isEmpty();
    assertThat(successorsHeard).isEqualTo(1);
    host.hearsClaim("eth0", "10.0.0.9", VIRTUAL_MAC);
    assertThat(host.take("arp")).as("both MAC addresses of the successor answer").hasSize(1);
  }

  @Test
  void atMostAHundredAddressesAreAskedFor() {
    var many = TestInstance.named("VI_1").probesEvery(Duration.ofHours(1));
    IntStream.range(0, 150).forEach(i -> many.holds("10.0.0." + (i + 50) + "/24"));
    watch(many);
    host.pass(Duration.ofSeconds(5));
    awaitSuccessor();

    assertThat(probesIn(SECOND)).hasSize(100);
  }

  @Test
  void anInstanceThatHasReleasedItsAddressesAwaitsNothing() {
    watch(plain());
    host.pass(SECOND);
    awaitSuccessor();
    host.pass(SECOND);
    assertThat(host.openPacketSockets()).isEqualTo(1);
    watch.released(VI_1);
    claim();
    host.pass(SECOND);

    assertThat(successorsHeard).isZero();
    assertThat(host.openPacketSockets()).isZero();
    assertThat(host.kernelLoop.nextAt()).as("nothing is planned").isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void anInstanceThatIsMasterAgainAwaitsNoSuccessor() {
    watch(plain());
    host.pass(SECOND);
    awaitSuccessor();
    watch(plain());
    claim();

    assertThat(successorsHeard).isZero();
    assertThat(takeClaims()).hasSize(1);
  }

  @Test
  void anAnnouncementReadJustBeforeTheAdvertCounts() {
    watch(plain());
    host.pass(SECOND);
    claim();
    host.pass(Duration.ofMillis(100));
    awaitSuccessor();

    assertThat(successorsHeard).isEqualTo(1);
  }

  @Test
  void anEarlierClaimIsNotAnAnnouncement() {
    watch(plain());
    host.pass(SECOND);
    claim();
    host.pass(Duration.ofMillis(101));
    awaitSuccessor();

    assertThat(successorsHeard).isZero();
  }

  @Test
  void addressesOnMissingLinksAreNotAwaited() {
    watch(plain().holds(Configs.address("10.0.9.9/24", "eth9")));
    host.pass(SECOND);
    awaitSuccessor();

    claim();

    assertThat(successorsHeard).isEqualTo(1);
  }

  @Test
  void aMasterOfATenthOfASecondReceivesItsSuccessorsAnnouncements() {
    watch(plain());
    host.pass(Duration.ofMillis(100));
    awaitSuccessor();

    claim();

    assertThat(successorsHeard).isEqualTo(1);
  }

  @Test
  void aMasterOfLessThanATenthOfASecondListensFromItsEndOn() {
    watch(plain());
    host.pass(Duration.ofMillis(99));
    awaitSuccessor();
    assertThat(successorsHeard).isZero();

    claim();

    assertThat(successorsHeard).isEqualTo(1);
  }

  @Test
  void aMasterThatMissedTheAnnouncementsBecauseItDidNotListenHearsTheAnswer() {
    watch(plain().probesEvery(Duration.ZERO));
    host.pass(Duration.ofMillis(20));
    claim();
    awaitSuccessor();

    assertThat(probesIn(Duration.ofMillis(50))).containsExactly(QUESTION);
    assertThat(successorsHeard).isZero();
    claim();
    assertThat(successorsHeard).isEqualTo(1);
  }

  /** Its kernel answers with an IPv6 address before it delivers packets to it. */
  @Test
  void anAnswerOverIpv6IsNotTheSuccessorsAnnouncement() {
    watch(TestInstance.named("VI_1").holds("2001:db8::9/64"));
    host.pass(SECOND);
    awaitSuccessor();
    host.pass(Duration.ofMillis(50));

    host.hearsClaim("eth0", "2001:db8::9", STRANGER, true);
    assertThat(successorsHeard).isZero();
    host.hearsClaim("eth0", "2001:db8::9", STRANGER, false);
    assertThat(successorsHeard).isEqualTo(1);
  }

  @Test
  void anAnswerOverIpv6FromTheVirtualMacAddressIsOfASuccessorThatAnnouncesNothing() {
    watch(TestInstance.named("VI_1").holds("2001:db8::9/64"));
    host.pass(SECOND);
    awaitSuccessor();
    host.pass(Duration.ofMillis(50));

    host.hearsClaim("eth0", "2001:db8::9", VirtualLink.virtualMac(Family.IPV6, 51).bits(), true);

    assertThat(successorsHeard).isEqualTo(1);
  }

  /** The answer goes to the source of the question, and from :: to all hosts. */
  @Test
  void questionsOverIpv6AreAskedFromAnAddressOfTheHostItself() {
    host.kernel.addresses.add(Links.address(2, "fe80::9/64"));
    host.kernel.addresses.add(Links.address(2, "fe80::1/64"));
    watch(TestInstance.named("VI_1").holds("fe80::9/64").holds("2001:db8::9/64"));
    host.pass(SECOND);

    assertThat(host.take("nd"))
        .containsExactly(
            "ask for fe80::9 dev eth0 from fe80::1", "ask for 2001:db8::9 dev eth0 from fe80::1");
  }

  @Test
  void questionsOverIpv6AreAskedFromNoAddressIfTheLinkHasNone() {
    watch(TestInstance.named("VI_1").holds("2001:db8::9/64"));
    host.pass(SECOND);

    assertThat(host.take("nd")).containsExactly("ask for 2001:db8::9 dev eth0 from ::");
  }

  @Test
  void anAddressThatTheLinkGetsLaterIsAskedFromThen() {
    watch(TestInstance.named("VI_1").holds("2001:db8::9/64").probesEvery(Duration.ofSeconds(2)));
    host.pass(SECOND);
    host.take("nd");

    host.kernel.addresses.add(Links.address(2, "fe80::1/64"));
    host.pass(Duration.ofSeconds(2));

    assertThat(host.take("nd")).containsExactly("ask for 2001:db8::9 dev eth0 from fe80::1");
  }

  @Test
  void withoutAnIntervalTheSuccessorIsAwaitedAndAnnouncedAllTheSame() {
    watch(plain().probesEvery(Duration.ZERO));
    host.pass(SECOND);
    awaitSuccessor();
    host.pass(Duration.ofMillis(50));
    host.takeHappenings();

    host.hearsClaim("eth0", "10.0.0.9", VIRTUAL_MAC);

    assertThat(host.take("arp")).containsExactly("announce 10.0.0.9 dev eth0 at 00:00:5e:00:01:33");
    assertThat(successorsHeard).isEqualTo(1);
    host.takeHappenings();
    watch.released(VI_1);
    assertThat(host.take("arp"))
        .as("again, because this router may have answered a host since")
        .containsExactly("announce 10.0.0.9 dev eth0 at 00:00:5e:00:01:33");
    host.pass(SECOND);
    assertThat(host.openPacketSockets()).isZero();
  }

  @Test
  void anInstanceThatReleasesItsAddressesAtOnceHasHostsFindItsSuccessor() {
    watch(plain());
    host.pass(SECOND);
    host.takeHappenings();
    findSuccessor();

    assertThat(host.take("arp")).as("at once").containsExactly(QUESTION);
    host.hearsClaim("eth0", "10.0.0.9", VIRTUAL_MAC);
    assertThat(host.take("arp")).containsExactly("announce 10.0.0.9 dev eth0 at 00:00:5e:00:01:33");
    assertThat(probesIn(SECOND)).as("found").isEmpty();
    assertThat(host.openPacketSockets()).isZero();
    assertThat(host.kernelLoop.nextAt()).as("nothing is planned").isEqualTo(Long.MAX_VALUE);
  }

  /** The question or its answer was lost, or the successor was not master yet. */
  @Test
  void anInstanceThatReleasesItsAddressesAtOnceAsksAgainWithoutAnAnswer() {
    watch(plain());
    host.pass(SECOND);
    findSuccessor();

    assertThat(probesIn(Duration.ofMillis(49))).isEmpty();
    assertThat(probesIn(Duration.ofMillis(1))).as("again").containsExactly(QUESTION);
    host.hearsClaim("eth0", "10.0.0.9", VIRTUAL_MAC);
    assertThat(host.take("arp")).containsExactly("announce 10.0.0.9 dev eth0 at 00:00:5e:00:01:33");
    assertThat(probesIn(SECOND)).isEmpty();
  }

  /**
   * Until the successor sends a frame from the same MAC address, switches send frames for it to
   * this router, which may be for as long as an interval of its adverts.
   */
  @Test
  void aRouterThatReleasesAVirtualMacAddressHasItsSuccessorAnswer() {
    watch(TestInstance.named("VI_1").holdsAtVirtualMac("10.0.0.9/24"));
    host.pass(SECOND);
    awaitSuccessor();
    host.hearsClaim("eth0", "10.0.0.9", VIRTUAL_MAC);
    assertThat(probesIn(Duration.ofMillis(60))).as("it was heard").isEmpty();

    watch.released(VI_1);

    assertThat(host.take("arp")).contains(QUESTION);
  }

  /** A third router was master for a moment between the two. */
  @Test
  void aRecentClaimOfAThirdRouterDoesNotHideTheSuccessor() {
    watch(plain());
    host.pass(SECOND);
    claim();
    host.takeHappenings();

    findSuccessor();

    assertThat(host.take("arp")).containsExactly(QUESTION);
    host.hearsClaim("eth0", "10.0.0.9", VIRTUAL_MAC);
    assertThat(host.take("arp")).containsExactly("announce 10.0.0.9 dev eth0 at 00:00:5e:00:01:33");
  }

  /** Hosts have not seen the answer to a probe. */
  @Test
  void aSuccessorThatHasJustAnsweredAProbeIsAnnouncedAtOnceByAnInstanceWithoutAddresses() {
    watch(plain());
    assertThat(probesIn(SECOND)).containsExactly(QUESTION);
    host.hearsClaim("eth0", "10.0.0.9", VIRTUAL_MAC);
    claim(); // its base answers too
    host.takeHappenings();

    findSuccessor();

    assertThat(host.take("arp")).containsExactly("announce 10.0.0.9 dev eth0 at 00:00:5e:00:01:33");
  }

  @Test
  void aReleaseSoonAfterTheAnnouncementsDoesNotEndTheSearch() {
    watch(plain().holds("10.0.0.8/24"));
    host.pass(SECOND);
    awaitSuccessor();
    claim();
    watch.released(VI_1);

    assertThat(probesIn(Duration.ofMillis(50))).containsExactly("ask for 10.0.0.8 dev eth0");
    host.hearsClaim("eth0", "10.0.0.8", VIRTUAL_MAC);
    assertThat(host.take("arp")).hasSize(1);
    assertThat(successorsHeard).as("it has no addresses any longer").isZero();
  }

  @Test
  void withoutAnyListenerTheSuccessorIsNotReported() {
    watch(TestInstance.named("VI_1").on("eth9").holds("10.0.9.9/24"));
    host.pass(SECOND);
    awaitSuccessor();

    assertThat(successorsHeard).isZero();
  }

  @Test
  void unrelatedAddressesAndOurOwnAnnouncementsAreNotASuccessor() {
    watch(plain());
    watch(TestInstance.named("VI_2").on("eth1").holds("10.0.0.9/24"), VI_2);
    host.pass(SECOND);
    awaitSuccessor();

    host.hearsClaim("eth0", "10.0.0.77", STRANGER);
    host.hearsClaim("eth1", "10.0.0.9", STRANGER);
    host.hearsClaim("eth0", "10.0.0.9", 0x0200_0000_0001L);

    assertThat(successorsHeard).isZero();
  }

  @Test
  void closingClosesTheSockets() {
    watch(plain());
    host.pass(SECOND);
    watch.close();
    assertThat(host.openPacketSockets()).isZero();
    assertThat(probesIn(Duration.ofMinutes(2))).isEmpty();
  }
}
