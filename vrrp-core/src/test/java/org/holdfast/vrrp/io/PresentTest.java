package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.VrrpVersion;
import org.holdfast.vrrp.election.FaultReason;
import org.holdfast.vrrp.election.Router;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.election.State.Peer;
import org.holdfast.vrrp.election.State.Watch;
import org.holdfast.vrrp.election.State.Watch.Standing;
import org.holdfast.vrrp.election.Times;
import org.holdfast.vrrp.io.InstanceStatus.LinkStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresentTest {

  private static final long SECOND = 1_000_000_000;
  private static final long NOW = 1000 * SECOND;
  private static final long MASTER_DOWN_AT = NOW + 3 * SECOND;

  private boolean preempt = true;
  private int priority = 100;
  private GroupMembership group = GroupMembership.NONE;
  private boolean isGrouped;
  private List<LinkStatus> links = List.of();

  private String words(State state) {
    var terms =
        new ElectionTerms(
            VrrpVersion.V3,
            100,
            Duration.ofSeconds(1),
            preempt,
            Duration.ZERO,
            3,
            new ElectionTerms.AdvertPolicy(true, false, false),
            new ElectionTerms.Handover(true, Duration.ofMillis(50), Duration.ofMillis(100)));
    var router = new Router(terms, priority, IpAddress.of("10.0.0.5"), isGrouped);
    return Present.words(router, state, group, links, NOW);
  }

  private static Peer peer(int priority) {
    return heard(priority, NOW - SECOND / 2);
  }

  private static Peer silent(int priority) {
    return heard(priority, NOW - 5 * SECOND);
  }

  private static Peer heard(int priority, long at) {
    return new Peer(IpAddress.of("10.0.0.6"), priority, SECOND, at);
  }

  private static State.Backup watching(@Nullable Peer master) {
    return watching(master, Standing.EXPECTED);
  }

  private static State.Backup watching(@Nullable Peer master, Standing standing) {
    return backup(watch(master, standing, null), Times.NEVER, Times.NEVER);
  }

  private static Watch watch(@Nullable Peer master, Standing standing, @Nullable Peer lower) {
    return new Watch(MASTER_DOWN_AT, NOW, SECOND, master, standing, lower);
  }

  private static State.Backup backup(Watch watch, long preemptAt, long servingUntil) {
    return new State.Backup(watch, preemptAt, servingUntil, Times.NEVER, false);
  }

  private static State.Fault fault(FaultReason... reasons) {
    return new State.Fault(new LinkedHashSet<>(List.of(reasons)), Times.NEVER, Times.NEVER);
  }

  @Test
  void aStartNamesTheEndOfItsDelayWhileItRuns() {
    assertThat(words(new State.Starting(NOW + 12 * SECOND, Times.NEVER)))
        .isEqualTo("the start-up delay ends in 12.00 s");
    assertThat(words(new State.Starting(NOW, Times.NEVER))).isEqualTo("it starts");
    assertThat(words(new State.Starting(NOW, NOW + SECOND, Times.NEVER)))
        .isEqualTo(
            "it starts; it still serves until its successor has announced the addresses, for 1.00 s"
                + " at most");
  }

  @Test
  void aMasterNamesALivingRivalOnly() {
    assertThat(words(master(null))).isEqualTo("it hears no other master");
    assertThat(words(master(silent(80)))).isEqualTo("it hears no other master");
    assertThat(words(master(peer(80))))
        .isEqualTo("10.0.0.6 is master too, with priority 80, ours is 100");
  }

  private static State.Master master(@Nullable Peer rival) {
    return new State.Master(NOW + SECOND, NOW, NOW, rival, Times.NEVER);
  }

  @Test
  void aRouterThatLeavesNamesHowLongItServesAndForWhom() {
    long until = NOW + SECOND / 10;
    assertThat(words(new State.Leaving(until, false, Times.NEVER, null)))
        .isEqualTo("it hands over: it serves until a successor does, for 100 ms at most");
    assertThat(words(new State.Leaving(until, true, Times.NEVER, peer(90))))
        .isEqualTo(
            "the agent stops: it serves until successor 10.0.0.6 has announced the addresses,"
                + " for 100 ms at most");
  }

  @Test
  void aBackupWithoutAMasterNamesWhenItTakesOver() {
    assertThat(words(watching(null)))
        .isEqualTo("no master has been heard yet: this router takes over in 3.00 s");
    assertThat(words(watching(silent(150))))
        .isEqualTo("master 10.0.0.6 is silent: this router takes over in 3.00 s");
    assertThat(words(watching(peer(0), Standing.RESIGNED)))
        .isEqualTo("master 10.0.0.6 has resigned: this router takes over in 3.00 s");
    assertThat(words(watching(peer(150), Standing.UNREACHABLE)))
        .isEqualTo("master 10.0.0.6 cannot be reached (BFD): this router takes over in 3.00 s");
  }

  @ParameterizedTest
  @CsvSource({"150", "100"})
  void aBackupNamesAMasterThatIsNotOutranked(int theirs) {
    assertThat(words(watching(peer(theirs))))
        .isEqualTo("10.0.0.6 is master with priority " + theirs + ", ours is 100");
  }

  @Test
  void aBackupSaysWhyItDoesNotPreemptAMasterOfLowerPriority() {
    preempt = false;
    assertThat(words(watching(peer(80))))
        .isEqualTo(
            "10.0.0.6 is master with priority 80, ours is 100: this router does not preempt"
                + " (preempt: false)");
  }

  @Test
  void aBackupSaysWhenItPreemptsAMasterOfLowerPriority() {
    var is = "10.0.0.6 is master with priority 80, ours is 100: it is preempted ";
    var discarding = watch(null, Standing.EXPECTED, peer(80));
    assertThat(words(backup(discarding, Times.NEVER, Times.NEVER))).isEqualTo(is + "in 3.00 s");
    var heeded = watch(peer(80), Standing.EXPECTED, null);
    assertThat(words(backup(heeded, NOW + 90 * SECOND, Times.NEVER)))
        .isEqualTo(is + "in 1 min 30 s");
    assertThat(words(backup(heeded, NOW, Times.NEVER))).isEqualTo(is + "after its next advert");
    assertThat(words(backup(heeded, Times.NEVER, Times.NEVER)))
        .isEqualTo(is + "after its next advert");
  }

  @Test
  void aBackupThatStillServesSaysSo() {
    assertThat(
            words(
                backup(watch(peer(150), Standing.EXPECTED, null), Times.NEVER, NOW + SECOND / 20)))
        .isEqualTo(
            "10.0.0.6 is master with priority 150, ours is 100; it still serves until its"
                + " successor has announced the addresses, for 50 ms at most");
  }

  @Test
  void aBackupThatIsSteppedDownSaysSoUntilTheOrderEnds() {
    priority = 1;
    var watch = watch(peer(80), Standing.EXPECTED, null);
    var is = "10.0.0.6 is master with priority 80, ours is 1";
    assertThat(words(new State.Backup(watch, Times.NEVER, Times.NEVER, NOW + SECOND, false)))
        .isEqualTo("it is stepped down; " + is);
    assertThat(words(new State.Backup(watch, Times.NEVER, Times.NEVER, NOW, false))).isEqualTo(is);
  }

  @Test
  void aBackupThatOnlyItsGroupKeepsFromBeingMasterNamesTheGroup() {
    isGrouped = true;
    group = mock(GroupMembership.class);
    when(group.isGrouped()).thenReturn(true);
    when(group.groupName()).thenReturn("VG_1");
    var watch = watch(silent(150), Standing.EXPECTED, null);
    assertThat(words(new State.Backup(watch, Times.NEVER, Times.NEVER, Times.NEVER, true)))
        .isEqualTo("it could be master and waits for sync group VG_1");
  }

  @Test
  void aFaultNamesEveryReasonInOneOrder() {
    var script = new FaultReason.TrackFailed("script", "web");
    var down = new FaultReason.InterfaceDown("eth0");
    var words = "interface eth0 down; tracked script web failed";
    assertThat(words(fault(script, down))).isEqualTo(words);
    assertThat(words(fault(down, script))).isEqualTo(words);
    assertThat(words(new State.Fault(Set.of(down), NOW + SECOND, Times.NEVER)))
        .isEqualTo("interface eth0 down");
  }

  @Test
  void aLinkThatIsUpAgainSaysWhenThatCounts() {
    links =
        List.of(
            new LinkStatus("eth0", "down", true, null), new LinkStatus("eth1", "down", true, 4.25));
    assertThat(
            words(
                fault(
                    new FaultReason.InterfaceDown("eth1"), new FaultReason.InterfaceDown("eth0"))))
        .isEqualTo("interface eth0 down; interface eth1 is up again, which counts in 4.25 s");
  }

  @Test
  void aStoppedInstanceSaysSo() {
    assertThat(words(new State.Stopped())).isEqualTo("the agent has stopped it");
  }

  @Test
  void aTimeThatIsOverdueIsZero() {
    var watch = new Watch(NOW - SECOND, NOW, SECOND, null, Standing.EXPECTED, null);
    assertThat(words(backup(watch, Times.NEVER, Times.NEVER)))
        .isEqualTo("no master has been heard yet: this router takes over in 0 ms");
  }
}
