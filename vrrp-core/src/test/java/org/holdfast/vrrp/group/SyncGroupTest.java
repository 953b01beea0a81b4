package org.holdfast.vrrp.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.ElectionTerms.Handover;
import org.holdfast.vrrp.VrrpVersion;
import org.holdfast.vrrp.election.Effect;
import org.holdfast.vrrp.election.Election;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.Event.FaultCleared;
import org.holdfast.vrrp.election.Event.FaultRaised;
import org.holdfast.vrrp.election.Event.GroupDemotes;
import org.holdfast.vrrp.election.Event.GroupPromotes;
import org.holdfast.vrrp.election.FaultReason;
import org.holdfast.vrrp.election.FaultReason.GroupFault;
import org.holdfast.vrrp.election.FaultReason.GroupUndecided;
import org.holdfast.vrrp.election.FaultReason.InterfaceDown;
import org.holdfast.vrrp.election.FaultReason.TrackUndecided;
import org.holdfast.vrrp.election.Router;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.election.State.Backup;
import org.holdfast.vrrp.election.State.Fault;
import org.holdfast.vrrp.election.State.Leaving;
import org.holdfast.vrrp.election.State.Master;
import org.holdfast.vrrp.election.State.Starting;
import org.holdfast.vrrp.election.State.Stopped;
import org.holdfast.vrrp.election.State.Watch;
import org.holdfast.vrrp.election.Times;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.group.SyncGroup.Directive;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SyncGroupTest {

  private static final SyncGroup GROUP = new SyncGroup("VG");
  private static final FaultReason SHARED = new GroupFault("VG");
  private static final FaultReason ETH0 = new InterfaceDown("eth0");
  private static final FaultReason ETH1 = new InterfaceDown("eth1");

  private static final State MASTER = new Master(0, 0, 0, null, Times.NEVER);
  private static final State WAITING = backup(false);
  private static final State WILLING = backup(true);
  private static final State STARTING = new Starting(0, Times.NEVER);
  private static final State LEAVING = new Leaving(0, false, Times.NEVER, null);
  private static final State STOPPING = new Leaving(0, true, Times.NEVER, null);

  private static State backup(boolean willing) {
    var watch = new Watch(0, 0, 1, null, Watch.Standing.EXPECTED, null);
    return new Backup(watch, Times.NEVER, Times.NEVER, Times.NEVER, willing);
  }

  private static State fault(FaultReason... reasons) {
    return new Fault(Set.of(reasons), Times.NEVER, Times.NEVER);
  }

  private static List<Directive> settle(State... members) {
    return GROUP.settle(List.of(members));
  }

  private static Directive promote(int index) {
    return new Directive(index, new GroupPromotes("VG"));
  }

  private static Directive demote(int index) {
    return new Directive(index, new GroupDemotes("VG"));
  }

  private static State hearing(int priority) {
    var heard = new State.Peer(IpAddress.of("10.0.0.9"), priority, 1, 0);
    var watch = new Watch(0, 0, 1, heard, Watch.Standing.EXPECTED, null);
    return new Backup(watch, Times.NEVER, Times.NEVER, Times.NEVER, false);
  }

  /** Gathers the members, all with priority 100. */
  private static List<Directive> gather(State... members) {
    return GROUP.gather(List.of(members), Collections.nCopies(members.length, 100));
  }

  @Nested
  class AfterAReload {

    @Test
    void aNewMemberBecomesMasterWithTheOthers() {
      assertThat(gather(MASTER, MASTER, WAITING)).containsExactly(promote(2));
      assertThat(gather(WILLING, MASTER)).containsExactly(promote(0));
    }

    @Test
    void aMemberThatHearsALowerRouterReplacesIt() {
      assertThat(gather(MASTER, hearing(99))).containsExactly(promote(1));
    }

    @Test
    void aMemberWithAnEqualOrBetterMasterStaysBackupAndTheOthersStayMaster() {
      assertThat(gather(MASTER, hearing(100))).isEmpty();
      assertThat(gather(MASTER, hearing(150))).isEmpty();
    }

    @Test
    void noMemberBecomesMasterWhereNoneIs() {
      assertThat(gather(WAITING, WILLING, LEAVING)).isEmpty();
    }

    @Test
    void anUndecidedTrackIsNotAFaultOfTheOthers() {
      var undecided = fault(new TrackUndecided("script", "s"));
      assertThat(gather(MASTER, undecided)).isEmpty();
      assertThat(settle(MASTER, undecided)).isNotEmpty();
    }

    @Test
    void aFaultIsSharedByAll() {
      assertThat(gather(MASTER, fault(ETH0)))
          .containsExactly(new Directive(0, new FaultRaised(SHARED)));
    }
  }

  @Nested
  class Waiting {

    private final FaultReason script = new TrackUndecided("script", "web");
    private final FaultReason shared = new GroupUndecided("VG");

    @Test
    void aMemberWithAnUndecidedTrackDelaysTheOthersWithoutAFault() {
      assertThat(settle(fault(script), WAITING))
          .containsExactly(new Directive(1, new FaultRaised(shared)));
      assertThat(settle(fault(script), fault(shared))).isEmpty();
      assertThat(fault(shared).label()).isEqualTo(VrrpState.INIT);
      assertThat(settle(WAITING, fault(shared)))
          .containsExactly(new Directive(1, new FaultCleared(shared)));
    }

    @Test
    void aFaultIsSharedWithAWaitingMember() {
      assertThat(settle(fault(ETH0), fault(script)))
          .containsExactly(
              new Directive(1, new FaultRaised(SHARED)), new Directive(0, new FaultRaised(shared)));
    }
  }

  @Nested
  class Mastership {

    @Test
    void isGrantedToAllWhenAllAreWilling() {
      assertThat(settle(WILLING, WILLING)).containsExactly(promote(0), promote(1));
    }

    @Test
    void isGrantedToTheRestWhenSomeAreMaster() {
      assertThat(settle(MASTER, WILLING, MASTER)).containsExactly(promote(1));
    }

    @Test
    void isVetoedByAWaitingMember() {
      assertThat(settle(WILLING, WAITING)).isEmpty();
    }

    @Test
    void isVetoedByAStartingOrStoppedMember() {
      assertThat(settle(WILLING, STARTING)).isEmpty();
      assertThat(settle(WILLING, new Stopped())).isEmpty();
    }

    @Test
    void isWithdrawnFromAllWhenOneLosesIt() {
      assertThat(settle(WAITING, MASTER, MASTER)).containsExactly(demote(1), demote(2));
    }

    @Test
    void isWithdrawnFromAllWhenOneGivesItUp() {
      assertThat(settle(LEAVING, MASTER)).containsExactly(demote(1));
    }

    @Test
    void isNotWithdrawnFromStoppingOrStartingMembers() {
      assertThat(settle(STOPPING, MASTER)).isEmpty();
      assertThat(settle(new Stopped(), MASTER)).isEmpty();
      assertThat(settle(STARTING, MASTER)).isEmpty();
    }

    @Test
    void needsNoDirectiveWhenAllMembersAgree() {
      assertThat(settle(MASTER, MASTER)).isEmpty();
      assertThat(settle(WAITING, WAITING)).isEmpty();
      assertThat(settle(LEAVING, WAITING)).isEmpty();
    }
  }

  @Nested
  class Faults {

    @Test
    void ofOneMemberAreFaultsOfAll() {
      assertThat(settle(fault(ETH0), MASTER, WAITING, STARTING, LEAVING))
          .containsExactly(
              new Directive(1, new FaultRaised(SHARED)),
              new Directive(2, new FaultRaised(SHARED)),
              new Directive(3, new FaultRaised(SHARED)),
              new Directive(4, new FaultRaised(SHARED)));
    }

    @Test
    void areSharedOnce() {
      assertThat(settle(fault(ETH0), fault(SHARED))).isEmpty();
    }

    @Test
    void doNotReachStoppingMembers() {
      assertThat(settle(fault(ETH0), STOPPING)).isEmpty();
      assertThat(settle(fault(ETH0), new Stopped())).isEmpty();
    }

    @Test
    void ofTwoMembersKeepBothInFault() {
      assertThat(settle(fault(ETH0), fault(ETH1)))
          .containsExactly(
              new Directive(0, new FaultRaised(SHARED)), new Directive(1, new FaultRaised(SHARED)));
      assertThat(settle(fault(SHARED), fault(ETH1, SHARED)))
          .containsExactly(new Directive(1, new FaultCleared(SHARED)));
    }

    @Test
    void endForAllWithTheLast() {
      assertThat(settle(WAITING, fault(SHARED), fault(SHARED)))
          .containsExactly(
              new Directive(1, new FaultCleared(SHARED)),
              new Directive(2, new FaultCleared(SHARED)));
    }
  }

  /** Two real members, and the inputs that their shells would provide. */
  @Nested
  class InConcert {

    private static final long S = 1_000_000_000;
    private static final long DOWN = 3 * S + 156 * S / 256;
    private static final IpAddress PEER = IpAddress.of("10.0.0.9");

    private final Router router =
        new Router(
            new ElectionTerms(
                VrrpVersion.V3,
                100,
                Duration.ofSeconds(1),
                true,
                Duration.ZERO,
                3,
                new ElectionTerms.AdvertPolicy(true, false, false),
                new Handover(true, Duration.ofMillis(50), Duration.ofMillis(100))),
            100,
            IpAddress.of("10.0.0.5"),
            true);
    private final State[] members = {
      Election.start(router, Times.NEVER, 0).state(), Election.start(router, Times.NEVER, 0).state()
    };

    private List<Effect> send(int index, Event event, long now) {
      var step = Election.next(router, members[index], event, now);
      members[index] = step.state();
      var effects = new ArrayList<>(step.effects());
      for (var directive : GROUP.settle(Arrays.asList(members))) {
        effects.addAll(send(directive.index(), directive.event(), now));
      }
      return effects;
    }

    private void becomeMasters() {
      send(0, Event.Tick.TICK, DOWN);
      send(1, Event.Tick.TICK, DOWN);
    }

    @Test
    void membersWaitForTheLastOne() {
      send(1, new Event.Heard(PEER, 150, S), S);
      send(0, Event.Tick.TICK, DOWN);
      assertThat(members).allMatch(Backup.class::isInstance);
      send(1, Event.Tick.TICK, S + DOWN);
      assertThat(members).allMatch(Master.class::isInstance);
    }

    @Test
    void whenOneMemberYieldsTheOtherResigns() {
      becomeMasters();
      var effects = send(0, new Event.Heard(PEER, 150, S), DOWN + 1);
      assertThat(members[0]).isInstanceOf(Backup.class);
      assertThat(members[1]).isInstanceOf(Leaving.class);
      assertThat(effects).containsOnlyOnce(new Effect.Advertise(0));
    }

    @Test
    void aStepDownOfOneMemberIsAStepDownOfAll() {
      becomeMasters();
      send(0, new Event.StepDown(99 * S), DOWN + 1);
      assertThat(members).allMatch(Leaving.class::isInstance);
    }

    @Test
    void withoutSuccessorsMembersBecomeMastersAgainWithoutAGap() {
      becomeMasters();
      send(0, new Event.StepDown(99 * S), DOWN);
      var effects = send(0, Event.Tick.TICK, members[0].deadline());
      effects.addAll(send(1, Event.Tick.TICK, members[1].deadline()));
      assertThat(members).allMatch(Master.class::isInstance);
      assertThat(effects).doesNotContain(Effect.Release.RELEASE);
    }

    @Test
    void anAddressLostByOneMakesAllYieldAndReturn() {
      becomeMasters();
      send(0, new Event.AddressLost("203.0.113.10"), DOWN);
      assertThat(members[0]).isInstanceOf(Backup.class);
      assertThat(members[1]).isInstanceOf(Leaving.class);
      send(0, Event.Tick.TICK, members[0].deadline());
      send(1, Event.Tick.TICK, members[1].deadline());
      assertThat(members).allMatch(Master.class::isInstance);
    }

    @Test
    void aFaultOfOneStopsTheOtherEvenDuringItsHandover() {
      becomeMasters();
      send(0, new Event.StepDown(99 * S), DOWN + 1);
      var effects = send(0, new FaultRaised(ETH0), DOWN + 2);
      assertThat(members).allMatch(Fault.class::isInstance);
      assertThat(effects).contains(Effect.Release.RELEASE);
    }

    @Test
    void noMemberLeavesFaultBeforeTheLastOwnFaultIsCleared() {
      send(0, new FaultRaised(ETH0), 1);
      send(1, new FaultRaised(ETH1), 2);
      var effects = send(0, new FaultCleared(ETH0), 3);
      assertThat(members).allMatch(Fault.class::isInstance);
      assertThat(effects).isEmpty();
      send(1, new FaultCleared(ETH1), 4);
      assertThat(members).allMatch(Backup.class::isInstance);
    }
  }
}
