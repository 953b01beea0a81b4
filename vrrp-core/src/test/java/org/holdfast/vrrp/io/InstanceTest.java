package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.linux.Device;
import org.holdfast.linux.loop.DeadlineQueue;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.VrrpVersion;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.FaultReason;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.election.Times;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.packet.AddressList;
import org.holdfast.vrrp.packet.Advertisement;
import org.holdfast.vrrp.packet.Defect;
import org.holdfast.vrrp.packet.Parsed;
import org.holdfast.vrrp.packet.SequenceMemory;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

/**
 * One instance with an advert interval of one second, on a loop and a clock that only the test
 * advances.
 */
class InstanceTest {

  private static final IpAddress OURS = IpAddress.of("10.0.0.1");
  private static final IpAddress PEER = IpAddress.of("10.0.0.2");
  private static final IpAddress VIP = IpAddress.of("10.0.0.9");
  private static final FaultReason DOWN = new FaultReason.InterfaceDown("eth0");

  /** The master-down time at priority 100: three intervals and a skew time of 156/256 of one. */
  private static final long MASTER_DOWN_MILLIS = 3610;

  private final MockTicker time = Ticker.newMockTicker();
  private final ManualIoEventLoop loop =
      new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), time);
  private final DeadlineQueue deadlines = new DeadlineQueue(loop, time::nanoTime);
  private final RecordedNews news = new RecordedNews();
  private final HoldingsRequests desk = mock(HoldingsRequests.class);
  private final RecordSlots.Slot life = mock(RecordSlots.Slot.class);

  /** A port that sends nothing; adverts waiting in it are received when it is drained. */
  private final class Port extends AdvertPort {
    private final List<Integer> sent = new ArrayList<>();
    private final List<Integer> waiting = new ArrayList<>();
    private int drained;
    private boolean works = true;
    private Runnable trouble = () -> {};

    Port(InstanceConfig config) {
      super(
          config,
          new AdvertReceivers(loop),
          new AdvertSenders(),
          NanoClock.wall(),
          SequenceMemory.NONE);
    }

    @Override
    boolean send(int priority) {
      sent.add(priority);
      return works;
    }

    @Override
    void drain() {
      drained++;
      trouble.run();
      var all = List.copyOf(waiting);
      waiting.clear();
      all.forEach(priority -> hear(PEER, priority));
    }

    @Override
    public void open(Device device, IpAddress source, AdvertInbox inbox) {}

    private List<Integer> takeSent() {
      var taken = List.copyOf(sent);
      sent.clear();
      return taken;
    }
  }

  @SuppressWarnings("NullAway.Init") // by make()
  private Instance instance;

  @SuppressWarnings("NullAway.Init") // by make()
  private Port port;

  private static TestInstance plain() {
    return TestInstance.named("VI_1").holds("10.0.0.9/24");
  }

  private void make(InstanceConfig config, GroupMembership group) {
    port = new Port(config);
    var id = new InstanceId(config.name());
    instance = new Instance(id, config, deadlines, time::nanoTime, port, desk, life, news);
    instance.joins(group);
    instance.sourceIs(OURS);
  }

  private void start(InstanceConfig config) {
    start(config, Set.of());
  }

  private void start(InstanceConfig config, Set<FaultReason> faults) {
    make(config, GroupMembership.NONE);
    instance.start(faults, false, Times.NEVER, Times.NEVER);
  }

  private void startOwner() {
    start(plain().priority(255).build());
  }

  private void becomeMaster(InstanceConfig config) {
    start(config);
    pass(MASTER_DOWN_MILLIS);
    assertThat(instance.state()).isInstanceOf(State.Master.class);
    port.takeSent();
    port.drained = 0;
    news.take();
  }

  /** Advances the time by this number of milliseconds, and runs the due tasks in each. */
  private void pass(long millis) {
    for (long i = 0; i < millis; i += 10) {
      time.advanceMillis(Math.min(10, millis - i));
      loop.runNow();
    }
  }

  /** Advances the time without running anything. */
  private void stall(long millis) {
    time.advanceMillis(millis);
    loop.runNow();
  }

  private void hear(IpAddress source, int priority) {
    hear(source, priority, "10.0.0.9");
  }

  private void hear(IpAddress source, int priority, String address) {
    var addresses = AddressList.of(Family.IPV4, IpAddress.of(address));
    var advert = new Advertisement(VrrpVersion.V3, 51, priority, 1_000_000_000L, addresses);
    instance
        .inbox()
        .received(
            new Parsed.Accepted(advert, ChecksumForm.PSEUDO_HEADER, source),
            source,
            ByteBuffer.allocate(0));
  }

  private double mostLateSeconds() {
    return instance.status(List.of()).timeliness().advertLateness().mostSeconds();
  }

  private static GroupMembership group(FaultReason... shared) {
    var group = mock(GroupMembership.class);
    when(group.isGrouped()).thenReturn(true);
    when(group.shared()).thenReturn(List.of(shared));
    return group;
  }

  // ---- The start ----

  @Test
  void aBackupTakesOverAfterTheMasterDownTimeAndAdvertisesBeforeItTakesItsAddresses() {
    start(plain().build());
    assertThat(news.take()).containsExactly("VI_1 BACKUP at 100: the agent started");
    verify(life).notMaster();

    pass(MASTER_DOWN_MILLIS - 10);
    assertThat(port.sent).isEmpty();
    assertThat(news.take()).isEmpty();

    pass(10);
    assertThat(port.sent).containsExactly(100);
    assertThat(news.take()).containsExactly("VI_1 MASTER at 100: no advert had come for 3.610 s");
    var order = inOrder(desk);
    order.verify(desk).release();
    order.verify(desk).acquire(any());
    order.verify(desk).watch(any());
  }

  @Test
  void aTransitionIsLoggedBeforeTheKernelLoopIsAskedForTheAddresses() {
    var happened = new ArrayList<String>();
    doAnswer(_ -> happened.add("acquire")).when(desk).acquire(any());
    doAnswer(_ -> happened.add("release")).when(desk).release();
    start(plain().build());
    happened.clear();

    try (var _ = new RecordedLog(InstanceLog.class, happened::add)) {
      pass(MASTER_DOWN_MILLIS);
      instance.on(new Event.FaultRaised(DOWN));
    }

    assertThat(happened)
        .containsExactly(
            "(VI_1) Receive advertisement timeout",
            "(VI_1) Entering MASTER STATE: no advert had come for 3.610 s",
            "acquire",
            "(VI_1): entering FAULT state (interface eth0 down)",
            "(VI_1) Entering FAULT STATE: interface eth0 down",
            "(VI_1) sent 0 priority",
            "release");
  }

  @Test
  void aTakeoverIsMeasuredFromTheLastAdvertOfTheMaster() {
    start(plain().build());
    pass(1000);
    hear(PEER, 150);
    long heardAt = time.nanoTime();
    stall(4000);

    var promotion = ArgumentCaptor.forClass(TakeoverTimes.Promotion.class);
    verify(desk).acquire(promotion.capture());
    assertThat(promotion.getValue())
        .isEqualTo(new TakeoverTimes.Promotion(heardAt, heardAt + 3_609_375_000L, time.nanoTime()));
  }

  @Test
  void aTakeoverWithoutADeadlineIsDueAtItsCause() {
    start(plain().build());
    hear(PEER, 150);
    pass(500);
    instance.on(new Event.MasterUnreachable(PEER));

    var promotion = ArgumentCaptor.forClass(TakeoverTimes.Promotion.class);
    verify(desk).acquire(promotion.capture());
    assertThat(promotion.getValue().dueAt()).isEqualTo(time.nanoTime());
  }

  @Test
  void withoutAnyMasterTheTakeoverIsMeasuredFromTheStart() {
    long startedAt = time.nanoTime();
    start(plain().build());
    pass(MASTER_DOWN_MILLIS);

    var promotion = ArgumentCaptor.forClass(TakeoverTimes.Promotion.class);
    verify(desk).acquire(promotion.capture());
    assertThat(promotion.getValue().lastSignAt()).isEqualTo(startedAt);
  }

  @Test
  void aFaultAtTheStartPreventsMastershipUntilItIsCleared() {
    start(plain().build(), Set.of(DOWN));
    pass(10_000);
    assertThat(port.sent).isEmpty();

    instance.on(new Event.FaultCleared(DOWN));
    assertThat(news.take())
        .containsExactly(
            "VI_1 FAULT at 100: interface eth0 down",
            "VI_1 BACKUP at 100: the last fault was cleared: interface eth0 down");
  }

  @Test
  void aResumingInstanceIsMasterAtOnceAndKeepsItsRecord() {
    make(plain().build(), GroupMembership.NONE);
    instance.start(Set.of(), true, Times.NEVER, Times.NEVER);

    assertThat(port.sent).containsExactly(100);
    assertThat(news.take())
        .containsExactly("VI_1 MASTER at 100: resumed from an earlier life that was master");
    verify(life).masterUntil(time.nanoTime() + 3_000_000_000L);
    verify(life, never()).notMaster();
  }

  @Test
  void theStartUpDelayIsRespected() {
    make(plain().priority(255).build(), GroupMembership.NONE);
    instance.start(Set.of(), false, Times.NEVER, time.nanoTime() + 2_000_000_000L);

    pass(1990);
    assertThat(port.sent).isEmpty();
    pass(10);
    assertThat(port.sent).containsExactly(255);
  }

  @Test
  void theRecordIsQueriedWithTheSilenceThatPeersTolerate() {
    make(plain().build(), GroupMembership.NONE);
    when(life.mayResume(time.nanoTime(), 3_000_000_000L)).thenReturn(true);

    assertThat(instance.mayResume()).isTrue();

    when(life.mayResume(anyLong(), anyLong())).thenReturn(false);
    assertThat(instance.mayResume()).isFalse();
  }

  @Test
  void aRouterWhoseSuccessorMayNotServeYetAwaitsItAndKeepsTheAddresses() {
    make(plain().build(), GroupMembership.NONE);
    when(life.replacedBy(anyLong(), anyLong(), anyLong()))
        .thenReturn(time.nanoTime() + 700_000_000L);

    instance.start(Set.of(), false, instance.replacedBy(), Times.NEVER);

    verify(desk).awaitSuccessor(any());
    verify(desk, never()).release();
    verify(life).notMaster();
    pass(700);
    verify(desk).release();
  }

  // ---- Adverts ----

  @Test
  void everySentAdvertExtendsTheRecordOfTheMastership() {
    startOwner();
    pass(1000);

    assertThat(port.sent).containsExactly(255, 255);
    verify(life).masterUntil(time.nanoTime() + 3_000_000_000L);
    assertThat(instance.status(List.of()).packets().sent()).isEqualTo(2);
  }

  @Test
  void anAdvertThatCouldNotBeSentIsCountedAndDoesNotExtendTheRecord() {
    make(plain().priority(255).build(), GroupMembership.NONE);
    port.works = false;
    instance.start(Set.of(), false, Times.NEVER, Times.NEVER);

    verify(life, never()).masterUntil(anyLong());
    var packets = instance.status(List.of()).packets();
    assertThat(packets.sent()).isZero();
    assertThat(packets.sendFailures()).isEqualTo(1);
  }

  @Test
  void anOldMasterReleasesSoonAfterItsSuccessorHasAnnouncedTheAddresses() {
    becomeMaster(plain().build());
    hear(PEER, 150);
    var order = inOrder(desk);
    order.verify(desk).silence();
    var announced = ArgumentCaptor.forClass(Runnable.class);
    order.verify(desk).awaitSuccessor(announced.capture());
    order.verify(desk).unwatch();
    verify(desk).release(); // at the start

    announced.getValue().run();
    pass(40);
    verify(desk).release();
    pass(10);
    verify(desk, times(2)).release();
  }

  @Test
  void anOldMasterWithoutAnnouncementsReleasesAfterTheMargin() {
    becomeMaster(plain().build());
    hear(PEER, 150);
    pass(90);
    verify(desk).release(); // at the start
    pass(10);
    verify(desk, times(2)).release();
  }

  @Test
  void aResignationEndsTheRecordOfTheMastership() {
    becomeMaster(plain().build());
    verify(life).notMaster(); // at the start

    instance.on(Event.Stop.STOP);

    assertThat(port.takeSent()).containsExactly(0);
    verify(life, times(3)).notMaster(); // by the goodbye, and by the transition
    verify(desk).silence();
    verify(desk).unwatch();
    assertThat(instance.status(List.of()).packets().priorityZeroSent()).isEqualTo(1);
    assertThat(instance.status(List.of()).handingOver()).isTrue();
    assertThat(news.take()).as("a handover is reported at its end").isEmpty();

    pass(1200);
    assertThat(news.take()).containsExactly("VI_1 STOP at 100: no successor was heard");
    verify(desk, times(2)).release();
  }

  @Test
  void acceptedAdvertsAreCountedByKind() {
    start(plain().build());
    hear(PEER, 150);
    hear(PEER, 150, "10.0.0.77");
    hear(PEER, 0, "10.0.0.77");

    var packets = instance.status(List.of()).packets();
    assertThat(packets.received()).isEqualTo(3);
    assertThat(packets.priorityZeroReceived()).isEqualTo(1);
    assertThat(packets.differentAddresses()).as("a goodbye names no addresses").isEqualTo(1);
    assertThat(packets.checksums()).containsExactly(Map.entry("pseudo_header", 3L));
  }

  @Test
  void aRejectedPacketIsCountedAndMovesNoTimer() {
    start(plain().build());
    var packet = ByteBuffer.allocate(0);
    for (int i = 0; i < 3; i++) {
      pass(1000);
      instance.inbox().received(Defect.CHECKSUM, PEER, packet);
    }
    pass(MASTER_DOWN_MILLIS - 3000);

    assertThat(instance.status(List.of()).packets().rejected()).isEqualTo(Map.of("checksum", 3L));
    assertThat(instance.state()).isInstanceOf(State.Master.class);
  }

  @Test
  void aRefusedRouterIsListedAmongThePeers() {
    start(plain().build());
    var advert = ByteBuffer.wrap(goldenLikeAdvert());
    instance.inbox().received(Defect.VERSION, PEER, advert);

    assertThat(instance.status(List.of()).peers().heard())
        .singleElement()
        .satisfies(router -> {
          assertThat(router.source()).isEqualTo("10.0.0.2");
          assertThat(router.refused()).isEqualTo(1);
        });
  }

  /** Returns an IPv4 packet with a version 3 advert of 10.0.0.2. */
  private static byte[] goldenLikeAdvert() {
    var bytes = ByteBuffer.allocate(32);
    bytes.put(0, (byte) 0x45).put(9, (byte) 112).putShort(2, (short) 32);
    bytes.put(8, (byte) 64);
    bytes.put(12, new byte[] {10, 0, 0, 2});
    bytes.put(20, (byte) 0x31).put(21, (byte) 51).put(22, (byte) 150).put(23, (byte) 1);
    bytes.putShort(24, (short) 100);
    bytes.put(28, new byte[] {10, 0, 0, 9});
    return bytes.array();
  }

  @Test
  void ourOwnAdvertIsNotAPeers() {
    start(plain().build());
    hear(OURS, 100);
    assertThat(instance.status(List.of()).peers().heard()).isEmpty();

    hear(PEER, 90);
    assertThat(instance.status(List.of()).peers().heard())
        .singleElement()
        .satisfies(router -> assertThat(router.source()).isEqualTo("10.0.0.2"));
  }

  @Test
  void lowerAdvertsAreReportedOncePerSecondAndAnsweredEachTime() {
    startOwner();
    news.take();
    hear(PEER, 90);
    hear(PEER, 90);
    assertThat(news.take()).containsExactly("VI_1 heard a priority below 255");
    verify(desk, times(2)).reannounce();

    pass(1000);
    hear(PEER, 90);
    assertThat(news.take()).containsExactly("VI_1 heard a priority below 255");
  }

  @Test
  void internalNoticesAreNotPublished() {
    start(plain().build());
    news.take();
    hear(PEER, 90); // will be preempted
    assertThat(news.take()).isEmpty();
  }

  // ---- The timer ----

  @Test
  void anAdvertOnTimeIsNotLate() {
    startOwner();
    stall(1000);

    assertThat(port.sent).hasSize(2);
    assertThat(mostLateSeconds()).isZero();
    assertThat(port.drained).as("a master on time does not read a flood first").isZero();
  }

  @Test
  void theLatenessOfAnAdvertCountsFromTheOriginalDeadline() {
    startOwner();
    port.waiting.add(100);

    stall(3500);

    assertThat(mostLateSeconds()).isEqualTo(2.5);
    assertThat(instance.state()).isInstanceOf(State.Master.class);
  }

  @Test
  void aMasterThatIsAnIntervalLateReadsItsSocketFirst() {
    becomeMaster(plain().build());
    port.waiting.add(200);
    stall(1999);
    assertThat(port.drained).as("not an interval late").isZero();
    assertThat(port.takeSent()).hasSize(1);

    stall(2000);
    assertThat(port.drained).isEqualTo(1);
    assertThat(port.takeSent()).isEmpty();
    assertThat(instance.state()).isInstanceOf(State.Backup.class);
  }

  @Test
  void aBackupReadsItsSocketBeforeItActsOnItsDeadline() {
    start(plain().build());
    port.waiting.add(150);
    stall(60_000);

    assertThat(port.drained).isEqualTo(1);
    assertThat(instance.state()).isInstanceOf(State.Backup.class);
    assertThat(instance.status(List.of()).timeliness().advertLateness().mostSeconds())
        .as("no advert was due")
        .isZero();

    pass(MASTER_DOWN_MILLIS);
    assertThat(instance.state()).isInstanceOf(State.Master.class);
  }

  @Test
  void theTimerFollowsAnAdvertThatPostponesTheDeadline() {
    start(plain().build());
    pass(2000);
    hear(PEER, 150);
    pass(MASTER_DOWN_MILLIS - 10);
    assertThat(instance.state()).isInstanceOf(State.Backup.class);
    pass(10);
    assertThat(instance.state()).isInstanceOf(State.Master.class);
  }

  @Test
  void aPortThatCannotBeReadIsRetriedAfter100Milliseconds() {
    var attempts = new ArrayList<Long>();
    start(plain().build());
    port.trouble =
        () -> {
          attempts.add(time.nanoTime());
          if (attempts.size() < 3) {
            throw new IllegalStateException("socket");
          }
        };
    pass(MASTER_DOWN_MILLIS + 200);

    assertThat(attempts).hasSize(3);
    assertThat(attempts.get(1) - attempts.get(0)).isEqualTo(100_000_000L);
    assertThat(attempts.get(2) - attempts.get(1)).isEqualTo(100_000_000L);
    assertThat(instance.state()).isInstanceOf(State.Master.class);
  }

  @Test
  void anInstanceAtFaultHasNoTimer() {
    start(plain().build());
    instance.on(new Event.FaultRaised(DOWN));
    pass(60_000);
    assertThat(port.drained).isZero();
  }

  @Test
  void aFailingEffectDoesNotPreventTheOthers() {
    doThrow(new IllegalStateException("queue")).when(desk).acquire(any());
    startOwner();

    assertThat(news.take()).hasSize(1);
    verify(desk).watch(any());
    assertThat(instance.state()).isInstanceOf(State.Master.class);
  }

  // ---- Orders ----

  @Test
  void anOrderMakesAMasterResignAndThenRankLowest() {
    becomeMaster(plain().build());

    instance.ordered("ordered by the operator");

    assertThat(port.takeSent()).containsExactly(0);
    assertThat(news.take()).containsExactly("VI_1 MASTER has priority 1");
    assertThat(instance.effectivePriority()).isEqualTo(1);

    instance.ordered("ordered by the operator");
    assertThat(port.takeSent()).as("the same words are no new order").isEmpty();
  }

  @Test
  void theEndOfAnOrderRestoresThePriority() {
    start(plain().build());
    instance.ordered("ordered");
    news.take();
    hear(PEER, 50);
    pass(2000);
    hear(PEER, 50);

    instance.ordered("");

    assertThat(news.take()).containsExactly("VI_1 BACKUP has priority 100");
    for (int second = 0; second < 4; second++) {
      hear(PEER, 50);
      pass(1000);
    }
    assertThat(instance.state()).as("it preempts again").isInstanceOf(State.Master.class);
  }

  @Test
  void underAnOrderALowerMasterIsNotPreempted() {
    start(plain().build());
    instance.ordered("ordered");
    for (int second = 0; second < 10; second++) {
      hear(PEER, 1);
      pass(1000);
    }
    assertThat(instance.state()).isInstanceOf(State.Backup.class);
  }

  @Test
  void anOrderFromBeforeTheStartAppliesToAResumingInstance() {
    make(plain().build(), GroupMembership.NONE);
    instance.ordered("ordered");
    instance.start(Set.of(), true, Times.NEVER, Times.NEVER);

    assertThat(port.sent).containsExactly(1, 0);
    assertThat(instance.status(List.of()).handingOver()).isTrue();
  }

  // ---- Tracks ----

  @Test
  void aFailingTrackLowersThePriorityAndIsReported() {
    start(plain().tracksScript("web", -30).build());
    news.take();

    instance.trackReported(TrackKind.SCRIPT, "web", TrackVerdict.FAILED);
    assertThat(news.take())
        .containsExactly("VI_1 BACKUP has priority 70", "VI_1 track script web failed 70");

    instance.trackReported(TrackKind.SCRIPT, "web", TrackVerdict.FAILED);
    assertThat(news.take()).isEmpty();
  }

  @Test
  void aLowerPriorityLengthensTheRunningTimer() {
    start(plain().tracksScript("web", -30).build());
    instance.trackReported(TrackKind.SCRIPT, "web", TrackVerdict.FAILED);
    pass(MASTER_DOWN_MILLIS + 100); // the skew time is 30/256 s longer now
    assertThat(instance.state()).isInstanceOf(State.Backup.class);
    pass(20);
    assertThat(instance.state()).isInstanceOf(State.Master.class);
  }

  @Test
  void aTrackOfWeight0IsAFault() {
    start(plain().tracksScript("web", 0).build());
    assertThat(instance.undecidedTracks())
        .containsExactly(new FaultReason.TrackUndecided("script", "web"));
    instance.trackReported(TrackKind.SCRIPT, "web", TrackVerdict.WELL);
    assertThat(instance.undecidedTracks()).isEmpty();
    news.take();

    instance.trackReported(TrackKind.SCRIPT, "web", TrackVerdict.FAILED);

    assertThat(news.take()).contains("VI_1 FAULT at 100: tracked script web failed");
  }

  @Test
  void requiredAndWeighedLinksComeFromItsTracks() {
    start(plain().tracksLink("eth1", 0).tracksLink("eth2", -10).build());
    assertThat(instance.requiredLinks()).containsExactly("eth0", "eth1");
    assertThat(instance.weighedLinks()).containsExactly("eth2");
  }

  // ---- Other hosts ----

  @Test
  void anotherOwnerOfOurAddressIsADisagreementOnceConfirmed() {
    becomeMaster(plain().build());
    var handler = ArgumentCaptor.forClass(ClaimListener.ClaimHandler.class);
    verify(desk).watch(handler.capture());

    for (int i = 0; i < 3; i++) {
      handler.getValue().claimed(VIP, new MacAddress(0x0200_0000_0099L));
      pass(2000);
    }
    assertThat(news.take())
        .singleElement()
        .satisfies(line ->
            assertThat(line)
                .startsWith("VI_1 disagreement: 10.0.0.9 is also held by 02:00:00:00:00:99"));

    pass(60_000);
    instance.expireDisagreements();
    assertThat(news.take())
        .singleElement()
        .satisfies(line ->
            assertThat(line)
                .startsWith("VI_1 no longer so: 10.0.0.9 is also held by 02:00:00:00:00:99"));
  }

  @Test
  void expiringDisagreementsWithoutPeersDoesNothing() {
    start(plain().build());
    news.take();
    instance.expireDisagreements();
    assertThat(news.take()).isEmpty();
    assertThat(instance.status(List.of()).peers()).isEqualTo(PeersStatus.NONE);
  }

  @Test
  void aUnicastInstanceAnnouncesItsSourceWhenItIsBack() {
    start(plain().unicastTo("10.0.0.2").build(), Set.of(DOWN));
    instance.on(new Event.FaultCleared(DOWN));
    verify(desk).announceSource(OURS);
  }

  @Test
  void aMulticastInstanceDoesNotAnnounceItsSource() {
    start(plain().build(), Set.of(DOWN));
    instance.on(new Event.FaultCleared(DOWN));
    verify(desk, never()).announceSource(any());
  }

  @Test
  void theSourceDecidesBetweenEqualPriorities() {
    becomeMaster(plain().build());
    hear(PEER, 100);
    assertThat(instance.state()).as("10.0.0.2 is greater").isInstanceOf(State.Backup.class);

    pass(MASTER_DOWN_MILLIS);
    instance.sourceIs(IpAddress.of("10.0.0.3"));
    hear(PEER, 100);
    assertThat(instance.state()).as("10.0.0.3 is greater").isInstanceOf(State.Master.class);
  }

  // ---- Groups ----

  @Test
  void everyStepOfAMemberIsPassedToItsGroup() {
    var group = group();
    make(plain().build(), group);
    instance.start(Set.of(), false, Times.NEVER, Times.NEVER);
    verify(group).moved(instance);

    instance.on(Event.Tick.TICK);
    verify(group, times(2)).moved(instance);
  }

  @Test
  void aMemberDoesNotBecomeMasterByItself() {
    make(plain().build(), group());
    instance.start(Set.of(), false, Times.NEVER, Times.NEVER);
    pass(10_000);
    assertThat(instance.state()).isInstanceOf(State.Backup.class);

    instance.on(new Event.GroupPromotes("G"));
    assertThat(instance.state()).isInstanceOf(State.Master.class);
  }

  @Test
  void otherMembersOfTheGroupAnnounceAgainToo() {
    var group = group();
    make(plain().build(), group);
    instance.start(Set.of(), false, Times.NEVER, Times.NEVER);
    instance.on(new Event.GroupPromotes("G"));

    hear(PEER, 50);

    verify(group).reannounceOthers(instance);
    verify(desk).reannounce();
  }

  @Test
  void anInstanceWithoutAGroupConsultsNoGroup() {
    var group = mock(GroupMembership.class);
    make(plain().build(), group);
    instance.start(Set.of(), false, Times.NEVER, Times.NEVER);
    verify(group, never()).moved(any());
  }

  @Test
  void leavingAGroupEndsItsSharedFaults() {
    var shared = new FaultReason.GroupFault("G");
    make(plain().build(), group(shared));
    instance.start(Set.of(shared), false, Times.NEVER, Times.NEVER);
    assertThat(instance.state()).isInstanceOf(State.Fault.class);

    instance.joins(GroupMembership.NONE);

    assertThat(instance.state()).isInstanceOf(State.Backup.class);
    pass(MASTER_DOWN_MILLIS);
    assertThat(instance.state()).as("it needs no group now").isInstanceOf(State.Master.class);
  }

  @Test
  void aGroupThatOnlyChangesItsMembersKeepsItsFault() {
    var shared = new FaultReason.GroupFault("G");
    make(plain().build(), group(shared));
    instance.start(Set.of(shared), false, Times.NEVER, Times.NEVER);

    instance.joins(group(shared));
    assertThat(instance.state()).isInstanceOf(State.Fault.class);
  }

  @Test
  void aRetiredInstanceLeavesItsGroupAndStops() {
    var group = group();
    make(plain().build(), group);
    instance.start(Set.of(), false, Times.NEVER, Times.NEVER);
    news.take();

    instance.retire();

    assertThat(news.take()).containsExactly("VI_1 STOP at 100: the agent stops");
    verify(group, times(1)).moved(instance); // at the start only

    instance.forget();
    verify(life).free();
  }

  // ---- Other terms ----

  private void follow(InstanceConfig next, Map<TrackBook.Subject, TrackVerdict> said) {
    port = new Port(next);
    instance.follow(new Instance.Terms(next, port, GroupMembership.NONE, said));
    instance.announceTerms();
  }

  @Test
  void aMasterStaysMasterUnderNewTermsAndAdvertisesThemAtOnce() {
    becomeMaster(plain().build());
    pass(500);

    follow(plain().priority(120).build(), Map.of());

    assertThat(port.takeSent()).containsExactly(120);
    assertThat(instance.effectivePriority()).isEqualTo(120);
    assertThat(instance.config()).isEqualTo(plain().priority(120).build());
    pass(1000);
    assertThat(port.takeSent()).containsExactly(120);
    assertThat(news.take()).isEmpty();
  }

  @Test
  void aBackupsTimerFollowsTheNewTermsFromItsStart() {
    start(plain().build());
    pass(1000);

    follow(plain().priority(200).build(), Map.of());

    pass(2210); // 3 s and 56/256 s from the start
    assertThat(instance.state()).isInstanceOf(State.Backup.class);
    pass(10);
    assertThat(instance.state()).isInstanceOf(State.Master.class);
  }

  @Test
  void aNewNameIsUsedAtOnce() {
    start(plain().build());
    news.take();
    instance.id().rename("VI_2");
    follow(TestInstance.named("VI_2").holds("10.0.0.9/24").build(), Map.of());

    assertThat(instance.name()).isEqualTo("VI_2");
    pass(MASTER_DOWN_MILLIS);
    assertThat(news.take().getLast()).startsWith("VI_2 MASTER");
  }

  @Test
  void aKnownVerdictOfANewTrackAppliesAtOnce() {
    start(plain().build());
    news.take();
    follow(
        plain().tracksScript("web", 0).build(),
        Map.of(new TrackBook.Subject(TrackKind.SCRIPT, "web"), TrackVerdict.FAILED));
    assertThat(news.take()).containsExactly("VI_1 FAULT at 100: tracked script web failed");

    follow(plain().build(), Map.of());
    assertThat(news.take())
        .containsExactly(
            "VI_1 BACKUP at 100: the last fault was cleared: tracked script web failed");
  }

  @Test
  void aRemovedTrackIsNoLongerAwaited() {
    make(plain().tracksScript("web", 0).build(), GroupMembership.NONE);
    instance.start(Set.copyOf(instance.undecidedTracks()), false, Times.NEVER, Times.NEVER);
    assertThat(instance.state()).isInstanceOf(State.Fault.class);

    follow(plain().build(), Map.of());
    assertThat(instance.state()).isInstanceOf(State.Backup.class);
  }

  @Test
  void aFaultOfALinkThatIsNoLongerRequiredEnds() {
    var gone = new FaultReason.InterfaceMissing("eth1");
    var down = new FaultReason.InterfaceDown("eth1");
    start(plain().tracksLink("eth1", 0).build(), Set.of(gone, down));

    follow(plain().build(), Map.of());
    assertThat(instance.state()).isInstanceOf(State.Backup.class);
  }

  @Test
  void aFaultOfALinkThatIsStillRequiredStays() {
    start(plain().build(), Set.of(DOWN));
    follow(plain().priority(120).build(), Map.of());
    assertThat(instance.state()).isInstanceOf(State.Fault.class);
  }

  @Test
  void aFailedTrackThatIsStillTrackedStaysAFault() {
    start(plain().tracksScript("web", 0).build());
    instance.trackReported(TrackKind.SCRIPT, "web", TrackVerdict.FAILED);
    follow(plain().tracksScript("web", 0).priority(120).build(), Map.of());
    assertThat(instance.state()).isInstanceOf(State.Fault.class);
  }

  @Test
  void disagreementsAboutReplacedTermsEnd() {
    start(plain().build());
    for (int i = 0; i < 4; i++) {
      hear(PEER, 150, "10.0.0.77");
      pass(1000);
    }
    assertThat(news.take().getLast()).startsWith("VI_1 disagreement: ");
    assertThat(instance.status(List.of()).peers().heard()).hasSize(1);

    follow(plain().withoutPreemption().build(), Map.of());
    assertThat(instance.status(List.of()).peers().heard()).as("the same adverts").hasSize(1);

    follow(TestInstance.named("VI_1").holds("10.0.0.77/24").build(), Map.of());
    assertThat(news.take().getLast()).startsWith("VI_1 no longer so: ");
    assertThat(instance.status(List.of()).peers().heard()).isEmpty();
  }

  // ---- What it shows ----

  @Test
  void theStatusShowsTheElectionsView() {
    becomeMaster(plain().build());
    pass(500);
    var status = instance.status(List.of());

    assertThat(status.name()).isEqualTo("VI_1");
    assertThat(status.state()).isEqualTo(VrrpState.MASTER);
    assertThat(status.forSeconds()).isEqualTo(0.5);
    assertThat(status.why()).isEqualTo("no advert had come for 3.610 s");
    assertThat(status.history().becameMaster()).isEqualTo(1);
    assertThat(status.history().transitions())
        .isEqualTo(Map.of("started", 1L, "master_silent", 1L));
    assertThat(status.source()).as("the port is closed").isNull();

    hear(PEER, 200);
    assertThat(instance.status(List.of()).history().leftMaster()).isEqualTo(1);
    assertThat(instance.holdings()).isSameAs(desk);
    assertThat(instance.port()).isSameAs(port);
  }

  @Test
  void aBackupWatchesNothing() {
    start(plain().build());
    hear(PEER, 150);
    verify(desk).release();
    verifyNoMoreInteractions(desk);
  }

  @Test
  void newTermsMayAddItToAGroup() {
    start(plain().build());
    var group = group();

    instance.follow(new Instance.Terms(plain().build(), port, group, Map.of()));
    instance.announceTerms();
    pass(MASTER_DOWN_MILLIS);

    assertThat(instance.group()).isSameAs(group);
    assertThat(instance.state()).isInstanceOf(State.Backup.class);
  }
}
