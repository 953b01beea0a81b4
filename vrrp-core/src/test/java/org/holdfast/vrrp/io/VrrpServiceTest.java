package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.verify;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.RealTime;
import org.holdfast.linux.Uptime;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.FirewallConfig;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.LinksConfig;
import org.holdfast.vrrp.NotifyCommands;
import org.holdfast.vrrp.StaticConfig;
import org.holdfast.vrrp.SyncGroupConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VrrpConfig;
import org.holdfast.vrrp.election.VrrpState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole VRRP service on a host in memory: start, status, orders, reload and stop. */
class VrrpServiceTest {

  private static final Duration TAKEOVER = Duration.ofMillis(3610);

  private static final String NEW = "10.0.0.8/24 dev eth0";

  @TempDir Path directory;

  private final FakeHost host =
      new FakeHost().link(2, "eth0", "10.0.0.1/24").link(3, "eth1", "10.0.1.1/24");
  private LifeRecord life;

  @BeforeEach
  void open() {
    life = LifeRecord.open(directory.resolve("state")).orElseThrow();
  }

  @AfterEach
  void close() {
    life.close();
    host.close();
  }

  private static TestInstance first() {
    return TestInstance.named("VI_1").holds("10.0.0.9/24").probesEvery(Duration.ZERO);
  }

  private static TestInstance second() {
    return TestInstance.named("VI_2")
        .on("eth1")
        .vrid(52)
        .holds("10.0.1.9/24")
        .probesEvery(Duration.ZERO);
  }

  private static VrrpConfig config(InstanceConfig... instances) {
    return new VrrpConfig(List.of(instances), List.of(), List.of(), Duration.ZERO, 0, false);
  }

  private static VrrpConfig grouped(InstanceConfig... instances) {
    var names = List.of(instances).stream().map(InstanceConfig::name).toList();
    var group = new SyncGroupConfig("G", names, NotifyCommands.NONE);
    return new VrrpConfig(List.of(instances), List.of(group), List.of(), Duration.ZERO, 0, false);
  }

  private VrrpService start(VrrpConfig config) {
    return start(config, Map.of());
  }

  private VrrpService start(VrrpConfig config, Map<String, String> orders) {
    var ids = new InstanceIds(config.instances());
    var service = VrrpService.start(config, ids, life, host.clock(), List.of(), host.news, orders);
    host.settle();
    return service;
  }

  private VrrpService startAndTakeOver(InstanceConfig... instances) {
    var service = start(config(instances));
    host.pass(TAKEOVER);
    host.takeHappenings();
    host.news.take();
    return service;
  }

  private void restart(Duration later) {
    life.close();
    host.forgetProcess();
    host.stall(later);
    life = LifeRecord.open(directory.resolve("state")).orElseThrow();
    host.news.take();
  }

  // ---- Starting ----

  @Test
  void aMissingLinkIsAFaultUntilItExists() {
    start(config(TestInstance.named("VI_9").on("eth9").holds("10.0.9.9/24").build()));
    assertThat(host.news.take()).containsExactly("VI_9 FAULT at 100: interface eth9 missing");

    host.linkComes(9, "eth9", "10.0.9.1/24");
    assertThat(host.news.take()).singleElement().asString().startsWith("VI_9 BACKUP");
  }

  @Test
  void aTrackedLinkMayBeMissingAtTheStartToo() {
    start(config(first().tracksLink("eth9", 0).build(), second().tracksLink("eth9", -30).build()));
    assertThat(host.news.take())
        .contains(
            "VI_1 FAULT at 100: interface eth9 missing", "VI_2 BACKUP at 70: the agent started");

    host.linkComes(9, "eth9", "10.0.9.1/24");
    assertThat(host.news.take())
        .anyMatch(line -> line.startsWith("VI_1 BACKUP"))
        .contains("VI_2 BACKUP has priority 100");
  }

  @Test
  void withoutNetlinkTheStartFailsAndEndsItsLoops() {
    host.netlinkOpens = false;
    assertThatThrownBy(() -> start(config(first().build()))).isInstanceOf(LinuxException.class);
    verify(host.loops).close();
  }

  @Test
  void aFailedStartReleasesItsResources() {
    try (var realTime = mockStatic(RealTime.class)) {
      realTime
          .when(RealTime::lockMemory)
          .thenThrow(new IllegalStateException("no such call on this machine"));
      var config =
          new VrrpConfig(List.of(first().build()), List.of(), List.of(), Duration.ZERO, 0, true);
      assertThatThrownBy(() -> start(config))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no such call on this machine");
    }
    verify(host.loops).close();
    assertThat(host.openReceivers()).isZero();
    assertThat(host.news.take()).containsExactly("VI_1 STOP at 100: the agent stops");
  }

  @Test
  void realTimeAndMemoryLockAreRequestedAndMayBeRefused() {
    try (var realTime = mockStatic(RealTime.class)) {
      var refusal = Optional.of(new LinuxException("set scheduler", Errno.EPERM.number()));
      realTime.when(() -> RealTime.scheduleThisThread(anyInt())).thenReturn(refusal);
      realTime.when(RealTime::lockMemory).thenReturn(refusal);

      start(new VrrpConfig(List.of(first().build()), List.of(), List.of(), Duration.ZERO, 1, true));

      realTime.verify(() -> RealTime.scheduleThisThread(1));
      realTime.verify(RealTime::lockMemory);
      assertThat(host.news.take()).hasSize(1);
      realTime.clearInvocations();
    }
  }

  @Test
  void realTimeAndMemoryLockAreNotRequestedByDefault() {
    try (var realTime = mockStatic(RealTime.class)) {
      start(config(first().build()));
      realTime.verifyNoInteractions();
    }
  }

  @Test
  void duringTheStartUpDelayNothingIsSent() {
    var delay = Duration.ofSeconds(10);
    start(new VrrpConfig(List.of(first().build()), List.of(), List.of(), delay, 0, false));
    host.pass(delay.minusMillis(1));
    assertThat(host.news.take()).isEmpty();
    host.pass(Duration.ofMillis(1));
    assertThat(host.news.take()).containsExactly("VI_1 BACKUP at 100: the agent started");
  }

  private static VrrpConfig delayed(Duration startup, Duration afterBoot) {
    return new VrrpConfig(
        List.of(first().build()),
        List.of(),
        List.of(),
        startup,
        0,
        false,
        FirewallConfig.DEFAULT,
        LinksConfig.DEFAULT,
        afterBoot,
        StaticConfig.NONE);
  }

  @Test
  void theLongerOfTheTwoDelaysAtTheStartCounts() {
    try (var uptime = mockStatic(Uptime.class)) {
      uptime.when(Uptime::ofThisHost).thenReturn(Duration.ofSeconds(20));
      start(delayed(Duration.ofSeconds(2), Duration.ofSeconds(30)));
    }
    host.pass(Duration.ofMillis(9_999));
    assertThat(host.news.take()).isEmpty();
    host.pass(Duration.ofMillis(1));
    assertThat(host.news.take()).containsExactly("VI_1 BACKUP at 100: the agent started");
  }

  @Test
  void aHostThatHasBeenUpForLongDoesNotWait() {
    try (var uptime = mockStatic(Uptime.class)) {
      uptime.when(Uptime::ofThisHost).thenReturn(Duration.ofDays(2));
      start(delayed(Duration.ZERO, Duration.ofSeconds(30)));
    }
    assertThat(host.news.take()).containsExactly("VI_1 BACKUP at 100: the agent started");
  }

  // ---- Without an interface ----

  private static Transport unicast(String source, String... peers) {
    return new Transport.Unicast(
        IpAddress.of(source),
        Stream.of(peers).map(IpAddress::of).map(Transport.Peer::new).toList(),
        255,
        true,
        Transport.defaultGroup(Family.IPV4));
  }

  private static TestInstance unbound() {
    return TestInstance.named("VI_1")
        .on("")
        .transport(unicast("192.0.2.1", "192.0.2.2"))
        .holds(Configs.address("10.0.0.9/24", "eth0"))
        .probesEvery(Duration.ZERO);
  }

  @Test
  void anInstanceWithoutAnInterfaceFollowsTheRoutesAndTheLinksOfItsAddresses() {
    startAndTakeOver(unbound().build());
    assertThat(host.addresses()).contains("10.0.0.9/24 dev eth0");

    host.pass(Duration.ofSeconds(1));
    assertThat(host.take("packet"))
        .contains("192.0.2.1 -> 192.0.2.2 vrid 51 priority 100 10.0.0.9");

    host.linkIs("eth1", false);
    assertThat(host.news.take()).isEmpty();
    host.linkIs("eth0", false);
    assertThat(host.news.take()).containsExactly("VI_1 FAULT at 100: interface eth0 down");
  }

  @Test
  void withoutPeersAnInstanceIsInFaultUntilAReloadNamesSome() {
    var lonely = unbound().on("eth0").transport(unicast("10.0.0.1"));
    var service = start(config(lonely.build()));
    assertThat(host.news.take()).containsExactly("VI_1 FAULT at 100: no unicast peers");

    service.reload(config(lonely.transport(unicast("10.0.0.1", "10.0.0.2")).build()));
    assertThat(host.news.take()).singleElement().asString().startsWith("VI_1 BACKUP");

    service.reload(config(lonely.transport(unicast("10.0.0.1")).build()));
    assertThat(host.news.take()).containsExactly("VI_1 FAULT at 100: no unicast peers");

    service.reload(config(lonely.source("10.0.0.1").build()));
    assertThat(host.news.take()).singleElement().asString().startsWith("VI_1 BACKUP");
  }

  @Test
  void anOrderFromAnEarlierRunAppliesFromTheFirstAdvert() {
    start(config(first().build()), Map.of("VI_1", "ordered"));
    host.pass(Duration.ofSeconds(4));
    assertThat(host.take("packet"))
        .containsExactly("10.0.0.1 -> 224.0.0.18 vrid 51 priority 1 10.0.0.9");
  }

  // ---- Resuming ----

  @Test
  void allMembersOfASyncGroupResume() {
    start(grouped(first().build(), second().build()));
    host.pass(Duration.ofSeconds(5));
    restart(Duration.ofSeconds(1));

    start(grouped(first().build(), second().build()));
    assertThat(host.news.take())
        .containsExactly(
            "VI_1 MASTER at 100: resumed from an earlier life that was master",
            "VI_2 MASTER at 100: resumed from an earlier life that was master",
            "group G MASTER");
  }

  @Test
  void noMemberResumesWhenOneHasLostItsAddress() {
    start(grouped(first().build(), second().build()));
    host.pass(Duration.ofSeconds(5));
    restart(Duration.ofSeconds(1));
    host.kernel.addresses.removeIf(one -> one.prefix().toString().equals("10.0.1.9/24"));

    start(grouped(first().build(), second().build()));
    assertThat(host.news.take())
        .containsExactly(
            "VI_1 BACKUP at 100: the agent started",
            "VI_2 BACKUP at 100: the agent started",
            "group G BACKUP");
  }

  @Test
  void anInstanceOutsideTheGroupResumesByItself() {
    start(config(first().build(), second().build()));
    host.pass(Duration.ofSeconds(5));
    restart(Duration.ofSeconds(1));
    host.kernel.addresses.removeIf(one -> one.prefix().toString().equals("10.0.1.9/24"));

    start(config(first().build(), second().build()));
    assertThat(host.news.take())
        .containsExactly(
            "VI_1 MASTER at 100: resumed from an earlier life that was master",
            "VI_2 BACKUP at 100: the agent started");
  }

  // ---- Every second ----

  @Test
  void socketsThatCouldNotBeOpenedAreTriedAgainEverySecond() {
    host.receiversOpen = false;
    start(config(first().build()));
    assertThat(host.news.take()).containsExactly("VI_1 FAULT at 100: no sockets on eth0");

    host.pass(Duration.ofMillis(2500));
    assertThat(host.news.take()).isEmpty();
    host.receiversOpen = true;
    host.pass(Duration.ofMillis(499));
    assertThat(host.news.take()).isEmpty();
    host.pass(Duration.ofMillis(1));
    assertThat(host.news.take()).singleElement().asString().startsWith("VI_1 BACKUP");
  }

  @Test
  void disagreementsEndWithoutFurtherAdverts() {
    start(config(first().build()));
    for (int i = 0; i < 4; i++) {
      host.hears("eth0", "10.0.0.2", 51, 150, "10.0.0.77");
      host.pass(Duration.ofSeconds(1));
    }
    assertThat(host.news.take().getLast()).startsWith("VI_1 disagreement: ");

    host.pass(Duration.ofMinutes(2));
    assertThat(host.news.take()).anyMatch(line -> line.startsWith("VI_1 no longer so: "));
  }

  // ---- What is told to it ----

  @Test
  void instancesThatNameTheBfdSessionReplaceADeadNeighbourAtOnce() {
    var service = start(config(first().failsOverFastBy("peer").build(), second().build()));
    host.hears("eth0", "10.0.0.2", 51, 150, "10.0.0.9");
    host.hears("eth1", "10.0.0.2", 52, 150, "10.0.1.9");
    host.news.take();

    service.neighbourLost("peer", IpAddress.of("10.0.0.2"));
    host.settle();

    assertThat(host.news.take())
        .containsExactly("VI_1 MASTER at 100: master 10.0.0.2 could not be reached (BFD)");
  }

  @Test
  void anAddressLostByARemovedInstanceIsIgnored() {
    var service = startAndTakeOver(first().failsOverOnAddressLoss().withoutHandover().build());
    service.reload(config());
    host.settle();
    assertThat(host.addresses()).containsExactly("10.0.0.1/24 dev eth0", "10.0.1.1/24 dev eth1");
    assertThat(host.news.take()).containsExactly("VI_1 STOP at 100: the agent stops");
  }

  @Test
  void aTracksVerdictReachesItsInstances() {
    var service = start(config(first().tracksScript("web", -50).build(), second().build()));
    host.news.take();
    service.trackReported(TrackKind.SCRIPT, "web", TrackVerdict.FAILED);
    host.settle();
    assertThat(host.news.take())
        .containsExactly("VI_1 BACKUP has priority 50", "VI_1 track script web failed 50");
  }

  @Test
  void anOrderCompletesWhenEveryInstanceHasProcessedIt() {
    var service = startAndTakeOver(first().build(), second().build());

    var done = service.order(Map.of("VI_1", "ordered", "nobody", "ordered"));
    assertThat(done).isNotDone();
    host.settle();
    assertThat(done).isCompleted();
    assertThat(host.news.take()).containsExactly("VI_1 MASTER has priority 1");

    var _ = service.order(Map.of());
    host.settle();
    assertThat(host.news.take()).containsExactly("VI_1 MASTER has priority 100");
  }

  @Test
  void theStatusShowsTheKernelsFactsBesideOurView() {
    var service = startAndTakeOver(first().build());
    host.kernel.addresses.removeIf(one -> one.prefix().toString().equals("10.0.0.9/24"));

    var answer = service.status();
    host.settle();

    var status = answer.join().getFirst();
    assertThat(status.state()).isEqualTo(VrrpState.MASTER);
    assertThat(status.source()).isEqualTo("10.0.0.1");
    assertThat(status.addresses())
        .singleElement()
        .satisfies(address -> {
          assertThat(address.wanted()).isTrue();
          assertThat(address.found()).isFalse();
        });
    assertThat(status.history().announcements()).isEqualTo(5);
  }

  // ---- Reloading ----

  @Test
  void newlyConfiguredLinksAreKnownBeforeTheirInstanceStarts() {
    var service = start(config(first().build()));
    host.news.take();

    service.reload(config(first().build(), second().build()));

    assertThat(host.news.take()).containsExactly("VI_2 BACKUP at 100: the agent started");
  }

  @Test
  void aReloadRepeatsTheQueryWhenTheKernelDoesNotAnswer() {
    var service = start(config(first().build()));
    host.news.take();

    host.queriesToRefuse = 1;
    service.reload(config(first().build(), second().build()));
    assertThat(host.news.take()).containsExactly("VI_2 FAULT at 100: interface eth1 missing");

    host.pass(Duration.ofMillis(10));
    assertThat(host.news.take()).singleElement().asString().startsWith("VI_2 BACKUP");
  }

  @Test
  void aRemovedInstanceLeavesTheReceiveSockets() {
    var service = start(config(first().build(), second().build()));
    assertThat(host.openReceivers()).isEqualTo(2);

    service.reload(config(second().build()));
    host.settle();

    assertThat(host.openReceivers()).isEqualTo(1);
    assertThat(host.news.take().getLast()).isEqualTo("VI_1 STOP at 100: the agent stops");
    service.trackReported(TrackKind.SCRIPT, "web", TrackVerdict.WELL);
    host.settle();
  }

  @Test
  void anOrderContinuesUnderTheInstancesNewName() {
    var service = startAndTakeOver(first().build());
    var _ = service.order(Map.of("VI_1", "ordered", "VI_2", "ordered"));
    host.settle();
    host.news.take();

    service.reload(
        config(
            TestInstance.named("VI_7").holds("10.0.0.9/24").probesEvery(Duration.ZERO).build(),
            second().build()));
    host.settle();
    assertThat(host.news.take())
        .as("no order ended, and that of VI_2 was there before VI_2")
        .containsExactly("VI_2 BACKUP at 100: the agent started", "VI_2 BACKUP has priority 1");

    var _ = service.order(Map.of());
    host.settle();
    assertThat(host.news.take()).contains("VI_7 MASTER has priority 100");
  }

  @Test
  void aNewInstanceIsNotUnderTheOrderOfTheInstanceThatHadItsName() {
    var service = startAndTakeOver(first().build());
    var _ = service.order(Map.of("VI_1", "ordered"));
    host.settle();
    host.news.take();

    service.reload(
        config(
            TestInstance.named("VI_7").holds("10.0.0.9/24").probesEvery(Duration.ZERO).build(),
            first().vrid(53).build()));
    host.settle();

    assertThat(host.news.take()).containsExactly("VI_1 BACKUP at 100: the agent started");
  }

  @Test
  void theStatusOfARenamedMasterStillHasItsAddresses() {
    var service = startAndTakeOver(first().build());
    service.reload(
        config(
            TestInstance.named("VI_7").holds("10.0.0.9/24").probesEvery(Duration.ZERO).build(),
            first().vrid(53).holds("10.0.0.8/24").build()));

    var answer = service.status();
    host.settle();

    assertThat(answer.join()).extracting(InstanceStatus::name).containsExactly("VI_7", "VI_1");
    assertThat(answer.join().getFirst().addresses())
        .singleElement()
        .satisfies(address -> assertThat(address.found()).isTrue());
    assertThat(answer.join().getLast().addresses())
        .allSatisfy(address -> assertThat(address.wanted()).isFalse());
  }

  @Test
  void addressesOfAReloadWaitUntilTheServicesBehindThemAreWritten() {
    var service = startAndTakeOver(first().build());
    service.holdChanges();

    service.reload(config(TestInstance.named("VI_1").holds("10.0.0.8/24").build()));
    host.settle();

    assertThat(host.take("packet")).as("terms are told at once").hasSize(1);
    assertThat(host.addresses()).contains("10.0.0.9/24 dev eth0").doesNotContain(NEW);

    service.changeHeld();

    assertThat(host.addresses()).contains(NEW).doesNotContain("10.0.0.9/24 dev eth0");
  }

  @Test
  void anOwnerThatAReloadAddsWaitsForTheServicesToo() {
    var service = startAndTakeOver(second().build());
    service.holdChanges();

    service.reload(
        config(
            second().build(),
            TestInstance.named("VI_1").priority(255).holds("10.0.0.8/24").build()));
    host.settle();

    assertThat(host.news.take())
        .contains("VI_1 MASTER at 255: this router owns the addresses (priority 255)");
    assertThat(host.addresses()).doesNotContain(NEW);

    service.changeHeld();
    host.settle();

    assertThat(host.addresses()).contains(NEW);
  }

  @Test
  void anAddressThatAReloadMovesIsNeverAway() {
    var service = startAndTakeOver(first().withoutHandover().build(), second().build());
    service.holdChanges();

    service.reload(config(second().holds(Configs.address("10.0.0.9/24", "eth0")).build()));
    host.settle();
    service.changeHeld();
    host.settle();

    assertThat(host.take("netlink")).noneMatch(change -> change.startsWith("delete 10.0.0.9/24"));
    assertThat(host.addresses()).contains("10.0.0.9/24 dev eth0");
  }

  @Test
  void addressesOfAReloadDoNotWaitForever() {
    var service = startAndTakeOver(first().build());
    service.holdChanges();
    service.reload(config(first().holds("10.0.0.8/24").build()));
    host.pass(HeldChanges.LONGEST);
    assertThat(host.addresses()).contains(NEW);
  }

  @Test
  void aStopRemovesAddressesWhoseChangeWasHeld() {
    var service = startAndTakeOver(first().withoutHandover().build());
    service.holdChanges();
    service.reload(config(first().withoutHandover().holds("10.0.0.8/24").build()));
    service.beginToStop();
    host.settle();
    service.changeHeld();
    host.settle();
    assertThat(host.addresses()).doesNotContain(NEW, "10.0.0.9/24 dev eth0");
  }

  @Test
  void aReloadDuringAStopIsIgnored() {
    var service = startAndTakeOver(first().build());
    service.beginToStop();
    host.settle();
    service.reload(config(first().build(), second().build()));
    host.pass(Duration.ofSeconds(2));
    assertThat(host.news.take()).containsExactly("VI_1 STOP at 100: no successor was heard");
  }

  // ---- Ending ----

  @Test
  void aStopReturnsWhenEveryInstanceHasHandedOverAndEveryAddressIsGone() throws Exception {
    var service = startAndTakeOver(first().build(), second().build());

    service.beginToStop();
    host.pass(Duration.ofSeconds(2));
    service.stop();

    assertThat(host.addresses()).containsExactly("10.0.0.1/24 dev eth0", "10.0.1.1/24 dev eth1");
    assertThat(host.take("packet"))
        .containsExactly(
            "10.0.0.1 -> 224.0.0.18 vrid 51 priority 0 10.0.0.9",
            "10.0.1.1 -> 224.0.0.18 vrid 52 priority 0 10.0.1.9");
  }

  @Test
  void aStopWithoutInstancesReturnsAtOnce() throws Exception {
    start(config()).stop();
    assertThat(host.news.take()).isEmpty();
  }

  @Test
  void closingKeepsTheAddressesAndClosesAllSockets() {
    var service = startAndTakeOver(first().build());
    assertThat(host.openReceivers()).isEqualTo(1);

    service.close();

    assertThat(host.openReceivers()).isZero();
    assertThat(host.openPacketSockets()).isZero();
    assertThat(host.addresses()).contains("10.0.0.9/24 dev eth0");
    verify(host.loops).close();
    host.linkIs("eth0", false);
    assertThat(host.news.take()).as("it listens to the kernel no longer").isEmpty();
  }
}
