package org.holdfast.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.VrrpVersion;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceStatus;
import org.holdfast.vrrp.io.InstanceStatus.Configured;
import org.holdfast.vrrp.io.InstanceStatus.Counts;
import org.holdfast.vrrp.io.InstanceStatus.ElectionStatus;
import org.holdfast.vrrp.io.InstanceStatus.HistoryStatus;
import org.holdfast.vrrp.io.InstanceStatus.HoldingsStatus;
import org.holdfast.vrrp.io.InstanceStatus.NextTransition;
import org.holdfast.vrrp.io.InstanceStatus.PacketStatus;
import org.holdfast.vrrp.io.InstanceStatus.PeerStatus;
import org.holdfast.vrrp.io.InstanceStatus.PriorityStatus;
import org.holdfast.vrrp.io.InstanceStatus.Timeliness;
import org.holdfast.vrrp.io.InstanceStatus.TimerStatus;
import org.holdfast.vrrp.io.PeersStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExplanationTest {

  private static ElectionTerms terms(boolean preempt, Duration preemptDelay) {
    return new ElectionTerms(
        VrrpVersion.V3,
        150,
        Duration.ofSeconds(1),
        preempt,
        preemptDelay,
        3,
        new ElectionTerms.AdvertPolicy(true, false, false),
        new ElectionTerms.Handover(true, Duration.ofMillis(50), Duration.ofMillis(100)));
  }

  private static final ElectionTerms PREEMPTING = terms(true, Duration.ZERO);
  private static final ElectionTerms AFTER_A_DELAY = terms(true, Duration.ofSeconds(30));
  private static final ElectionTerms NEVER = terms(false, Duration.ZERO);

  private static InstanceStatus instance(
      VrrpState state, @Nullable PeerStatus master, @Nullable Double preemptInSeconds) {
    return instance(state, master, preemptInSeconds, new PriorityStatus(150, 150, "150", ""));
  }

  private static InstanceStatus instance(
      VrrpState state,
      @Nullable PeerStatus master,
      @Nullable Double preemptInSeconds,
      PriorityStatus priority) {
    boolean backup = state == VrrpState.BACKUP;
    return InstanceStatus.of(
        new Configured("VI_1", "eth0", 51, 3, "IPV4", null),
        new ElectionStatus(
            state,
            false,
            "2026-01-31T09:59:58.000+00:00",
            2,
            backup ? "started" : "preempted",
            backup
                ? "the agent started"
                : "preempted 10.9.0.2, which advertised priority 100, ours was 150",
            "interface eth1 is up again, which counts in 2.50 s; tracked script web-alive failed",
            List.of()),
        new NextTransition(
            priority,
            List.of(),
            List.of(),
            master,
            new TimerStatus(1, backup ? 1.4 : null, backup ? null : 0.3, preemptInSeconds, null)),
        new HoldingsStatus("10.9.0.1", List.of(), List.of()),
        new Counts(
            new PacketStatus(0, 0, 2, 0, 0, 0, Map.of(), Map.of()),
            new HistoryStatus(0, 0, Map.of(), 0, 0, Map.of()),
            PeersStatus.NONE,
            Timeliness.NONE));
  }

  private static PeerStatus master(int priority) {
    return new PeerStatus("10.9.0.2", priority, 1, 0.6);
  }

  @Test
  void anAudibleMasterOfLowerPriorityIsAboutToBePreempted() {
    var explanation = Explanation.of(instance(VrrpState.BACKUP, master(100), null), PREEMPTING);
    assertThat(explanation.verdict())
        .isEqualTo("10.9.0.2 is master with priority 100; VI_1 preempts it in 1.40 s");
    assertThat(explanation.toBecomeMaster())
        .containsExactly("nothing more is needed: its master-down time ends in 1.40 s");
  }

  @Test
  void anInstanceThatAcceptsNoPacketsSaysWhyAPingFails() {
    var explanation = Explanation.of(instance(VrrpState.BACKUP, master(100), null), PREEMPTING);
    assertThat(explanation.accepting(true)).isSameAs(explanation);
    assertThat(ExplanationTable.of(explanation)).doesNotContain("Besides");
    assertThat(ExplanationTable.of(explanation.accepting(false)))
        .contains("\nBesides\n  accept: false: its addresses answer no ping");
  }

  @Test
  void aPreemptDelayThatHasNotBegunIsNamed() {
    var explanation = Explanation.of(instance(VrrpState.BACKUP, master(100), null), AFTER_A_DELAY);
    assertThat(explanation.verdict())
        .isEqualTo("VI_1 is backup: 10.9.0.2 advertises priority 100, ours is 150");
    assertThat(explanation.toBecomeMaster())
        .last()
        .isEqualTo(
            "it has the higher priority: the preempt delay begins with the next advert of"
                + " 10.9.0.2");
  }

  @Test
  void aPreemptDelayThatRunsIsNamedWithItsEnd() {
    var explanation = Explanation.of(instance(VrrpState.BACKUP, master(100), 12.0), AFTER_A_DELAY);
    assertThat(explanation.toBecomeMaster()).last().isEqualTo("the preempt delay ends in 12.00 s");
  }

  @Test
  void afterThePreemptDelayTheLowerMasterIsToBePreempted() {
    var explanation = Explanation.of(instance(VrrpState.BACKUP, master(100), -0.2), AFTER_A_DELAY);
    assertThat(explanation.verdict())
        .isEqualTo("10.9.0.2 is master with priority 100; VI_1 preempts it in 1.40 s");
  }

  @Test
  void withoutPreemptionALowerMasterStays() {
    var explanation = Explanation.of(instance(VrrpState.BACKUP, master(100), null), NEVER);
    assertThat(explanation.verdict())
        .isEqualTo("VI_1 is backup: 10.9.0.2 advertises priority 100, ours is 150");
    assertThat(explanation.toBecomeMaster())
        .last()
        .isEqualTo("it does not preempt (preempt: false): a higher priority alone does nothing");
  }

  @Test
  void aMasterThatHasResignedDoesNotResignAgain() {
    var explanation = Explanation.of(instance(VrrpState.BACKUP, master(0), null), PREEMPTING);
    assertThat(explanation.verdict())
        .isEqualTo("VI_1 is backup: master 10.9.0.2 resigned (priority 0) 600 ms ago");
    assertThat(explanation.toBecomeMaster()).noneMatch(way -> way.contains("resigns"));
  }

  @Test
  void aMasterGivesTheReasonForItsState() {
    assertThat(Explanation.of(instance(VrrpState.MASTER, null, null), PREEMPTING).verdict())
        .isEqualTo(
            "VI_1 is master with priority 150 and hears no other master. It became master:"
                + " preempted 10.9.0.2, which advertised priority 100, ours was 150");
  }

  @Test
  void theReasonWhyTheSyncGroupWaitsIsNamed() {
    var group =
        new SyncGroupStatus(
            "VG_1",
            "BACKUP",
            List.of("VI_1 BACKUP", "VI_2 BACKUP"),
            List.of("VI_1 still hears 10.9.0.2", "VI_2 still hears 10.78.0.2"));
    var explanation =
        Explanation.of(instance(VrrpState.BACKUP, master(0), null), PREEMPTING).inGroup(group);
    assertThat(explanation.verdict())
        .isEqualTo(
            "VI_1 is backup: master 10.9.0.2 resigned (priority 0) 600 ms ago; it waits for sync"
                + " group VG_1: VI_2 still hears 10.78.0.2");
    assertThat(explanation.toBecomeMaster())
        .contains("sync group VG_1 waits: VI_2 still hears 10.78.0.2");
  }

  /** One member does not preempt, so the other one never does either, however often it could. */
  @Test
  void anInstanceThatCouldPreemptSaysThatItsGroupWaits() {
    var group =
        new SyncGroupStatus(
            "VG_1",
            "BACKUP",
            List.of("VI_1 BACKUP", "VI_2 BACKUP"),
            List.of("VI_2 still hears 10.78.0.2"));
    var explanation =
        Explanation.of(instance(VrrpState.BACKUP, master(100), null), PREEMPTING).inGroup(group);
    assertThat(explanation.verdict())
        .isEqualTo(
            "10.9.0.2 is master with priority 100; VI_1 could preempt it, but it waits for sync"
                + " group VG_1: VI_2 still hears 10.78.0.2");
    assertThat(explanation.toBecomeMaster())
        .containsExactly("sync group VG_1 waits: VI_2 still hears 10.78.0.2");
  }

  @Test
  void anOrderToStepDownIsTheFirstThingToKnow() {
    var order = "stepped down by root: kernel update";
    var priority = new PriorityStatus(150, 1, "1 (" + order + "), without the order 150", order);
    var explanation =
        Explanation.of(instance(VrrpState.BACKUP, master(100), null, priority), PREEMPTING);
    assertThat(explanation.verdict())
        .isEqualTo(
            "VI_1 is backup, stepped down by root: kernel update; 10.9.0.2 advertises priority 100,"
                + " ours is 1");
    assertThat(explanation.toBecomeMaster())
        .last()
        .isEqualTo("the order ends (holdfast resume VI_1): then its own priority counts again");
    assertThat(
            Explanation.of(instance(VrrpState.BACKUP, null, null, priority), PREEMPTING).verdict())
        .isEqualTo(
            "VI_1 is backup, stepped down by root: kernel update; it has heard no master yet");
  }

  @Test
  void aSecondMasterIsNamed() {
    assertThat(Explanation.of(instance(VrrpState.MASTER, master(100), null), PREEMPTING).verdict())
        .isEqualTo("VI_1 is master, AND SO IS 10.9.0.2 with priority 100");
  }
}
