package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.AnnouncementTiming;
import org.holdfast.vrrp.FirewallConfig;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.StaticConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The effects of an instance's requests on the network, on a host in memory. */
class KernelSideRequestsTest {

  private static final InstanceId VI_1 = new InstanceId("VI_1");
  private static final TakeoverTimes.Promotion PROMOTION = new TakeoverTimes.Promotion(0, 0, 0);
  private static final String ANNOUNCEMENT = "announce 10.0.0.9 dev eth0";
  private static final String QUESTION = "ask for 10.0.0.9 dev eth0";
  private static final long STRANGER = 0x0200_0000_0099L;

  /** One announcement at once, none later, and two after an advert of lower priority. */
  private static final AnnouncementTiming TIMING =
      new AnnouncementTiming(
          1, Duration.ZERO, 2, Duration.ZERO, Duration.ZERO, 1, Duration.ZERO, Duration.ZERO);

  @TempDir private Path directory;

  private final FakeHost host = new FakeHost().link(2, "eth0", "10.0.0.1/24");
  private final List<String> claims = new ArrayList<>();
  private LifeRecord life;
  private KernelSide side;
  private HoldingsRequests requests;

  @BeforeEach
  void begin() {
    life = LifeRecord.open(directory.resolve("state")).orElseThrow();
    side = open(plain().build());
    side.begin();
    host.settle();
    requests = side.requests(VI_1);
  }

  @AfterEach
  void end() {
    life.close();
    host.close();
  }

  private static TestInstance plain() {
    return TestInstance.named("VI_1")
        .holds("10.0.0.9/24")
        .announces(TIMING)
        .probesEvery(Duration.ofSeconds(10));
  }

  private KernelSide open(InstanceConfig config) {
    return KernelSide.open(
        Map.of(VI_1, config),
        life,
        host.loops,
        host.clock(),
        List.of(),
        Links.monitor(List.of(config)),
        (instance, address) -> {},
        (group, complete) -> {},
        FirewallConfig.DEFAULT,
        StaticConfig.NONE,
        List.of());
  }

  private void master() {
    requests.acquire(PROMOTION);
    host.pass(Duration.ofSeconds(1));
    host.takeHappenings();
  }

  private void watched() {
    master();
    requests.watch((address, holder) -> claims.add(address + " " + holder));
    host.settle();
  }

  private List<String> sentIn(Duration span) {
    host.pass(span);
    return host.take("arp");
  }

  private List<String> sent() {
    host.settle();
    return host.take("arp");
  }

  // ---- Announcements ----

  @Test
  void aMasterAnnouncesItsAddresses() {
    requests.acquire(PROMOTION);

    assertThat(sent()).containsExactly(ANNOUNCEMENT);
  }

  @Test
  void aMasterAnnouncesAgainAndOnceForManyRequestsBeforeTheKernelLoopRuns() {
    master();

    requests.reannounce();
    requests.reannounce();
    assertThat(sent()).containsExactly(ANNOUNCEMENT, ANNOUNCEMENT);
    host.pass(Duration.ofSeconds(10));
    host.takeHappenings();

    requests.reannounce();
    assertThat(sent()).containsExactly(ANNOUNCEMENT, ANNOUNCEMENT);
  }

  @Test
  void aRequestToAnnounceThatTheKernelLoopSeesTooLateAnnouncesNothing() {
    master();
    requests.reannounce();
    requests.silence();
    assertThat(sent()).isEmpty();
    host.pass(Duration.ofSeconds(10));

    requests.acquire(PROMOTION);
    assertThat(sent()).containsExactly(ANNOUNCEMENT);
    host.pass(Duration.ofSeconds(10));
    host.takeHappenings();
    requests.reannounce();
    requests.release();
    assertThat(sent()).isEmpty();
  }

  @Test
  void theSourceAddressIsAnnouncedWhetherTheInstanceIsMasterOrNot() {
    requests.announceSource(IpAddress.of("10.0.0.1"));

    assertThat(sent()).containsExactly("announce 10.0.0.1 dev eth0");
  }

  // ---- Claims of other hosts ----

  @Test
  void anotherHostsClaimIsReportedWhileTheInstanceIsMaster() {
    watched();
    assertThat(sentIn(Duration.ofSeconds(1))).containsExactly(QUESTION);

    host.hearsClaim("eth0", "10.0.0.9", STRANGER);

    assertThat(claims).containsExactly("10.0.0.9 02:00:00:00:00:99");
  }

  @Test
  void aClaimIsReportedOnTheElectionLoop() {
    watched();
    host.pass(Duration.ofSeconds(1));
    host.election = new ManualLoop(host.time); // the agent's own election loop stands still

    host.hearsClaim("eth0", "10.0.0.9", STRANGER);

    assertThat(claims).isEmpty();
  }

  @Test
  void anInstanceThatIsNoLongerMasterSendsNoProbes() {
    watched();
    requests.unwatch();

    assertThat(sentIn(Duration.ofSeconds(30))).isEmpty();
    host.hearsClaim("eth0", "10.0.0.9", STRANGER);
    assertThat(claims).isEmpty();
  }

  @Test
  void endingTheWatchOfAnInstanceThatWasNeverMasterIsHarmless() {
    requests.unwatch();
    watched();

    assertThat(sentIn(Duration.ofSeconds(1))).containsExactly(QUESTION);
  }

  @Test
  void theAddressesOfANewConfigurationAreWatched() {
    watched();
    host.pass(Duration.ofSeconds(1));
    host.takeHappenings();

    side.follow(
        Map.of(
            VI_1,
            TestInstance.named("VI_1")
                .holds("10.0.0.10/24")
                .announces(TIMING)
                .probesEvery(Duration.ofSeconds(10))
                .build()),
        StaticConfig.NONE);

    assertThat(sentIn(Duration.ofSeconds(5)))
        .contains("ask for 10.0.0.10 dev eth0")
        .doesNotContain(QUESTION);
  }

  // ---- Successors ----

  private void handOver() {
    requests.silence();
    requests.awaitSuccessor(() -> claims.add("all announced"));
    requests.unwatch();
    host.settle();
  }

  @Test
  void aSuccessorsAnnouncementIsReportedUntilTheAddressesAreReleased() {
    watched();
    host.pass(Duration.ofSeconds(1));
    handOver();

    host.hearsClaim("eth0", "10.0.0.9", STRANGER);
    assertThat(claims).containsExactly("all announced");

    requests.release();
    host.settle();
    host.hearsClaim("eth0", "10.0.0.9", STRANGER);
    assertThat(claims).hasSize(1);
  }

  @Test
  void aSuccessorsAnnouncementIsReportedOnTheElectionLoop() {
    watched();
    host.pass(Duration.ofSeconds(1));
    handOver();
    host.election = new ManualLoop(host.time); // the agent's own election loop stands still

    host.hearsClaim("eth0", "10.0.0.9", STRANGER);

    assertThat(claims).isEmpty();
  }

  @Test
  void anOldMasterAsksOnceForItsSuccessorAndAnnouncesNothing() {
    watched();
    host.pass(Duration.ofSeconds(1));
    host.takeHappenings();
    handOver();

    assertThat(sentIn(Duration.ofSeconds(30))).containsExactly(QUESTION);
  }

  // ---- Sockets ----

  @Test
  void theSocketsOfALinkThatIsGoneAreClosed() {
    watched();
    host.pass(Duration.ofSeconds(1));
    assertThat(host.openPacketSockets()).as("announcements and claims").isEqualTo(2);

    host.linkGoes("eth0");

    assertThat(host.openPacketSockets()).isZero();
  }

  @Test
  void aLinkThatGoesBeforeTheFirstMastershipIsNoError() {
    host.linkGoes("eth0");
    host.linkComes(3, "eth0", "10.0.0.1/24");
    requests.acquire(PROMOTION);

    assertThat(sent()).containsExactly(ANNOUNCEMENT);
  }

  @Test
  void atTheEndAllSocketsAreClosed() {
    watched();
    host.pass(Duration.ofSeconds(1));

    side.close();

    assertThat(host.openPacketSockets()).isZero();
  }

  @Test
  void anAgentThatWasNeverMasterHasNoWatchToClose() {
    side.close();

    assertThat(host.openPacketSockets()).isZero();
  }

  @Test
  void aKernelThatDoesNotListItsLinksClosesWhatWasOpened() {
    var kernel = mock(RouteKernel.class);
    when(kernel.linksAsTheyCome()).thenThrow(new LinuxException("list", Errno.ENOMEM.number()));
    var ports = mock(NetlinkPorts.class);
    when(ports.kernel()).thenReturn(kernel);
    when(ports.events()).thenReturn(mock());
    when(ports.removals()).thenReturn(mock());
    try (var opened = mockStatic(NetlinkPorts.class)) {
      opened.when(() -> NetlinkPorts.open(any())).thenReturn(ports);

      assertThatThrownBy(() -> open(plain().build())).isInstanceOf(LinuxException.class);
    }

    verify(ports).close();
    verify(ports).closeEvents();
  }

  // ---- LinkSnapshot ----

  @Test
  void aRefusedListingIsRetriedLater() {
    var interest = new Interest(Set.of("eth0"), Set.of());
    host.queriesToRefuse = 1;
    assertThat(side.snapshot(interest)).isNull();
    host.kernel.requests.clear();

    host.pass(Duration.ofSeconds(5));

    assertThat(host.kernel.requests).contains("list links");
    assertThat(side.snapshot(interest)).isNotNull();
  }
}
