package org.holdfast.vrrp.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.vrrp.election.Effect.Acquire.ACQUIRE;
import static org.holdfast.vrrp.election.Effect.AnnounceSource.ANNOUNCE_SOURCE;
import static org.holdfast.vrrp.election.Effect.Reannounce.REANNOUNCE;
import static org.holdfast.vrrp.election.Effect.Release.RELEASE;
import static org.holdfast.vrrp.election.Effect.ServeOn.SERVE_ON;
import static org.holdfast.vrrp.election.Effect.Silence.SILENCE;
import static org.holdfast.vrrp.election.Event.SuccessorAnnounced.SUCCESSOR_ANNOUNCED;
import static org.holdfast.vrrp.election.RouterUnderTest.HIGHER;
import static org.holdfast.vrrp.election.RouterUnderTest.LINGER;
import static org.holdfast.vrrp.election.RouterUnderTest.LOWER;
import static org.holdfast.vrrp.election.RouterUnderTest.MARGIN;
import static org.holdfast.vrrp.election.RouterUnderTest.MASTER_DOWN;
import static org.holdfast.vrrp.election.RouterUnderTest.MS;
import static org.holdfast.vrrp.election.RouterUnderTest.OURS;
import static org.holdfast.vrrp.election.RouterUnderTest.S;
import static org.holdfast.vrrp.election.RouterUnderTest.SKEW;
import static org.holdfast.vrrp.election.RouterUnderTest.SUCCESSION;
import static org.holdfast.vrrp.election.RouterUnderTest.TERMS;
import static org.holdfast.vrrp.election.RouterUnderTest.backup;
import static org.holdfast.vrrp.election.RouterUnderTest.master;

import java.util.List;
import java.util.Set;
import org.holdfast.vrrp.election.Effect.Advertise;
import org.holdfast.vrrp.election.Effect.Moved;
import org.holdfast.vrrp.election.Effect.Notice;
import org.holdfast.vrrp.election.Event.AddressLost;
import org.holdfast.vrrp.election.Event.FaultCleared;
import org.holdfast.vrrp.election.Event.FaultRaised;
import org.holdfast.vrrp.election.Event.GroupDemotes;
import org.holdfast.vrrp.election.Event.GroupPromotes;
import org.holdfast.vrrp.election.Event.MasterUnreachable;
import org.holdfast.vrrp.election.Event.Resume;
import org.holdfast.vrrp.election.Event.StepDown;
import org.holdfast.vrrp.election.Event.Stop;
import org.holdfast.vrrp.election.FaultReason.InterfaceDown;
import org.holdfast.vrrp.election.FaultReason.TrackFailed;
import org.holdfast.vrrp.election.FaultReason.TrackUndecided;
import org.holdfast.vrrp.election.State.Backup;
import org.holdfast.vrrp.election.State.Fault;
import org.holdfast.vrrp.election.State.Leaving;
import org.holdfast.vrrp.election.State.Master;
import org.holdfast.vrrp.election.State.Starting;
import org.holdfast.vrrp.election.State.Stopped;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElectionTest {

  private static final FaultReason LINK = new InterfaceDown("eth0");
  private static final FaultReason TRACK = new TrackFailed("script", "web-alive");
  private static final FaultReason UNDECIDED = new TrackUndecided("script", "web-alive");

  @Nested
  class AtTheStart {

    @Test
    void startsAsBackupForAMasterDownTimeAndReleasesLeftovers() {
      var subject = backup();
      assertThat(subject.state).isInstanceOf(Backup.class);
      assertThat(subject.masterDownIn()).isEqualTo(MASTER_DOWN);
      assertThat(subject.effects).hasSize(2).first().isEqualTo(RELEASE);
      assertThat(subject.reason()).isEqualTo(new Reason.Started());
    }

    @Test
    void anOwnerIsMasterAtOnceAndReleasesNothing() { // FRR waits a master-down time even as owner
      var subject = backup(terms -> terms.priority(255));
      assertThat(subject.state).isInstanceOf(Master.class);
      assertThat(subject.effects).startsWith(new Advertise(255), ACQUIRE).doesNotContain(RELEASE);
      assertThat(subject.reason()).isEqualTo(new Reason.Owner());
    }

    @Test
    void anOwnerInASyncGroupConsultsTheGroupFirst() {
      var subject =
          RouterUnderTest.of(new RouterUnderTest.Changes(TERMS).priority(255).terms())
              .grouped()
              .start();
      assertThat(subject.asBackup().willing()).isTrue();
      assertThat(subject.masterDownIn()).isEqualTo(S + S / 256);
      assertThat(subject.effects).doesNotContain(ACQUIRE);
    }

    @Test
    void aResumingMasterContinuesWithoutReleasing() {
      var subject = RouterUnderTest.of(TERMS).start(Set.of(), true, Times.NEVER);
      assertThat(subject.state).isInstanceOf(Master.class);
      assertThat(subject.effects).startsWith(new Advertise(100), ACQUIRE).doesNotContain(RELEASE);
      assertThat(subject.reason()).isEqualTo(new Reason.Resumed());
    }

    @Test
    void aStartUpDelayDoesNotDelayAResumption() {
      assertThat(RouterUnderTest.of(TERMS).start(Set.of(), true, 30 * S).state)
          .isInstanceOf(Master.class);
    }

    @Test
    void anUndecidedTrackDoesNotEndAResumption() {
      var subject = RouterUnderTest.of(TERMS).start(Set.of(UNDECIDED), true, Times.NEVER);
      assertThat(subject.state).isInstanceOf(Master.class);
      assertThat(subject.on(new FaultCleared(UNDECIDED)).state).isInstanceOf(Master.class);
      assertThat(subject.on(new FaultRaised(TRACK)).state).isInstanceOf(Fault.class);
    }

    @Test
    void anUndecidedTrackIsAwaitedWithoutAFault() {
      var subject = RouterUnderTest.of(TERMS).start(Set.of(UNDECIDED), false, Times.NEVER);
      assertThat(subject.state.label()).isEqualTo(VrrpState.INIT);
      assertThat(subject.reason()).isEqualTo(new Reason.Awaiting(UNDECIDED));
      subject.on(new FaultCleared(UNDECIDED));
      assertThat(subject.state).isInstanceOf(Backup.class);
      assertThat(subject.reason()).isEqualTo(new Reason.Started());
    }

    @Test
    void aFirstFailureOfATrackEndsTheWaitWithAFault() {
      var subject = RouterUnderTest.of(TERMS).start(Set.of(UNDECIDED), false, Times.NEVER);
      subject.on(new FaultRaised(TRACK));
      assertThat(subject.state.label()).isEqualTo(VrrpState.FAULT);
      assertThat(subject.reason()).isEqualTo(new Reason.Faulted(TRACK));
      subject.on(new FaultCleared(UNDECIDED));
      assertThat(subject.effects).as("reported once").isEmpty();
      assertThat(subject.state.label()).isEqualTo(VrrpState.FAULT);
    }

    @Test
    void aFailureDuringTheWaitIsAFault() {
      var subject = RouterUnderTest.of(TERMS).start(Set.of(UNDECIDED, LINK), false, Times.NEVER);
      assertThat(subject.state.label()).isEqualTo(VrrpState.FAULT);
      assertThat(subject.reason()).isEqualTo(new Reason.Faulted(LINK));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 255})
    void aFaultPreventsEvenAnInstantOfMastership(int priority) {
      var terms = new RouterUnderTest.Changes(TERMS).priority(priority).terms();
      var subject = RouterUnderTest.of(terms).start(Set.of(LINK), true, Times.NEVER);
      assertThat(subject.state).isEqualTo(new Fault(Set.of(LINK), Times.NEVER, Times.NEVER));
      assertThat(subject.effects).hasSize(2).first().isEqualTo(RELEASE);
      assertThat(subject.reason()).isEqualTo(new Reason.Faulted(LINK));
    }
  }

  /** An earlier life was master, and no peer may have replaced it yet. */
  @Nested
  class WhenStartingBeforeTheSuccessorServes {

    private final RouterUnderTest subject = RouterUnderTest.of(TERMS).startServing(Set.of(), 2 * S);

    @Test
    void servesOnInSilence() {
      assertThat(subject.asBackup().holdsAddresses()).isTrue();
      assertThat(subject.effects).startsWith(SERVE_ON).doesNotContain(RELEASE, ACQUIRE);
      assertThat(subject.reason()).isEqualTo(new Reason.Started());
    }

    @Test
    void releasesWhenASuccessorMustServe() {
      assertThat(subject.at(2 * S).tick().effects).containsExactly(RELEASE);
      assertThat(subject.asBackup().holdsAddresses()).isFalse();
    }

    @Test
    void servesUntilTheSuccessorsAnnouncementsHaveSpread() {
      subject.at(S).hear(HIGHER, 150);
      assertThat(subject.asBackup().holdsAddresses()).isTrue();
      subject.on(SUCCESSOR_ANNOUNCED);
      assertThat(subject.after(LINGER).tick().effects).containsExactly(RELEASE);
    }

    @Test
    void releasesAtAFaultAndNeverServesWithOne() {
      assertThat(subject.on(new FaultRaised(LINK)).effects).startsWith(RELEASE);
      assertThat(RouterUnderTest.of(TERMS).startServing(Set.of(LINK), 2 * S).effects)
          .startsWith(RELEASE);
    }

    @Test
    void servesOnWhileATrackHasNoResultYet() {
      var waiting = RouterUnderTest.of(TERMS).startServing(Set.of(UNDECIDED), 2 * S);
      assertThat(waiting.state).isInstanceOf(Fault.class);
      assertThat(waiting.effects).startsWith(SERVE_ON).doesNotContain(RELEASE);
      assertThat(waiting.state.deadline()).isEqualTo(2 * S);
      assertThat(waiting.at(S).on(SUCCESSOR_ANNOUNCED).effects).isEmpty();
      assertThat(waiting.after(LINGER).tick().effects).containsExactly(RELEASE);
      assertThat(waiting.state.holdsAddresses()).isFalse();
      assertThat(waiting.state.deadline()).isEqualTo(Times.NEVER);
    }

    @Test
    void releasesWhenTheTimeIsOverBeforeTheTrackHasAResult() {
      var waiting = RouterUnderTest.of(TERMS).startServing(Set.of(UNDECIDED), 2 * S);
      assertThat(waiting.at(2 * S - 1).tick().effects).isEmpty();
      assertThat(waiting.at(2 * S).tick().effects).containsExactly(RELEASE);
      assertThat(waiting.on(new FaultCleared(UNDECIDED)).asBackup().holdsAddresses()).isFalse();
    }

    @Test
    void aGoodResultLeavesItServingAndABadOneDoesNot() {
      var waiting = RouterUnderTest.of(TERMS).startServing(Set.of(UNDECIDED), 2 * S);
      assertThat(waiting.at(S).on(new FaultCleared(UNDECIDED)).asBackup().servingUntil())
          .isEqualTo(2 * S);
      waiting = RouterUnderTest.of(TERMS).startServing(Set.of(UNDECIDED), 2 * S);
      assertThat(waiting.at(S).on(new FaultRaised(LINK)).effects).startsWith(RELEASE);
      assertThat(waiting.state)
          .isEqualTo(new Fault(Set.of(UNDECIDED, LINK), Times.NEVER, Times.NEVER));
    }

    /** Another member of the sync group waits for its track. */
    @Test
    void aWaitThatBeginsAfterwardsLeavesItServing() {
      subject.at(S).on(new FaultRaised(new FaultReason.GroupUndecided("G")));
      assertThat(subject.state).isInstanceOf(Fault.class);
      assertThat(subject.effects).doesNotContain(RELEASE);
      assertThat(subject.at(2 * S).tick().effects).containsExactly(RELEASE);
    }

    @Test
    void servesOnDuringAStartUpDelay() {
      var starting = RouterUnderTest.of(TERMS).startServing(Set.of(), 2 * S, 30 * S);
      assertThat(starting.state).isEqualTo(new Starting(30 * S, 2 * S, Times.NEVER));
      assertThat(starting.effects).containsExactly(SERVE_ON);
      assertThat(starting.at(2 * S).tick().effects).containsExactly(RELEASE);
      assertThat(starting.state).isEqualTo(new Starting(30 * S, Times.NEVER));

      starting = RouterUnderTest.of(TERMS).startServing(Set.of(), 2 * S, 30 * S);
      assertThat(starting.at(S).on(SUCCESSOR_ANNOUNCED).state.deadline()).isEqualTo(S + LINGER);
      assertThat(starting.on(new FaultRaised(LINK)).effects).startsWith(RELEASE);

      starting = RouterUnderTest.of(TERMS).startServing(Set.of(), 2 * S, S);
      assertThat(starting.at(S).tick().asBackup().servingUntil()).isEqualTo(2 * S);
    }

    @Test
    void aStopServesToTheEndInEveryState() {
      for (var one :
          List.of(
              RouterUnderTest.of(TERMS).startServing(Set.of(), 2 * S),
              RouterUnderTest.of(TERMS).startServing(Set.of(UNDECIDED), 2 * S),
              RouterUnderTest.of(TERMS).startServing(Set.of(), 2 * S, 30 * S))) {
        assertThat(one.at(S).on(Stop.STOP).effects).isEmpty();
        assertThat(one.at(2 * S).tick().effects).startsWith(RELEASE);
        assertThat(one.state).isEqualTo(new Stopped());
      }
    }

    @Test
    void releasesAtOnceWithoutHandoverOrWhenTheTimeIsPast() {
      var terms = new RouterUnderTest.Changes(TERMS).noHandover().terms();
      assertThat(RouterUnderTest.of(terms).startServing(Set.of(), 2 * S).effects)
          .startsWith(RELEASE);
      assertThat(RouterUnderTest.of(TERMS).startServing(Set.of(), 0).effects).startsWith(RELEASE);
    }
  }

  @Nested
  class WhenStarting {

    private final RouterUnderTest subject =
        RouterUnderTest.of(TERMS).start(Set.of(), false, 30 * S);

    @Test
    void releasesLeftoversOfAnEarlierRun() {
      assertThat(subject.state).isEqualTo(new Starting(30 * S, Times.NEVER));
      assertThat(subject.effects).containsExactly(RELEASE);
    }

    @Test
    void ignoresAdverts() {
      assertThat(subject.at(S).hear(HIGHER, 0).state).isEqualTo(new Starting(30 * S, Times.NEVER));
      assertThat(subject.effects).isEmpty();
    }

    @Test
    void startsTheTimersAtTheEndOfTheDelay() {
      assertThat(subject.at(30 * S - 1).tick().state).isInstanceOf(Starting.class);
      assertThat(subject.at(30 * S).tick().masterDownIn()).isEqualTo(MASTER_DOWN);
    }

    @Test
    void anOwnerWaitsExactlyTheDelay() {
      var owner =
          RouterUnderTest.of(new RouterUnderTest.Changes(TERMS).priority(255).terms())
              .start(Set.of(), false, 30 * S);
      assertThat(owner.state).isInstanceOf(Starting.class);
      assertThat(owner.at(30 * S).tick().state).isInstanceOf(Master.class);
    }

    @Test
    void aFaultClearedInsideTheDelayLeadsBackIntoTheDelay() {
      assertThat(subject.at(S).on(new FaultRaised(LINK)).state).isInstanceOf(Fault.class);
      assertThat(subject.at(2 * S).on(new FaultCleared(LINK)).state)
          .isEqualTo(new Starting(30 * S, Times.NEVER));
      assertThat(subject.reason()).isEqualTo(new Reason.FaultsCleared(LINK));
    }

    @Test
    void aFaultClearedAfterTheDelayLeadsIntoTheElection() {
      subject.at(S).on(new FaultRaised(LINK));
      assertThat(subject.at(40 * S).on(new FaultCleared(LINK)).masterDownIn())
          .isEqualTo(MASTER_DOWN);
    }

    @Test
    void aStepDownIsRemembered() {
      subject.at(S).on(new StepDown(90 * S)).at(30 * S).tick();
      assertThat(subject.asBackup().standbyUntil()).isEqualTo(90 * S);
    }

    @Test
    void aStopEndsIt() {
      assertThat(subject.on(Stop.STOP).state).isEqualTo(new Stopped());
    }
  }

  /** Tests the rows of RFC 9568 section 6.4.2 with keepalived's choices. */
  @Nested
  class WhenBackup {

    @Test
    void becomesMasterExactlyWhenTheMasterDownTimePasses() {
      var subject = backup();
      assertThat(subject.at(MASTER_DOWN - 1).tick().state).isInstanceOf(Backup.class);
      var before = subject.state;
      assertThat(subject.at(MASTER_DOWN).tick().state).isInstanceOf(Master.class);
      assertThat(subject.effects)
          .containsExactly(
              new Advertise(100),
              ACQUIRE,
              new Moved(before, subject.state, new Reason.MasterSilent(MASTER_DOWN)));
    }

    @Test
    void waitsForAsManyAdvertsAsConfigured() {
      assertThat(backup(terms -> terms.downTimerAdverts(5)).masterDownIn()).isEqualTo(5 * S + SKEW);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 101, 255})
    void anAdvertOfAtLeastItsPriorityRestartsTheTimer(int priority) {
      var subject = backup().at(3 * S).hear(LOWER, priority);
      assertThat(subject.masterDownIn()).isEqualTo(MASTER_DOWN);
      assertThat(subject.effects).isEmpty();
    }

    @Test
    void aLowerAdvertIsDiscardedAndTheTimerContinues() {
      var subject = backup();
      var before = subject.asBackup();
      var after = subject.at(3 * S).hear(HIGHER, 99).asBackup();
      assertThat(after.watching(before.watch())).isEqualTo(before);
      assertThat(after.deadline()).isEqualTo(before.deadline());
      assertThat(after.watch().lastHeard()).isEqualTo(new State.Peer(HIGHER, 99, S, 3 * S));
      assertThat(subject.at(MASTER_DOWN).tick().state).isInstanceOf(Master.class);
    }

    @Test
    void theReplacementOfALivingLowerMasterIsAPreemption() {
      var subject = backup().at(S).hear(HIGHER, 99).at(2 * S).hear(HIGHER, 98);
      subject.at(MASTER_DOWN).tick();
      assertThat(subject.reason()).isEqualTo(new Reason.Preempted(HIGHER, 98, 100));
      assertThat(subject.reason().text())
          .isEqualTo("preempted 10.0.0.6, which advertised priority 98, ours was 100");
    }

    @Test
    void aLowerMasterThatFellSilentIsNotPreempted() {
      var subject = backup().at(S / 10).hear(LOWER, 99);
      subject.at(MASTER_DOWN).tick();
      assertThat(subject.reason()).isEqualTo(new Reason.MasterSilent(MASTER_DOWN - S / 10));
    }

    @Test
    void aMasterWhoseAdvertsAreAcceptedAgainIsNotPreemptedWhenSilent() {
      var subject = backup().at(S).hear(LOWER, 99).at(2 * S).hear(HIGHER, 150).pass(MASTER_DOWN);
      assertThat(subject.reason()).isEqualTo(new Reason.MasterSilent(MASTER_DOWN));
    }

    @Test
    void aLowerMasterThatResignsIsNotPreempted() {
      var subject = backup().at(S).hear(LOWER, 99).at(2 * S).hear(LOWER, 0).pass(SKEW);
      assertThat(subject.reason()).isEqualTo(new Reason.MasterResigned(LOWER));
    }

    @Test
    void withoutPreemptionALowerAdvertRestartsTheTimer() {
      var subject = backup(terms -> terms.noPreempt()).at(3 * S).hear(LOWER, 1);
      assertThat(subject.masterDownIn()).isEqualTo(MASTER_DOWN);
    }

    @Test
    void withoutPreemptionALostMasterIsStillReplaced() {
      var subject = backup(terms -> terms.noPreempt()).at(S).hear(LOWER, 1).pass(MASTER_DOWN);
      assertThat(subject.state).isInstanceOf(Master.class);
    }

    @Test
    void aResignationLeavesTheSkewTime() {
      var subject = backup().at(S).hear(HIGHER, 150).at(2 * S).hear(HIGHER, 0);
      assertThat(subject.masterDownIn()).isEqualTo(SKEW);
      assertThat(subject.effects).containsExactly(new Notice.ResignationHeard(HIGHER, SKEW));
      assertThat(subject.after(SKEW).tick().reason()).isEqualTo(new Reason.MasterResigned(HIGHER));
    }

    @Test
    void aResignationOfAnyRouterCounts() {
      var subject = backup().at(S).hear(HIGHER, 150).at(2 * S).hear(LOWER, 0);
      assertThat(subject.masterDownIn()).isEqualTo(SKEW);
    }

    @Test
    void aStreamOfResignationsDoesNotPostponeTheTakeover() {
      var subject = backup().at(S).hear(HIGHER, 0);
      for (int i = 0; i < 100 && subject.state instanceof Backup; i++) {
        subject.after(10 * MS).hear(HIGHER, 0);
        assertThat(subject.effects).isEmpty();
        subject.tick();
      }
      assertThat(subject.state).isInstanceOf(Master.class);
      assertThat(subject.now).isLessThan(S + SKEW + 10 * MS);
    }

    @Test
    void anAdvertAfterAResignationRestartsTheTimer() {
      var subject = backup().at(S).hear(HIGHER, 0).after(SKEW / 2).hear(LOWER, 120);
      assertThat(subject.masterDownIn()).isEqualTo(MASTER_DOWN);
      assertThat(subject.pass(MASTER_DOWN).reason())
          .isEqualTo(new Reason.MasterSilent(MASTER_DOWN));
    }

    @ParameterizedTest
    @CsvSource({"100, 200", "200, 100", "254, 1", "1, 254"})
    void aChangeOfPriorityMovesTheTimerByTheDifferenceOfTheSkews(int from, int to) {
      var subject = backup(terms -> terms.priority(from)).at(S).priority(to);
      assertThat(subject.asBackup().watch().masterDownAt()).isEqualTo(3 * S + (256 - to) * S / 256);
    }

    @Test
    void aChangeOfPriorityMovesTheTimerAfterAResignationToo() {
      var subject = backup().at(S).hear(HIGHER, 0).priority(200);
      assertThat(subject.asBackup().watch().masterDownAt()).isEqualTo(S + 56 * S / 256);
    }

    @Test
    void theSkewFollowsTheEffectivePriority() { // FRR takes the skew of the configured priority,
      // holo drops other intervals
      var subject = backup().priority(40).at(S).hear(HIGHER, 90);
      assertThat(subject.masterDownIn()).isEqualTo(3 * S + 216 * S / 256);
    }

    @Test
    void aStopEndsItAtOnce() {
      var subject = backup().on(Stop.STOP);
      assertThat(subject.state).isEqualTo(new Stopped());
      assertThat(subject.effects).doesNotContain(new Advertise(0), RELEASE);
      assertThat(subject.reason()).isEqualTo(new Reason.Stopping());
    }

    @Test
    void aStopWhileItStillServesLetsTheSuccessorsAnnouncementsSpread() {
      var subject = master().after(MS).hear(HIGHER, 200).on(Stop.STOP);
      assertThat(subject.state).isInstanceOf(Leaving.class);
      assertThat(subject.effects).isEmpty();
      subject.on(SUCCESSOR_ANNOUNCED).pass(LINGER);
      assertThat(subject.state).isEqualTo(new Stopped());
      assertThat(subject.effects).first().isEqualTo(RELEASE);
    }

    @Test
    void anEarlyOrRepeatedTickChangesNothing() {
      var subject = backup();
      var before = subject.state;
      assertThat(subject.at(S).tick().tick().state).isEqualTo(before);
      assertThat(subject.effects).isEmpty();
    }

    @Test
    void onlyTheBackupOfHighestPriorityTakesOver() { // keepalived#421
      var high = backup(terms -> terms.priority(101)).at(S).hear(HIGHER, 150);
      var low = backup().at(S).hear(HIGHER, 150);
      high.at(high.state.deadline()).tick();
      assertThat(high.state).isInstanceOf(Master.class);
      low.at(high.now + MS).hear(HIGHER, 101).tick();
      assertThat(low.state).isInstanceOf(Backup.class);
    }

    @Test
    void timersWorkAcrossTheOverflowOfTheClock() { // Seesaw times by the wall clock
      var subject = RouterUnderTest.of(TERMS).at(Long.MAX_VALUE - S).start();
      assertThat(subject.after(S / 2).tick().state).isInstanceOf(Backup.class);
      assertThat(subject.after(MASTER_DOWN - S / 2 - 1).tick().state).isInstanceOf(Backup.class);
      assertThat(subject.after(1).tick().state).isInstanceOf(Master.class);
    }
  }

  @Nested
  class WhenBfdFindsANeighbourUnreachable {

    private final RouterUnderTest subject = backup().after(S).hear(HIGHER, 200);

    @Test
    void theMasterIsReplacedAtOnce() {
      subject.after(MS).on(new MasterUnreachable(HIGHER));
      assertThat(subject.state).isInstanceOf(Master.class);
      assertThat(subject.effects).hasSize(3).startsWith(new Advertise(100), ACQUIRE);
      assertThat(subject.reason()).isEqualTo(new Reason.MasterUnreachable(HIGHER));
    }

    @Test
    void theLossOfAnotherRouterIsIgnored() {
      var before = subject.state;
      subject.after(MS).on(new MasterUnreachable(LOWER));
      assertThat(subject.state).isEqualTo(before);
      assertThat(subject.effects).isEmpty();
    }

    @Test
    void anUnknownRouterIsNotReplaced() {
      assertThat(backup().on(new MasterUnreachable(HIGHER)).state).isInstanceOf(Backup.class);
    }

    @Test
    void aMasterThatAdvertisesAgainIsYieldedTo() {
      subject.after(MS).on(new MasterUnreachable(HIGHER));
      assertThat(subject.after(MS).hear(HIGHER, 200).reason())
          .isEqualTo(new Reason.BetterHeard(HIGHER, 200, 100));
    }

    @Test
    void withoutPreemptionItIsStillReplaced() {
      var standby = backup(RouterUnderTest.Changes::noPreempt).after(S).hear(HIGHER, 1);
      assertThat(standby.on(new MasterUnreachable(HIGHER)).state).isInstanceOf(Master.class);
    }

    @Test
    void aRouterUnderAStandbyOrderReplacesItLikeASilentMaster() {
      subject.on(new StepDown(subject.now + 60 * S));
      assertThat(subject.on(new MasterUnreachable(HIGHER)).state).isInstanceOf(Master.class);
    }

    @Test
    void aMemberOfAGroupConsultsTheGroupAndKeepsTheReason() {
      var member = RouterUnderTest.of(TERMS).grouped().start().after(S).hear(HIGHER, 200);
      member.on(new MasterUnreachable(HIGHER));
      assertThat(member.asBackup().willing()).isTrue();
      assertThat(member.effects).containsExactly(new Notice.GroupNotReady());
      assertThat(member.on(new GroupPromotes("VG")).reason())
          .isEqualTo(new Reason.MasterUnreachable(HIGHER));
    }

    @Test
    void aMasterIgnoresTheEvent() {
      var master = master();
      var before = master.state;
      assertThat(master.on(new MasterUnreachable(HIGHER)).state).isEqualTo(before);
    }
  }

  @Nested
  class ALateMaster {

    /** From the last advert on: three adverts and the skew time of priority 254. */
    private static final long LIMIT = 3 * S + 2 * S / 256;

    private RouterUnderTest lateBy(long sinceTheLastAdvert) {
      var subject = master(changes -> changes.yieldingWhenLateTo(254));
      return subject.at(subject.now + sinceTheLastAdvert);
    }

    @Test
    void advertisesWhileNoOtherRouterCanHaveTakenOver() {
      var subject = lateBy(LIMIT - 1).tick();
      assertThat(subject.state).isInstanceOf(Master.class);
      assertThat(subject.effects).contains(new Advertise(100));
    }

    @Test
    void listensInSilenceBeforeItServesOn() {
      var subject = lateBy(LIMIT).tick();
      assertThat(subject.state).isInstanceOf(Leaving.class);
      assertThat(subject.reason()).isEqualTo(new Reason.Late(LIMIT - S));
      assertThat(subject.effects).doesNotContain(new Advertise(100), new Advertise(0));

      subject.pass(SUCCESSION);
      assertThat(subject.state).isInstanceOf(Master.class);
      assertThat(subject.reason()).isEqualTo(new Reason.NoSuccessor());
    }

    @Test
    void becomesBackupOfTheRouterThatItHearsMeanwhile() {
      var subject = lateBy(LIMIT).tick().after(S / 2).hear(LOWER, 50);
      assertThat(subject.state).isInstanceOf(Backup.class);
      assertThat(subject.after(S).hear(LOWER, 50).state).isInstanceOf(Backup.class);
    }

    @Test
    void yieldsAtOnceToALowerRouterWhoseAdvertWaitedInTheSocket() {
      var subject = lateBy(LIMIT).hear(LOWER, 50);
      assertThat(subject.state).isInstanceOf(Backup.class);
      assertThat(subject.reason()).isEqualTo(new Reason.Late(LIMIT - S));
      assertThat(subject.effects).doesNotContain(new Advertise(100));
    }

    @Test
    void takesALongerStallWhereTheOtherRoutersHaveALowerPriority() {
      var subject = master(changes -> changes.yieldingWhenLateTo(1));
      subject.at(subject.now + LIMIT).tick();
      assertThat(subject.state).isInstanceOf(Master.class);
    }

    @Test
    void releasesTheAddressesAtOnceWithoutHandover() {
      var subject = master(changes -> changes.yieldingWhenLateTo(254).noHandover());
      subject.at(subject.now + LIMIT).tick();
      assertThat(subject.state).isInstanceOf(Backup.class);
      assertThat(subject.effects).contains(RELEASE).doesNotContain(new Advertise(0));
    }

    @Test
    void staysMasterUnlessConfigured() {
      var subject = master(RouterUnderTest.Changes::noPreempt);
      subject.at(subject.now + 60 * S).tick();
      assertThat(subject.state).isInstanceOf(Master.class);
    }
  }

  @Nested
  class Intervals {

    @Test
    void version3LearnsTheMastersInterval() { // FRR takes the skew of the configured priority, holo
      // drops other intervals
      var subject = backup().at(S).hear(HIGHER, 150, 100 * MS);
      assertThat(subject.masterDownIn()).isEqualTo(300 * MS + 156 * 100 * MS / 256);
    }

    @Test
    void version3TakesTheSkewOfAResignationFromTheLearntInterval() {
      var subject = backup().at(S).hear(HIGHER, 150, 100 * MS).hear(HIGHER, 0, 100 * MS);
      assertThat(subject.masterDownIn()).isEqualTo(156 * 100 * MS / 256);
    }

    @Test
    void aMasterAdvertisesAtItsOwnIntervalWhateverItHadLearnt() {
      var subject = backup().at(S).hear(HIGHER, 150, 100 * MS).pass(400 * MS);
      assertThat(subject.asMaster().nextAdvertAt() - S)
          .isEqualTo(300 * MS + 156 * 100 * MS / 256 + S);
    }

    @Test
    void aFaultForgetsTheLearntInterval() {
      var subject = backup().at(S).hear(HIGHER, 150, 100 * MS);
      subject.on(new FaultRaised(LINK)).on(new FaultCleared(LINK));
      assertThat(subject.masterDownIn()).isEqualTo(MASTER_DOWN);
    }

    @Test
    void anAdvertisedIntervalOfZeroCausesNoImmediateTakeover() { // holo takes centiseconds for
      // seconds;
      // keepalived#1615: an interval of 0 floods
      var subject = backup().at(S).hear(HIGHER, 150, 0);
      assertThat(subject.masterDownIn()).isEqualTo(MASTER_DOWN);
    }

    @Test
    void version2CountsTheSkewInSecondsWhateverTheInterval() {
      var subject = backup(terms -> terms.version2().interval(10 * S));
      assertThat(subject.masterDownIn()).isEqualTo(30 * S + SKEW);
      assertThat(subject.hear(HIGHER, 0, 10 * S).masterDownIn()).isEqualTo(SKEW);
    }

    @Test
    void tenMillisecondsAreTenMilliseconds() { // holo takes centiseconds for seconds;
      // keepalived#1615: an interval of 0 floods
      var subject = backup(terms -> terms.interval(10 * MS));
      assertThat(subject.masterDownIn()).isEqualTo(30 * MS + 156 * 10 * MS / 256);
    }
  }

  /** keepalived#80, #296, #1893: contested there; {@link BackupRules} defines the meaning here. */
  @Nested
  class PreemptDelay {

    private static final long DELAY = 10 * S;

    private final RouterUnderTest subject = backup(terms -> terms.preemptDelay(DELAY));

    @Test
    void startsWithTheFirstLowerAdvertWhichRestartsTheTimer() {
      subject.at(S).hear(LOWER, 50);
      assertThat(subject.masterDownIn()).isEqualTo(MASTER_DOWN);
      assertThat(subject.asBackup().preemptAt()).isEqualTo(S + DELAY);
    }

    @Test
    void isNotExtendedByFurtherLowerAdverts() {
      subject.at(S).hear(LOWER, 50).at(2 * S).hear(LOWER, 50);
      assertThat(subject.asBackup().preemptAt()).isEqualTo(S + DELAY);
    }

    @Test
    void isCancelledByAnAdvertOfAtLeastOurPriority() {
      subject.at(S).hear(LOWER, 50).at(2 * S).hear(HIGHER, 100).at(3 * S).hear(LOWER, 50);
      assertThat(subject.asBackup().preemptAt()).isEqualTo(3 * S + DELAY);
    }

    @Test
    void endsWithTheTakeoverAMasterDownTimeAfterTheLastAcceptedAdvert() {
      for (int second = 1; second <= 10; second++) {
        subject.at(second * S).hear(LOWER, 50);
      }
      subject.at(11 * S).hear(LOWER, 50);
      assertThat(subject.masterDownIn()).isEqualTo(MASTER_DOWN - S);
      assertThat(subject.pass(MASTER_DOWN - S).state).isInstanceOf(Master.class);
      assertThat(subject.reason()).isEqualTo(new Reason.Preempted(LOWER, 50, 100));
    }

    @Test
    void neverDelaysTheReplacementOfALostMaster() {
      assertThat(subject.at(S).hear(LOWER, 50).pass(MASTER_DOWN).state).isInstanceOf(Master.class);
    }

    @Test
    void continuesAfterAResignation() {
      subject.at(S).hear(LOWER, 50).at(2 * S).hear(LOWER, 0);
      assertThat(subject.masterDownIn()).isEqualTo(SKEW);
      assertThat(subject.asBackup().preemptAt()).isEqualTo(S + DELAY);
    }

    @Test
    void isInactiveWithoutPreemption() {
      var never = backup(terms -> terms.preemptDelay(DELAY).noPreempt()).at(S).hear(LOWER, 50);
      assertThat(never.asBackup().preemptAt()).isEqualTo(Times.NEVER);
    }

    @Test
    void doesNotShortenTheWaitAfterAFault() {
      subject.on(new FaultRaised(LINK)).at(20 * S).on(new FaultCleared(LINK));
      assertThat(subject.masterDownIn()).isEqualTo(MASTER_DOWN);
      assertThat(subject.asBackup().preemptAt()).isEqualTo(Times.NEVER);
    }
  }

  /** Tests the rows of RFC 9568 section 6.4.3 with keepalived's choices. */
  @Nested
  class WhenMaster {

    @Test
    void advertisesAtEachIntervalWithoutDrift() {
      var subject = master();
      long beat = subject.asMaster().nextAdvertAt();
      subject.at(beat + 3 * MS).tick();
      assertThat(subject.effects).containsExactly(new Advertise(100));
      assertThat(subject.asMaster().nextAdvertAt()).isEqualTo(beat + S);
    }

    @Test
    void anEarlyTickSendsNothing() {
      var subject = master();
      assertThat(subject.after(S - 1).tick().effects).isEmpty();
    }

    @Test
    void advertisesOnceAfterAStallAndRestartsItsSchedule() {
      var subject = master().after(2 * S + S / 2).tick();
      assertThat(subject.effects).containsExactly(new Advertise(100));
      assertThat(subject.asMaster().nextAdvertAt()).isEqualTo(subject.now + S);
    }

    @Test
    void announcesTheAddressesAgainAfterALongStall() {
      var subject = master().after(3 * S).tick();
      assertThat(subject.effects).containsExactly(new Advertise(100), REANNOUNCE);
    }

    @Test
    void answersAResignationAtOnceAndAnnouncesTheAddresses() {
      var subject = master().after(S / 2).hear(HIGHER, 0);
      assertThat(subject.effects).containsExactly(new Advertise(100), REANNOUNCE);
      assertThat(subject.asMaster().nextAdvertAt()).isEqualTo(subject.now + S);
    }

    @Test
    void aResignationIsAnsweredEvenRightAfterAnotherAnswer() { // otherwise a third router takes
      // over
      var subject = master().after(S / 2).hear(HIGHER, 99).after(MS).hear(HIGHER, 0);
      assertThat(subject.effects).containsExactly(new Advertise(100), REANNOUNCE);
    }

    @Test
    void aSecondResignationIsAnsweredBeforeAnySkewTimeEnds() {
      var subject = master().after(S / 2).hear(HIGHER, 0).after(MS / 2).hear(LOWER, 0);
      assertThat(subject.effects).containsExactly(REANNOUNCE);
      long skewOf254 = 2 * S / 256;
      subject.pass(skewOf254 / 2);
      assertThat(subject.effects).containsExactly(new Advertise(100));
    }

    @Test
    void aFloodOfResignationsIsNotEchoedAndDoesNotStopItsAdverts() {
      var subject = master().after(S / 2);
      int sent = 0;
      for (int i = 0; i < 10_000; i++) { // ten in each millisecond
        subject.after(MS / 10).hear(HIGHER, 0);
        sent += subject.effects.contains(new Advertise(100)) ? 1 : 0;
        subject.tick();
        sent += subject.effects.contains(new Advertise(100)) ? 1 : 0;
        assertThat(subject.state).isInstanceOf(Master.class);
        assertThat(subject.state.deadline() - subject.now).isLessThanOrEqualTo(S);
      }
      assertThat(sent).isBetween(128, 256);
    }

    @Test
    void answersALowerAdvertAndAnnouncesAgain() { // MetalLB#584: no announcement after a partition
      // heals
      var subject = master().after(S / 2).hear(HIGHER, 99);
      assertThat(subject.effects)
          .containsExactly(new Advertise(100), new Notice.LowerHeard(HIGHER, 99, 100), REANNOUNCE);
      assertThat(subject.asMaster().nextAdvertAt()).isEqualTo(subject.now + S);
    }

    @Test
    void atEqualPriorityALowerAddressIsOutranked() { // Seesaw has no tie-break
      var subject = master().after(S / 2).hear(LOWER, 100);
      assertThat(subject.effects).contains(new Notice.LowerHeard(LOWER, 100, 100));
    }

    @Test
    void atEqualPriorityItYieldsToAHigherAddress() { // Seesaw has no tie-break
      var subject = master().after(S / 2).hear(HIGHER, 100);
      assertThat(subject.state).isInstanceOf(Backup.class);
      assertThat(subject.reason()).isEqualTo(new Reason.BetterHeard(HIGHER, 100, 100));
    }

    @Test
    void doesNotAnswerALowerAdvertWhenConfiguredNotTo() {
      var subject = master(terms -> terms.noAnswerToLowerPriority());
      long beat = subject.asMaster().nextAdvertAt();
      subject.after(S / 2).hear(HIGHER, 99);
      assertThat(subject.effects)
          .containsExactly(new Notice.LowerHeard(HIGHER, 99, 100), REANNOUNCE);
      assertThat(subject.asMaster().nextAdvertAt()).isEqualTo(beat);
    }

    @Test
    void doesNotEchoAFlood() {
      var subject = master().after(S / 2);
      int answers = 0;
      for (int i = 0; i < 1_000; i++) {
        subject.after(MS).hear(HIGHER, 99);
        answers += subject.effects.contains(new Advertise(100)) ? 1 : 0;
      }
      assertThat(answers).isEqualTo(4);
    }

    @Test
    void aFloodOfLowerAdvertsDoesNotStopItsAdverts() {
      var subject = master();
      long advertAt = subject.now;
      for (int i = 0; i < 5_000; i++) {
        subject.after(MS).hear(HIGHER, 99);
        advertAt = subject.effects.contains(new Advertise(100)) ? subject.now : advertAt;
        subject.tick();
        advertAt = subject.effects.contains(new Advertise(100)) ? subject.now : advertAt;
        assertThat(subject.now - advertAt).isLessThan(S);
      }
    }

    @Test
    void yieldsToABetterRouterWithoutResigningAndServesUntilItsAnnouncementsHaveSpread() {
      var subject = master().after(S / 2).hear(HIGHER, 101, 2 * S);
      assertThat(subject.effects).hasSize(2).first().isEqualTo(SILENCE);
      assertThat(subject.effects.getLast()).isInstanceOf(Moved.class);
      assertThat(subject.state.holdsAddresses()).isTrue();
      assertThat(subject.masterDownIn()).isEqualTo(6 * S + 156 * 2 * S / 256);
      subject.on(SUCCESSOR_ANNOUNCED).pass(LINGER);
      assertThat(subject.effects).containsExactly(RELEASE);
      assertThat(subject.state.holdsAddresses()).isFalse();
    }

    @Test
    void servesUntilASlowBetterRouterHasAnnouncedTheAddresses() {
      var subject = master().after(S / 2).hear(HIGHER, 101);
      subject.pass(MARGIN - LINGER - MS);
      assertThat(subject.state.holdsAddresses()).isTrue();
      subject.on(SUCCESSOR_ANNOUNCED).pass(LINGER - 1);
      assertThat(subject.state.holdsAddresses()).isTrue();
      assertThat(subject.pass(1).effects).containsExactly(RELEASE);
    }

    @Test
    void servesForTheMarginWithoutAnAnnouncement() {
      var subject = master().after(S / 2).hear(HIGHER, 101).pass(MARGIN - 1);
      assertThat(subject.state.holdsAddresses()).isTrue();
      assertThat(subject.pass(1).effects).containsExactly(RELEASE);
    }

    @Test
    void servesLongerForASuccessorWhoseAddressesWaitForATable() {
      var subject = master(terms -> terms.readiness(S)).after(S / 2).hear(HIGHER, 101);
      assertThat(subject.pass(S + MARGIN - 1).state.holdsAddresses()).isTrue();
      assertThat(subject.pass(1).effects).containsExactly(RELEASE);
    }

    @Test
    void isNotDelayedByLateOrRepeatedAnnouncements() {
      var subject = master().after(S / 2).hear(HIGHER, 101).on(SUCCESSOR_ANNOUNCED);
      subject.pass(LINGER - MS).on(SUCCESSOR_ANNOUNCED);
      assertThat(subject.pass(MS).effects).containsExactly(RELEASE);

      subject = master().after(S / 2).hear(HIGHER, 101).pass(MARGIN - MS).on(SUCCESSOR_ANNOUNCED);
      assertThat(subject.pass(MS).effects).containsExactly(RELEASE);
      assertThat(subject.on(SUCCESSOR_ANNOUNCED).state.holdsAddresses()).isFalse();
    }

    @Test
    void yieldsAtOnceWithoutHandover() {
      var subject = master(terms -> terms.noHandover()).after(S / 2).hear(HIGHER, 101);
      assertThat(subject.effects).hasSize(2).first().isEqualTo(RELEASE);
      assertThat(subject.state.holdsAddresses()).isFalse();
    }

    @Test
    void sendsALastAdvertBeforeItYieldsWhenConfigured() {
      var subject = master(terms -> terms.advertBeforeYielding()).after(S / 2).hear(HIGHER, 101);
      assertThat(subject.effects).hasSize(3).startsWith(new Advertise(100), SILENCE);
    }

    @Test
    void continuesToServeWhenTheBetterRouterIsLostAgain() {
      var subject = master().after(S / 2).hear(HIGHER, 101, 10 * MS);
      subject.pass(10 * LINGER);
      assertThat(subject.state).isInstanceOf(Master.class);
      assertThat(subject.effects).contains(ACQUIRE);
    }

    @Test
    void anAdvertFromItsOwnAddressChangesNothing() {
      var subject = master();
      var before = subject.state;
      assertThat(subject.after(S / 2).hear(OURS, 100).state).isEqualTo(before);
      assertThat(subject.effects).containsExactly(new Notice.OwnAddressHeard(OURS));
    }

    @Test
    void advertisesANewPriorityAtTheNextInterval() {
      var subject = master().after(S / 2).priority(42);
      assertThat(subject.effects).isEmpty();
      assertThat(subject.after(S / 2).tick().effects).containsExactly(new Advertise(42));
    }

    @Test
    void aFaultResignsAndReleasesAtOnce() {
      var subject = master().on(new FaultRaised(LINK));
      assertThat(subject.effects).hasSize(3).startsWith(new Advertise(0), RELEASE);
      assertThat(subject.state).isEqualTo(new Fault(Set.of(LINK), Times.NEVER, Times.NEVER));
    }

    @Test
    void aLostAddressIsGivenUpForTheSkewTime() {
      var subject = master().on(new AddressLost("203.0.113.10"));
      assertThat(subject.effects).hasSize(3).startsWith(new Advertise(0), RELEASE);
      assertThat(subject.reason()).isEqualTo(new Reason.LostAddress("203.0.113.10"));
      assertThat(subject.masterDownIn()).isEqualTo(SKEW);
    }
  }

  @Nested
  class WhenAnotherClaimsToOwnTheAddresses {

    @Test
    void itYieldsToTheHigherAddressAtOnce() {
      var subject = master(terms -> terms.priority(255)).hear(HIGHER, 255);
      assertThat(subject.state).isInstanceOf(Backup.class);
    }

    @Test
    void itYieldsToAPersistentLowerAddressAfterTwoMoreAdverts() {
      var subject = master(terms -> terms.priority(255));
      subject.hear(LOWER, 255);
      assertThat(subject.effects)
          .containsExactly(new Advertise(255), new Notice.OwnerConflict(LOWER), REANNOUNCE);
      for (int second = 1; second <= 3; second++) {
        subject.at(second * S).tick().hear(LOWER, 255);
        assertThat(subject.state).isInstanceOf(Master.class);
      }
      subject.at(4 * S).tick().hear(LOWER, 255);
      assertThat(subject.state).isInstanceOf(Backup.class);
      assertThat(subject.reason()).isEqualTo(new Reason.OwnerContested(LOWER));
    }

    @Test
    void aClaimPausedForFourIntervalsIsCountedAfresh() {
      var subject = master(terms -> terms.priority(255)).hear(LOWER, 255);
      subject.pass(4 * S).hear(LOWER, 255);
      assertThat(subject.asMaster().yieldAt()).isEqualTo(subject.now + 3 * S + S / 5);
    }

    @Test
    void itTakesTheAddressesBackWhenTheOtherOwnerIsSilent() {
      var subject = master(terms -> terms.priority(255)).hear(HIGHER, 255);
      assertThat(subject.pass(3 * S + S / 256).state).isInstanceOf(Master.class);
    }

    @Test
    void anOwnerThatIgnoresAdvertsIgnoresClaimsToo() {
      var subject = master(terms -> terms.priority(255).ownerIgnoresAdverts());
      var before = subject.state;
      assertThat(subject.hear(HIGHER, 255).state).isEqualTo(before);
    }
  }

  @Nested
  class StepDownAndStandby {

    @Test
    void resignsAndServesUntilTheSuccessorAdvertises() {
      var subject = master().on(new StepDown(60 * S));
      assertThat(subject.effects).hasSize(3).startsWith(new Advertise(0), SILENCE);
      assertThat(subject.state.holdsAddresses()).isTrue();
      assertThat(subject.state.label()).isEqualTo(VrrpState.MASTER);
      subject.after(SKEW).hear(LOWER, 50);
      assertThat(subject.reason()).isEqualTo(new Reason.SuccessorHeard(LOWER, 50));
      subject.on(SUCCESSOR_ANNOUNCED);
      assertThat(subject.asBackup().servingUntil()).isEqualTo(subject.now + LINGER);
      assertThat(subject.pass(LINGER).effects).containsExactly(RELEASE);
    }

    @Test
    void doesNotPreemptALowerMasterUntilTheOrderEnds() {
      var subject = master().on(new StepDown(60 * S)).after(SKEW).hear(LOWER, 50);
      assertThat(subject.at(59 * S).hear(LOWER, 50).masterDownIn()).isEqualTo(MASTER_DOWN);
      assertThat(subject.at(60 * S).hear(LOWER, 50).masterDownIn()).isEqualTo(MASTER_DOWN - S);
    }

    @Test
    void isRevokedByResume() {
      var subject = backup().on(new StepDown(60 * S)).on(Resume.RESUME);
      assertThat(subject.at(S).hear(LOWER, 50).masterDownIn()).isEqualTo(MASTER_DOWN - S);
    }

    @Test
    void isRevokedByResumeDuringTheHandover() {
      var subject = master().on(new StepDown(60 * S)).on(Resume.RESUME);
      assertThat(subject.asLeaving().standbyUntil()).isEqualTo(Times.NEVER);
    }

    @Test
    void causesNoOutageWithoutASuccessor() {
      var subject = master().on(new StepDown(600 * S)).pass(SUCCESSION);
      assertThat(subject.state).isInstanceOf(Master.class);
      assertThat(subject.effects).startsWith(new Advertise(100), ACQUIRE).doesNotContain(RELEASE);
      assertThat(subject.reason()).isEqualTo(new Reason.NoSuccessor());
    }

    @Test
    void withoutHandoverReleasesAtOnceAndReturnsAsSoon() {
      var subject = master(terms -> terms.noHandover()).on(new StepDown(600 * S));
      assertThat(subject.effects).hasSize(3).startsWith(new Advertise(0), RELEASE);
      assertThat(subject.masterDownIn()).isEqualTo(SUCCESSION);
      assertThat(subject.asBackup().standbyUntil()).isEqualTo(600 * S);
    }

    @Test
    void remainsInForceAfterAFault() {
      var subject = backup().on(new StepDown(60 * S));
      subject.on(new FaultRaised(LINK)).on(new FaultCleared(LINK));
      assertThat(subject.asBackup().standbyUntil()).isEqualTo(60 * S);
    }

    @Test
    void keepsAnOwnerBackupAndMakesItAcceptAdverts() {
      var subject = master(terms -> terms.priority(255).ownerIgnoresAdverts());
      subject.on(new StepDown(60 * S)).after(S / 2).hear(LOWER, 50);
      subject.on(new FaultRaised(LINK)).on(new FaultCleared(LINK));
      assertThat(subject.state).isInstanceOf(Backup.class);
      subject.after(2 * S).hear(LOWER, 50);
      assertThat(subject.masterDownIn()).isEqualTo(3 * S + S / 256);
      subject.at(60 * S).hear(LOWER, 50);
      assertThat(subject.tick().state).isInstanceOf(Master.class);
    }

    @Test
    void anOwnerAsLastResortClaimsNothing() {
      var subject = master(terms -> terms.priority(255).ownerIgnoresAdverts());
      subject.on(new StepDown(600 * S)).priority(1);
      assertThat(subject.pass(SUCCESSION).effects).startsWith(new Advertise(1));
      assertThat(subject.hear(LOWER, 50).reason()).isEqualTo(new Reason.BetterHeard(LOWER, 50, 1));
    }

    @Test
    void anOwnerThatRecoversUnderAnOrderWaitsLikeOtherRouters() {
      var subject = master(terms -> terms.priority(255));
      subject.on(new StepDown(600 * S)).priority(1).pass(SUCCESSION);
      subject.on(new FaultRaised(LINK)).on(new FaultCleared(LINK));
      assertThat(subject.state).isInstanceOf(Backup.class);
    }

    @Test
    void stillReplacesALostMaster() {
      var subject = backup().on(new StepDown(60 * S)).at(S).hear(LOWER, 50).pass(MASTER_DOWN);
      assertThat(subject.state).isInstanceOf(Master.class);
    }
  }

  @Nested
  class WhenLeaving {

    @Test
    void aStopServesUntilTheSuccessorIsKnownToAll() {
      var subject = master().on(Stop.STOP);
      assertThat(subject.effects).hasSize(3).startsWith(new Advertise(0), SILENCE);
      subject.after(SKEW).hear(LOWER, 50);
      assertThat(subject.effects).isEmpty();
      subject.on(SUCCESSOR_ANNOUNCED);
      assertThat(subject.after(LINGER - 1).tick().state.holdsAddresses()).isTrue();
      assertThat(subject.after(1).tick().state).isEqualTo(new Stopped());
      assertThat(subject.effects).hasSize(2).first().isEqualTo(RELEASE);
      assertThat(subject.reason()).isEqualTo(new Reason.SuccessorHeard(LOWER, 50));
    }

    @Test
    void aStopWithoutSuccessorServesAsLongAsOneMayCome() {
      var subject = master().on(Stop.STOP);
      assertThat(subject.after(SUCCESSION - 1).tick().state).isInstanceOf(Leaving.class);
      assertThat(subject.after(1).tick().state).isEqualTo(new Stopped());
      assertThat(subject.reason()).isEqualTo(new Reason.NoSuccessor());
    }

    @Test
    void aStopWaitsForTheTableOfASuccessorAndNoLongerForItsAdvert() {
      var subject = master(terms -> terms.readiness(S)).on(Stop.STOP).after(S / 2).hear(HIGHER, 90);
      assertThat(subject.after(S + MARGIN - 1).tick().state.holdsAddresses()).isTrue();
      assertThat(subject.after(1).tick().state).isInstanceOf(Stopped.class);

      subject = master(terms -> terms.readiness(S)).on(Stop.STOP).after(SUCCESSION).tick();
      assertThat(subject.state).isInstanceOf(Stopped.class);
    }

    @Test
    void aStopWaitsTheMarginForASilentSuccessor() {
      var subject = master().on(Stop.STOP).after(SKEW).hear(LOWER, 50);
      assertThat(subject.after(MARGIN - 1).tick().state.holdsAddresses()).isTrue();
      assertThat(subject.after(1).tick().state).isEqualTo(new Stopped());
    }

    @Test
    void anAnnouncementWithoutAnAdvertIsNotASuccessor() {
      var subject = master().on(Stop.STOP);
      var before = subject.state;
      assertThat(subject.after(MS).on(SUCCESSOR_ANNOUNCED).state).isEqualTo(before);
    }

    @Test
    void aStopWithoutHandoverReleasesAtOnce() {
      var subject = master(terms -> terms.noHandover()).on(Stop.STOP);
      assertThat(subject.state).isEqualTo(new Stopped());
      assertThat(subject.effects).hasSize(3).startsWith(new Advertise(0), RELEASE);
    }

    @Test
    void doesNotAdvertise() {
      var subject = master().on(Stop.STOP).pass(SUCCESSION - 1);
      assertThat(subject.effects).isEmpty();
    }

    @Test
    void aResignationOrItsOwnEchoIsNotASuccessor() {
      var subject = master().on(Stop.STOP);
      var before = subject.state;
      assertThat(subject.hear(HIGHER, 0).hear(OURS, 100).state).isEqualTo(before);
    }

    @Test
    void aSecondAdvertOfTheSuccessorDoesNotExtendIt() {
      var subject = master().on(Stop.STOP).after(SKEW).hear(LOWER, 50);
      long until = subject.state.deadline();
      assertThat(subject.after(MS).hear(LOWER, 50).state.deadline()).isEqualTo(until);
    }

    @Test
    void aStopAfterAStepDownEndsItLikeAStop() {
      var subject = master().on(new StepDown(60 * S)).on(Stop.STOP).pass(SUCCESSION);
      assertThat(subject.state).isEqualTo(new Stopped());
    }

    @Test
    void aFaultReleasesAtOnceWithoutASecondResignation() {
      var subject = master().on(new StepDown(60 * S)).on(new FaultRaised(LINK));
      assertThat(subject.state).isEqualTo(new Fault(Set.of(LINK), Times.NEVER, 60 * S));
      assertThat(subject.effects).hasSize(2).first().isEqualTo(RELEASE);
    }

    @Test
    void aFaultWhileItStopsIsTheEnd() {
      var subject = master().on(Stop.STOP).on(new FaultRaised(LINK));
      assertThat(subject.state).isEqualTo(new Stopped());
      assertThat(subject.effects).first().isEqualTo(RELEASE);
    }

    @Test
    void noEventLeavesTheStoppedState() {
      var subject = master().on(Stop.STOP).pass(SUCCESSION);
      for (Event event :
          List.of(Event.Tick.TICK, Resume.RESUME, new FaultRaised(LINK), new GroupPromotes("VG"))) {
        assertThat(subject.on(event).state).isEqualTo(new Stopped());
        assertThat(subject.effects).isEmpty();
      }
    }
  }

  /** Faults are a set of reasons, whereas keepalived has one bit for all links. */
  @Nested
  class WhenFault {

    @Test
    void endsOnlyWithTheLastReason() {
      var subject =
          backup()
              .on(new FaultRaised(LINK))
              .on(new FaultRaised(new InterfaceDown("eth1")))
              .on(new FaultCleared(LINK));
      assertThat(subject.state)
          .isEqualTo(new Fault(Set.of(new InterfaceDown("eth1")), Times.NEVER, Times.NEVER));
      assertThat(subject.effects).isEmpty();
      subject.at(9 * S).on(new FaultCleared(new InterfaceDown("eth1")));
      assertThat(subject.masterDownIn()).isEqualTo(MASTER_DOWN);
      assertThat(subject.effects).first().isEqualTo(ANNOUNCE_SOURCE);
    }

    @Test
    void aReasonRaisedTwiceIsClearedOnce() {
      var subject =
          backup().on(new FaultRaised(LINK)).on(new FaultRaised(LINK)).on(new FaultCleared(LINK));
      assertThat(subject.state).isInstanceOf(Backup.class);
    }

    @Test
    void clearingAReasonThatWasNotRaisedChangesNothing() {
      var subject = backup().on(new FaultRaised(LINK)).on(new FaultCleared(TRACK));
      assertThat(subject.state).isEqualTo(new Fault(Set.of(LINK), Times.NEVER, Times.NEVER));
    }

    @Test
    void listsItsReasonsInTheirOrder() {
      var subject =
          backup()
              .on(new FaultRaised(TRACK))
              .on(new FaultRaised(LINK))
              .on(new FaultRaised(UNDECIDED));
      assertThat(((Fault) subject.state).reasons()).containsExactly(TRACK, LINK, UNDECIDED);
    }

    @Test
    void sendsNothingAndIgnoresAdverts() {
      var subject = master().on(new FaultRaised(LINK));
      var before = subject.state;
      subject.hear(HIGHER, 0).after(100 * S).tick().priority(200);
      assertThat(subject.state).isEqualTo(before);
      assertThat(subject.state.deadline()).isEqualTo(Times.NEVER);
      assertThat(subject.effects).isEmpty();
    }

    @Test
    void anOwnerBecomesMasterAtOnceWhenItEnds() {
      var subject = master(terms -> terms.priority(255)).on(new FaultRaised(LINK));
      subject.after(S).on(new FaultCleared(LINK));
      assertThat(subject.state).isInstanceOf(Master.class);
      assertThat(subject.effects).startsWith(ANNOUNCE_SOURCE, new Advertise(255), ACQUIRE);
    }

    @Test
    void aStopEndsIt() {
      assertThat(backup().on(new FaultRaised(LINK)).on(Stop.STOP).state).isEqualTo(new Stopped());
    }
  }

  @Nested
  class InASyncGroup {

    @Test
    void consultsTheGroupInsteadOfBecomingMaster() {
      var subject = backup().grouped().at(MASTER_DOWN).tick();
      assertThat(subject.asBackup().willing()).isTrue();
      assertThat(subject.masterDownIn()).isEqualTo(S + S / 256);
      assertThat(subject.effects).containsExactly(new Notice.GroupNotReady());
    }

    @Test
    void reportsOnceThatTheGroupIsNotReady() {
      var subject = backup().grouped().pass(MASTER_DOWN + 5 * S);
      assertThat(subject.effects).containsExactly(new Notice.GroupNotReady());
    }

    @Test
    void countsItsSkewInSecondsInVersion2() {
      var subject = backup(terms -> terms.version2().interval(10 * S)).grouped();
      subject.at(subject.state.deadline()).tick();
      assertThat(subject.masterDownIn()).isEqualTo(10 * S + S / 256);
    }

    @Test
    void isNoLongerWillingWhenTheMasterIsBack() {
      var subject = backup().grouped().at(MASTER_DOWN).tick().hear(HIGHER, 150);
      assertThat(subject.asBackup().willing()).isFalse();
    }

    @Test
    void becomesMasterWhenTheGroupPromotes() {
      var subject = backup().grouped().at(MASTER_DOWN).tick().on(new GroupPromotes("VG"));
      assertThat(subject.effects).startsWith(new Advertise(100), ACQUIRE);
      assertThat(subject.reason()).isEqualTo(new Reason.MasterSilent(MASTER_DOWN));
    }

    @Test
    void resignsWhenTheGroupDemotesAndServesUntilTheSuccessorAdvertises() {
      var subject = master().grouped().on(new GroupDemotes("VG"));
      assertThat(subject.effects).hasSize(3).startsWith(new Advertise(0), SILENCE);
      assertThat(subject.state.holdsAddresses()).isTrue();
      assertThat(subject.reason()).isEqualTo(new Reason.GroupFollowed("VG"));
      assertThat(subject.hear(HIGHER, 150).state).isInstanceOf(Backup.class);
    }

    @Test
    void withoutASuccessorTheGroupDecides() {
      var subject = master().grouped().on(new GroupDemotes("VG")).after(SUCCESSION).tick();
      assertThat(subject.asBackup().willing()).isTrue();
      assertThat(subject.state.holdsAddresses()).isTrue();
      assertThat(subject.effects).doesNotContain(RELEASE);
      assertThat(subject.on(new GroupPromotes("VG")).state).isInstanceOf(Master.class);
    }
  }

  @Nested
  class UnderOtherTerms {

    @Test
    void aMasterAdvertisesNewTermsAtOnceAndStaysMaster() {
      var subject = master().after(S / 2).on(new Event.TermsChanged(42));

      assertThat(subject.state).isInstanceOf(Master.class);
      assertThat(subject.effects).containsExactly(new Effect.Advertise(100));
      assertThat(subject.state.deadline()).isEqualTo(subject.now + S);
    }

    @Test
    void aBackupsTimerFollowsTheNewTermsFromItsStart() {
      var subject = backup().hear(HIGHER, 150).after(S / 2);
      long heardAt = subject.now - S / 2;

      subject.on(new Event.TermsChanged(42));

      assertThat(subject.asBackup().watch().masterDownAt())
          .isEqualTo(heardAt + subject.router.masterDownNanos(S));
      assertThat(subject.effects).isEmpty();
    }
  }

  @Nested
  class InAnyState {

    private static final List<Event> EVENTS =
        List.of(
            Event.Tick.TICK,
            SUCCESSOR_ANNOUNCED,
            new Event.Heard(HIGHER, 0, S),
            new Event.Heard(LOWER, 1, S),
            new Event.Heard(OURS, 100, S),
            new Event.Heard(HIGHER, 255, 0),
            new Event.PriorityChanged(42),
            new Event.TermsChanged(42),
            new FaultRaised(LINK),
            new FaultRaised(TRACK),
            new FaultCleared(LINK),
            new FaultCleared(TRACK),
            new AddressLost("203.0.113.10"),
            new StepDown(900 * S),
            Resume.RESUME,
            new GroupPromotes("VG"),
            new GroupDemotes("VG"),
            Stop.STOP);

    static List<RouterUnderTest> subjects() {
      return List.of(
          RouterUnderTest.of(TERMS).start(Set.of(), false, 30 * S),
          backup(),
          backup().grouped().at(MASTER_DOWN).tick(),
          master(),
          master(terms -> terms.noHandover()),
          master(terms -> terms.priority(255)),
          master().hear(HIGHER, 200),
          master().on(new StepDown(900 * S)),
          master().on(Stop.STOP),
          backup().on(new FaultRaised(LINK)),
          backup().on(Stop.STOP));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void everyEventIsHandledAndTheEffectsMatchTheState(RouterUnderTest subject) {
      var before = subject.state;
      var start = subject.now;
      for (long delay : new long[] {0, S, 100 * S}) {
        for (var event : EVENTS) {
          subject.state = before;
          subject.at(start + delay).on(event);
          assertThat(held(before.holdsAddresses(), subject.effects))
              .as("%s on %s", event, before)
              .isEqualTo(subject.state.holdsAddresses());
          assertThat(subject.effects.stream().filter(Moved.class::isInstance).count())
              .as("%s on %s", event, before)
              .isEqualTo(isReported(before, subject.state) ? 1 : 0);
        }
      }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void theLastOfSeveralRenewalsAloneDecides(RouterUnderTest subject) {
      var before = subject.state;
      var start = subject.now;
      for (int priority : new int[] {0, 1, 99, 100, 200, 255}) {
        var advert = new Event.Heard(HIGHER, priority, S);
        subject.state = before;
        var heard = subject.at(start + S).on(advert).state;
        if (Election.onlyRenews(subject.router, heard, advert)) {
          var last = subject.at(start + 3 * S).on(advert).state;
          subject.state = heard;
          subject.at(start + 2 * S).on(advert).at(start + 3 * S).on(advert);
          assertThat(subject.state).isEqualTo(last);
          assertThat(subject.effects).isEmpty();
        }
      }
    }

    @Test
    void anAdvertOnlyRenewsWhatABackupHeeds() {
      var backup = backup();
      assertThat(backup.isOnlyRenewedBy(100)).isTrue();
      assertThat(backup.isOnlyRenewedBy(99)).as("preempted").isFalse();
      assertThat(backup.isOnlyRenewedBy(0)).as("a resignation").isFalse();
      assertThat(backup(terms -> terms.noPreempt()).isOnlyRenewedBy(99)).isTrue();
      assertThat(master().isOnlyRenewedBy(200)).isFalse();
    }

    private static boolean held(boolean before, List<Effect> effects) {
      boolean held = before;
      for (var effect : effects) {
        held = effect == ACQUIRE || (held && effect != RELEASE);
      }
      return held;
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void onlyAMasterAnnounces(RouterUnderTest subject) {
      var before = subject.state;
      var start = subject.now;
      for (long delay : new long[] {0, S, 100 * S}) {
        for (var event : EVENTS) {
          subject.state = before;
          subject.at(start + delay).on(event);
          assertThat(announces(before instanceof Master, subject.effects))
              .as("%s on %s", event, before)
              .isEqualTo(subject.state instanceof Master);
        }
      }
    }

    private static boolean announces(boolean before, List<Effect> effects) {
      boolean announces = before;
      for (var effect : effects) {
        announces = effect == ACQUIRE || (announces && effect != RELEASE && effect != SILENCE);
      }
      return announces;
    }

    private static boolean isReported(State from, State to) {
      boolean servesToTheEnd = from instanceof Backup && to instanceof Leaving;
      return from.getClass() != to.getClass() && !servesToTheEnd;
    }
  }
}
