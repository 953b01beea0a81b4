package org.holdfast.vrrp.io;

import java.util.List;
import java.util.Map;
import org.holdfast.time.ClockTime;
import org.holdfast.time.WallTime;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.election.FaultReason;
import org.holdfast.vrrp.election.Reason;
import org.holdfast.vrrp.election.Router;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.election.Times;
import org.holdfast.vrrp.group.EffectivePriority;
import org.holdfast.vrrp.io.InstanceStatus.Configured;
import org.holdfast.vrrp.io.InstanceStatus.Counts;
import org.holdfast.vrrp.io.InstanceStatus.ElectionStatus;
import org.holdfast.vrrp.io.InstanceStatus.HistoryStatus;
import org.holdfast.vrrp.io.InstanceStatus.HoldingsStatus;
import org.holdfast.vrrp.io.InstanceStatus.LinkStatus;
import org.holdfast.vrrp.io.InstanceStatus.NextTransition;
import org.holdfast.vrrp.io.InstanceStatus.PacketStatus;
import org.holdfast.vrrp.io.InstanceStatus.PeerStatus;
import org.holdfast.vrrp.io.InstanceStatus.PriorityStatus;
import org.holdfast.vrrp.io.InstanceStatus.Timeliness;
import org.holdfast.vrrp.io.InstanceStatus.TimerStatus;
import org.jspecify.annotations.Nullable;

/** Makes the status report of an instance. */
final class InstanceStatuses {

  private static final double SECOND = 1e9;

  private InstanceStatuses() {}

  static InstanceStatus of(
      InstanceConfig config,
      Router router,
      State state,
      EffectivePriority priority,
      TrackBook tracks,
      Reason why,
      long movedAt,
      GroupMembership group,
      List<LinkStatus> links,
      WallTime wallTime,
      boolean hasSource,
      Counters counters,
      PeersStatus peers,
      long now) {
    return InstanceStatus.of(
        new Configured(
            config.name(),
            config.interfaceName(),
            config.virtualRouterId(),
            config.protocol().version().number(),
            config.family().name(),
            group.groupName()),
        new ElectionStatus(
            state.label(),
            state.holdsAddresses() && !(state instanceof State.Master),
            ClockTime.of(wallTime.of(movedAt)),
            (now - movedAt) / SECOND,
            why.kind(),
            why.text(),
            Present.words(router, state, group, links, now),
            faults(state)),
        new NextTransition(
            new PriorityStatus(
                priority.base(), priority.value(), priority.arithmetic(), priority.order()),
            tracks.status(now),
            links,
            peer(state, now),
            timers(router, state, now)),
        new HoldingsStatus(hasSource ? router.source().toString() : null, List.of(), List.of()),
        new Counts(
            packets(counters),
            new HistoryStatus(
                counters.becameMaster, counters.leftMaster, counters.transitions(), 0, 0, Map.of()),
            peers,
            new Timeliness(counters.lateness.read(), null)));
  }

  private static List<String> faults(State state) {
    return state instanceof State.Fault fault
        ? fault.reasons().stream().map(FaultReason::text).sorted().toList()
        : List.of();
  }

  private static @Nullable PeerStatus peer(State state, long now) {
    var peer =
        switch (state) {
          case State.Backup backup -> backup.watch().lastHeard();
          case State.Master master -> alive(master.rival(), now);
          case State.Leaving leaving -> leaving.successor();
          case State.Starting _, State.Fault _, State.Stopped _ -> null;
        };
    return peer == null
        ? null
        : new PeerStatus(
            peer.source().toString(),
            peer.priority(),
            peer.intervalNanos() / SECOND,
            (now - peer.heardAt()) / SECOND);
  }

  private static State.@Nullable Peer alive(State.@Nullable Peer peer, long now) {
    return peer != null && peer.isAlive(now) ? peer : null;
  }

  private static TimerStatus timers(Router router, State state, long now) {
    double interval = router.terms().advertisementInterval().toNanos() / SECOND;
    return switch (state) {
      case State.Backup backup ->
          new TimerStatus(
              interval,
              in(backup.watch().masterDownAt(), now),
              null,
              in(backup.preemptAt(), now),
              in(backup.servingUntil(), now));
      case State.Master master ->
          new TimerStatus(interval, null, in(master.nextAdvertAt(), now), null, null);
      case State.Leaving leaving ->
          new TimerStatus(interval, null, null, null, in(leaving.until(), now));
      case State.Starting _, State.Fault _, State.Stopped _ ->
          new TimerStatus(interval, null, null, null, null);
    };
  }

  private static @Nullable Double in(long instant, long now) {
    return instant == Times.NEVER ? null : (instant - now) / SECOND;
  }

  private static PacketStatus packets(Counters counters) {
    return new PacketStatus(
        counters.sent,
        counters.sendFailures,
        counters.received,
        counters.priorityZeroSent,
        counters.priorityZeroReceived,
        counters.differentAddresses,
        counters.checksums(),
        counters.rejections());
  }
}
