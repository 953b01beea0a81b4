package org.holdfast.vrrp.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.vrrp.election.RouterUnderTest.MS;
import static org.holdfast.vrrp.election.RouterUnderTest.S;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.AnnouncementTiming;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.election.State.Backup;
import org.holdfast.vrrp.election.State.Master;
import org.holdfast.vrrp.election.State.Stopped;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two directors on a LAN without faults: no planned action leaves a gap, or a host that talks to a
 * router that has released the addresses. Once with one instance each, once with a sync group of
 * three.
 */
@ParameterizedClass
@ValueSource(ints = {1, 3})
class HandoverSimulationTest {

  private final Lan lan = new Lan(1, 2, false);
  private final int vrids;
  private final Node weak;
  private final Node strong;
  private boolean alwaysServed = true;
  private long longestMisled;
  private long longestMisledByAnAnswer;
  private long bothSince = Times.NEVER;
  private long longestBoth;

  HandoverSimulationTest(int vrids) {
    this.vrids = vrids;
    weak = node(0, 100);
    strong = node(1, 150);
  }

  @BeforeEach
  void theStrongOneBecomesMasterAndFromThenOnSomebodyLooksOn() {
    lan.nodes.addAll(List.of(weak, strong));
    weak.start();
    strong.start();
    lan.hosts.ask(vrids, S);
    lan.run(20 * S);
    assertServing(strong);
    lan.onlooker = this::look;
  }

  private void look() {
    alwaysServed &= IntStream.range(0, vrids).allMatch(lan::isServed);
    longestMisled = Math.max(longestMisled, lan.hosts.longestMisled(vrids, false));
    longestMisledByAnAnswer =
        Math.max(longestMisledByAnAnswer, lan.hosts.longestMisled(vrids, true));
    boolean both = weak.serves(0) && strong.serves(0);
    longestBoth =
        bothSince == Times.NEVER ? longestBoth : Math.max(longestBoth, lan.now() - bothSince);
    bothSince = !both ? Times.NEVER : bothSince == Times.NEVER ? lan.now() : bothSince;
  }

  private Node node(int id, int priority) {
    var members = new ArrayList<Member>();
    var terms =
        new RouterUnderTest.Changes(RouterUnderTest.TERMS)
            .priority(priority)
            .advertBeforeYielding()
            .terms();
    for (int vrid = 0; vrid < vrids; vrid++) {
      var source = IpAddress.of("10." + vrid + ".0." + (id + 1));
      members.add(new Member(vrid, new Router(terms, priority, source, vrids > 1), 2));
    }
    return new Node(id, lan, members, 0);
  }

  private void assertServing(Node master) {
    assertThat(alwaysServed).as("served at every instant").isTrue();
    assertThat(longestMisled).as("a host that only listens, sent to the wrong router").isZero();
    assertThat(master.members).allMatch(member -> member.state instanceof Master);
  }

  /**
   * An old master that lingers may answer a host that asks; one more announcement corrects that.
   */
  private void assertNoAnswerMisledAHostForLong() {
    assertNoAnswerMisledAHostForLongerThan(RouterUnderTest.MARGIN + 3 * MS);
  }

  private void assertNoAnswerMisledAHostForLongerThan(long most) {
    assertThat(longestMisledByAnAnswer)
        .as("a host that asks, sent to the wrong router")
        .isLessThan(most);
  }

  private void assertBothServedForNoLongerThan(long most) {
    assertThat(longestBoth).as("both serve").isPositive().isLessThan(most);
  }

  @Test
  void anOrderlyStopLeavesNoGap() {
    strong.tell(Event.Stop.STOP);
    lan.run(lan.now() + 5 * S);
    assertServing(weak);
    assertThat(strong.members).allMatch(member -> member.state instanceof Stopped);
    assertNoAnswerMisledAHostForLong();
    assertBothServedForNoLongerThan(RouterUnderTest.LINGER + 5 * MS);
  }

  @Test
  void aStepDownLeavesNoGapAndLasts() {
    strong.stepDown(60 * S);
    lan.run(lan.now() + 55 * S);
    assertServing(weak);
    lan.run(lan.now() + 20 * S);
    assertServing(strong);
    assertNoAnswerMisledAHostForLong();
  }

  @Test
  void anOrderLeavesNoGapAndSurvivesARestart() {
    strong.order(true);
    lan.run(lan.now() + 10 * S);
    assertServing(weak);
    strong.kill();
    strong.start();
    lan.run(lan.now() + 30 * S);
    assertServing(weak);
    strong.order(false);
    lan.run(lan.now() + 10 * S);
    assertServing(strong);
  }

  @Test
  void aRouterUnderAnOrderIsMasterWhenNoOtherExists() {
    strong.order(true);
    lan.run(lan.now() + 10 * S);
    weak.kill();
    lan.run(lan.now() + 10 * S);
    assertServing(strong);
    weak.start();
    lan.run(lan.now() + 10 * S);
    assertServing(weak);
  }

  @Test
  void aPreemptionLeavesNoGap() {
    strong.tell(Event.Stop.STOP);
    lan.run(lan.now() + 5 * S);
    strong.start();
    lan.run(lan.now() + 10 * S);
    assertServing(strong);
    assertNoAnswerMisledAHostForLong();
    assertBothServedForNoLongerThan(RouterUnderTest.LINGER + 5 * MS);
  }

  /** On a loaded machine the kernel may have the addresses long after the first advert is sent. */
  @Test
  void aSuccessorThatIsSlowToTakeTheAddressesLeavesNoGap() {
    for (long nanos = 0; nanos <= RouterUnderTest.MARGIN - 5 * MS; nanos += 5 * MS) {
      weak.takeoverNanos = nanos;
      strong.takeoverNanos = nanos;
      strong.tell(Event.Stop.STOP);
      lan.run(lan.now() + 5 * S);
      assertServing(weak);
      strong.start();
      lan.run(lan.now() + 10 * S);
      assertServing(strong);
    }
    assertNoAnswerMisledAHostForLongerThan(RouterUnderTest.MARGIN + RouterUnderTest.LINGER);
    assertBothServedForNoLongerThan(RouterUnderTest.LINGER + 5 * MS);
  }

  /**
   * Has all old masters wait for as long as the IPVS table behind a new master's addresses may
   * take, which is returned in nanoseconds; see {@code Readiness.PATIENCE}.
   */
  private long awaitTables() {
    long patience = ElectionTerms.Handover.READINESS.toNanos();
    for (var node : lan.nodes) {
      var terms = new RouterUnderTest.Changes(node.terms()).readiness(patience).terms();
      node.reload(node.file().with(terms));
    }
    lan.run(lan.now() + 20 * S);
    return patience;
  }

  @Test
  void aSuccessorWhoseTableIsSlowLeavesNoGap() {
    long patience = awaitTables();
    for (long nanos = 0; nanos <= patience + RouterUnderTest.MARGIN - 5 * MS; nanos += 50 * MS) {
      weak.takeoverNanos = nanos;
      strong.takeoverNanos = nanos;
      strong.tell(Event.Stop.STOP);
      lan.run(lan.now() + 8 * S);
      assertServing(weak);
      strong.start();
      lan.run(lan.now() + 10 * S);
      assertServing(strong);
    }
    assertBothServedForNoLongerThan(RouterUnderTest.LINGER + 5 * MS);
  }

  @Test
  void aSuccessorWithLostAnnouncementsIsAwaitedNoLongerThanTheMargin() {
    weak.mute = true;
    strong.mute = true;
    strong.tell(Event.Stop.STOP);
    lan.run(lan.now() + 5 * S);
    assertThat(strong.members).allMatch(member -> member.state instanceof Stopped);
    strong.start();
    lan.run(lan.now() + 10 * S);
    assertThat(weak.members).noneMatch(Member::isHolding);
    assertThat(alwaysServed).as("served at every instant").isTrue();
    assertThat(longestBoth).isGreaterThan(RouterUnderTest.MARGIN - 5 * MS);
    assertBothServedForNoLongerThan(RouterUnderTest.MARGIN + 5 * MS);
  }

  /** A router that returns within the delay of the other's second burst meets that burst. */
  @Test
  void aReturnAtAnyTimeAfterATakeoverLeavesNoGap() {
    for (int round = 0; round < 200; round++) {
      strong.tell(Event.Stop.STOP);
      lan.run(lan.now() + S + 20L * round * MS);
      strong.start();
      lan.run(lan.now() + 20 * S);
      assertServing(strong);
    }
    assertNoAnswerMisledAHostForLong();
  }

  /**
   * Both serve while they cannot hear each other, and each has some of the hosts. The better one
   * has been master all the time, and would announce nothing if it did not hear of the other.
   */
  @Test
  void aPartitionThatHealsLeavesNoHostWithTheRouterThatYields() {
    for (int round = 0; round < 100; round++) {
      cut(true);
      lan.run(lan.now() + 20 * S + lan.random.nextLong(S));
      assertThat(lan.mastersOf(0)).isEqualTo(2);
      cut(false);
      lan.run(lan.now() + 10 * S);
      assertServing(strong);
      assertNoAnswerMisledAHostForLong();
    }
  }

  /**
   * A better router with a virtual MAC address announces nothing when it comes back: the router
   * that yields to it has hosts find it.
   */
  @Test
  void afterAPartitionHostsFindABetterRouterThatAnnouncesNothing() {
    strong.virtualMac = true;
    for (int round = 0; round < 100; round++) {
      cut(true);
      lan.run(lan.now() + 20 * S + lan.random.nextLong(S));
      assertThat(lan.mastersOf(0)).isEqualTo(2);
      cut(false);
      lan.run(lan.now() + 10 * S);
      assertServing(strong);
      assertNoAnswerMisledAHostForLong();
    }
    assertThat(lan.seen.get("successor announced")).isEqualTo(100L * vrids);
  }

  private void cut(boolean cut) {
    lan.cut[0][1] = cut;
    lan.cut[1][0] = cut;
  }

  @Test
  void refreshesLeaveNoGapEither() {
    lan.announcements =
        new AnnouncementTiming(
            5,
            Duration.ofSeconds(5),
            5,
            Duration.ofSeconds(5),
            Duration.ofMillis(20),
            1,
            Duration.ZERO,
            Duration.ZERO);
    for (int round = 0; round < 20; round++) {
      strong.tell(Event.Stop.STOP);
      lan.run(lan.now() + 10 * S + lan.random.nextLong(S));
      strong.start();
      lan.run(lan.now() + 10 * S);
      assertServing(strong);
    }
    assertNoAnswerMisledAHostForLong();
  }

  @Test
  void aStepDownWithoutASuccessorLeavesNoGap() {
    weak.kill();
    strong.stepDown(60 * S);
    lan.run(lan.now() + 10 * S);
    assertServing(strong);
  }

  @Test
  void aRestartInTimeMovesNoMastership() {
    long movedBefore = moves();
    strong.kill();
    lan.run(lan.now() + 2 * S);
    strong.start();
    lan.run(lan.now() + 10 * S);
    assertServing(strong);
    assertThat(weak.members).allMatch(member -> member.state instanceof Backup);
    assertThat(moves() - movedBefore).as("resumptions alone").isEqualTo(vrids);
  }

  @Test
  void aRestartThatIsSoonerThanTheSuccessorServesUntilThen() {
    strong.kill();
    lan.run(strong.members.getLast().recordedUntil + 50 * MS);
    assertThat(weak.members).noneMatch(Member::isMaster);
    strong.start();
    assertThat(strong.members).allMatch(Member::isHolding).noneMatch(Member::isMaster);
    lan.run(lan.now() + S);
    assertThat(weak.members).allMatch(Member::isMaster);
    assertThat(strong.members).noneMatch(Member::isHolding);
    lan.run(lan.now() + 10 * S);
    assertServing(strong);
    assertThat(lan.seen).doesNotContainKey("moved: Resumed");
  }

  @Test
  void aRestartThatIsSoonerThanTheSuccessorServesWithoutAResultOfItsTrack() {
    strong.kill();
    lan.run(strong.members.getLast().recordedUntil + 50 * MS);
    strong.undecided = true;
    strong.start();
    assertThat(strong.members).allMatch(Member::isHolding).noneMatch(Member::isMaster);
    lan.run(lan.now() + 10 * S);
    assertServing(weak);
    assertThat(strong.members).noneMatch(Member::isHolding);
    strong.decide();
    lan.run(lan.now() + 10 * S);
    assertServing(strong);
    assertThat(lan.seen).doesNotContainKey("moved: Resumed");
  }

  /** The peer announces the addresses only when its table is written. */
  @Test
  void aRestartThatIsSoonerThanTheSuccessorServesUntilItsTableIsWritten() {
    long patience = awaitTables();
    weak.takeoverNanos = patience;
    strong.kill();
    lan.run(strong.members.getLast().recordedUntil + 50 * MS);
    strong.start();
    lan.run(lan.now() + 3 * S);
    assertServing(weak);
    assertThat(strong.members).noneMatch(Member::isHolding);
  }

  @Test
  void aLateRestartReleasesFirst() {
    strong.kill();
    lan.run(lan.now() + 5 * S);
    strong.start();
    assertThat(strong.members).noneMatch(Member::isHolding);
    lan.run(lan.now() + 10 * S);
    assertThat(lan.seen).doesNotContainKey("moved: Resumed");
  }

  @Test
  void aLifeWhoseAddressesWereReleasedMeanwhileResumesNothing() {
    strong.kill();
    strong.releaseLeftovers();
    lan.run(lan.now() + S);
    strong.start();
    lan.run(lan.now() + S);
    assertThat(lan.seen).doesNotContainKey("moved: Resumed");
    lan.run(lan.now() + 10 * S);
    assertThat(strong.members).allMatch(Member::isMaster);
    assertThat(weak.members).noneMatch(Member::isHolding);
  }

  @Test
  void aHostThatLosesPowerResumesNothing() {
    strong.losePower();
    lan.run(lan.now() + S);
    strong.start();
    lan.run(lan.now() + S);
    assertThat(lan.seen).doesNotContainKey("moved: Resumed");
  }

  @Test
  void aReloadThatFormsOrDissolvesTheSyncGroupLeavesNoGapAndMovesNobody() {
    long movedBefore = moves();
    for (int grouped : new int[] {0, (1 << vrids) - 1, 0b011, 0b110}) {
      strong.reload(strong.file().grouping(grouped));
      lan.run(lan.now() + S);
      weak.reload(weak.file().grouping(grouped));
      lan.run(lan.now() + 20 * S);
      assertServing(strong);
    }
    assertThat(moves()).isEqualTo(movedBefore);
  }

  @Test
  void aReloadThatRemovesAnInstanceHandsItOverAndOneThatAddsItBringsItBack() {
    strong.reload(strong.file().presenting(strong.file().present() & ~1));
    lan.run(lan.now() + 5 * S);
    assertThat(strong.members.getFirst().state).isInstanceOf(Stopped.class);
    assertThat(weak.members.getFirst().isMaster()).isEqualTo(vrids == 1);
    strong.reload(strong.file().presenting(strong.file().present() | 1));
    lan.run(lan.now() + 30 * S);
    assertThat(strong.members).allMatch(Member::isMaster);
  }

  /** All transitions so far, for any reason. */
  private long moves() {
    return lan.seen.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("moved: "))
        .mapToLong(entry -> entry.getValue())
        .sum();
  }
}
