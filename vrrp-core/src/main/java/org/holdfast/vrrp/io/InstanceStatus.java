package org.holdfast.vrrp.io;

import java.util.List;
import java.util.Map;
import org.holdfast.time.Spans;
import org.holdfast.vrrp.election.VrrpState;
import org.jspecify.annotations.Nullable;

/**
 * The status of an instance: its own state and the kernel's facts beside it. Plain values that any
 * JSON writer accepts. Spans are in seconds, relative to the moment of the snapshot.
 *
 * <p>The components are those of {@link Configured}, {@link ElectionStatus}, {@link
 * NextTransition}, {@link HoldingsStatus} and {@link Counts}, side by side as in the JSON of a
 * status.
 */
public record InstanceStatus(
    String name,
    String interfaceName,
    int virtualRouterId,
    int version,
    String family,
    @Nullable String syncGroup,
    VrrpState state,
    boolean handingOver,
    String since,
    double forSeconds,
    String reason,
    String why,
    String standing,
    List<String> faults,
    PriorityStatus priority,
    List<TrackStatus> tracks,
    List<LinkStatus> links,
    @Nullable String source,
    @Nullable PeerStatus master,
    TimerStatus timers,
    List<AddressStatus> addresses,
    List<ObjectStatus> objects,
    PacketStatus packets,
    HistoryStatus history,
    PeersStatus peers,
    Timeliness timeliness) {

  /** Makes a status from its parts. */
  public static InstanceStatus of(
      Configured configured,
      ElectionStatus election,
      NextTransition next,
      HoldingsStatus holdings,
      Counts counts) {
    return new InstanceStatus(
        configured.name(),
        configured.interfaceName(),
        configured.virtualRouterId(),
        configured.version(),
        configured.family(),
        configured.syncGroup(),
        election.state(),
        election.handingOver(),
        election.since(),
        election.forSeconds(),
        election.reason(),
        election.why(),
        election.standing(),
        election.faults(),
        next.priority(),
        next.tracks(),
        next.links(),
        holdings.source(),
        next.master(),
        next.timers(),
        holdings.addresses(),
        holdings.objects(),
        counts.packets(),
        counts.history(),
        counts.peers(),
        counts.timeliness());
  }

  /**
   * The virtual router as configured.
   *
   * @param syncGroup the sync group of the instance; null for none
   */
  public record Configured(
      String name,
      String interfaceName,
      int virtualRouterId,
      int version,
      String family,
      @Nullable String syncGroup) {}

  /**
   * The state of the election.
   *
   * @param handingOver whether the instance has resigned or yielded and still serves
   * @param since the time of the last transition, see {@link
   *     org.holdfast.time.ClockTime#of(java.time.Instant)}
   * @param reason the kind of reason of the last transition, see {@link
   *     org.holdfast.vrrp.election.Reason#kind}
   * @param why the reason of the last transition, in words
   * @param standing what keeps the instance in its state at the moment of the snapshot, in words
   * @param faults the faults in words; empty outside FAULT
   */
  public record ElectionStatus(
      VrrpState state,
      boolean handingOver,
      String since,
      double forSeconds,
      String reason,
      String why,
      String standing,
      List<String> faults) {}

  /**
   * The facts that decide the next transition.
   *
   * @param links the links on which the instance depends
   * @param master the other router that was last heard as master; null for none
   */
  public record NextTransition(
      PriorityStatus priority,
      List<TrackStatus> tracks,
      List<LinkStatus> links,
      @Nullable PeerStatus master,
      TimerStatus timers) {}

  /**
   * The objects that move with the mastership, and the source of the adverts.
   *
   * @param source null if the instance's link has no address for the adverts
   */
  public record HoldingsStatus(
      @Nullable String source, List<AddressStatus> addresses, List<ObjectStatus> objects) {}

  /** The instance's counters, peers and measurements since the start. */
  public record Counts(
      PacketStatus packets, HistoryStatus history, PeersStatus peers, Timeliness timeliness) {}

  /** Whether the instance should hold its addresses. */
  boolean holdsAddresses() {
    return state == VrrpState.MASTER || handingOver;
  }

  /** Returns the same status with the kernel's facts added. */
  InstanceStatus withKernelFacts(
      List<AddressStatus> addressFacts,
      List<ObjectStatus> objectFacts,
      long announcements,
      long addressesRestored,
      Map<String, Long> objectsRestored,
      @Nullable TakeoverStatus takeover) {
    return of(
        new Configured(name, interfaceName, virtualRouterId, version, family, syncGroup),
        new ElectionStatus(state, handingOver, since, forSeconds, reason, why, standing, faults),
        new NextTransition(priority, tracks, links, master, timers),
        new HoldingsStatus(source, addressFacts, objectFacts),
        new Counts(
            packets,
            new HistoryStatus(
                history.becameMaster(),
                history.leftMaster(),
                history.transitions(),
                announcements,
                addressesRestored,
                objectsRestored),
            peers,
            new Timeliness(timeliness.advertLateness(), takeover)));
  }

  /**
   * The priority and its calculation.
   *
   * @param order the operator's order to step down, in words; empty for none
   */
  public record PriorityStatus(int base, int effective, String arithmetic, String order) {}

  /**
   * A track of the instance.
   *
   * @param kind such as {@code script}
   * @param verdict the last result in a word or a number, before {@code reverse}
   * @param fault whether the track keeps the instance in FAULT
   * @param share the amount that the track adds to the priority or, if negative, subtracts from it
   */
  public record TrackStatus(
      String kind,
      String name,
      String verdict,
      double forSeconds,
      int weight,
      boolean reverse,
      boolean fault,
      int share) {}

  /**
   * A link on which the instance depends.
   *
   * @param state {@code up}, {@code down} or {@code missing}, as the link counts for the instance
   * @param required whether the instance is in FAULT unless the link is up; otherwise the link
   *     changes the priority, see {@link TrackStatus}
   * @param turnsInSeconds until the opposite of {@code state} counts; null unless a delay runs
   */
  public record LinkStatus(
      String interfaceName, String state, boolean required, @Nullable Double turnsInSeconds) {}

  /** Another router, as its last accepted advert showed it. */
  public record PeerStatus(
      String source, int priority, double intervalSeconds, double heardSecondsAgo) {

    /** Returns the status of a router known from its adverts. */
    public static PeerStatus of(PeersStatus.RouterStatus router) {
      return new PeerStatus(
          router.source(), router.priority(), router.intervalSeconds(), router.heardSecondsAgo());
    }
  }

  /**
   * The running timers; null for one that is not running.
   *
   * @param masterDownInSeconds until a silent master counts as lost
   * @param nextAdvertInSeconds until our next advert
   * @param preemptInSeconds until a master of lower priority may be preempted
   * @param letGoInSeconds until the addresses are removed, in a handover
   */
  public record TimerStatus(
      double advertisementIntervalSeconds,
      @Nullable Double masterDownInSeconds,
      @Nullable Double nextAdvertInSeconds,
      @Nullable Double preemptInSeconds,
      @Nullable Double letGoInSeconds) {}

  /**
   * An address that moves with the mastership.
   *
   * @param wanted whether the instance should hold the address
   * @param found whether the kernel has the address on that link
   * @param letGo whether the address was removed by another program and is not put back, because it
   *     is not tracked; it is not wanted then before the next takeover
   * @param refused why the kernel refused to add the address; null if it did not
   */
  public record AddressStatus(
      String address,
      String interfaceName,
      boolean advertised,
      boolean wanted,
      boolean found,
      boolean letGo,
      @Nullable String refused) {}

  /**
   * A route or rule that moves with the mastership, or a static object.
   *
   * @param kind {@code route} or {@code rule}
   * @param object in the words of ip-route(8) or ip-rule(8)
   * @param wanted whether the instance should hold the object
   * @param found whether the kernel has the object
   * @param letGo as in {@link AddressStatus}
   * @param refused why the kernel refused to add the object; null if it did not
   */
  public record ObjectStatus(
      String kind,
      String object,
      boolean wanted,
      boolean found,
      boolean letGo,
      @Nullable String refused) {}

  /**
   * The counters of adverts.
   *
   * @param checksums accepted adverts by the form of their checksum
   * @param rejected rejected packets by defect
   * @param differentAddresses accepted adverts with other addresses than ours
   */
  public record PacketStatus(
      long sent,
      long sendFailures,
      long received,
      long priorityZeroSent,
      long priorityZeroReceived,
      long differentAddresses,
      Map<String, Long> checksums,
      Map<String, Long> rejected) {}

  /**
   * Events since the start.
   *
   * @param transitions transitions by kind of reason
   * @param announcements gratuitous ARP frames and neighbour advertisements sent
   * @param addressesRestored addresses restored after another program removed them
   * @param objectsRestored routes and rules restored, by kind
   */
  public record HistoryStatus(
      long becameMaster,
      long leftMaster,
      Map<String, Long> transitions,
      long announcements,
      long addressesRestored,
      Map<String, Long> objectsRestored) {}

  /**
   * Timing quality.
   *
   * @param advertLateness time between when each of our adverts was due and when it was sent
   * @param takeover the last takeover; null before the first
   */
  public record Timeliness(Spans advertLateness, @Nullable TakeoverStatus takeover) {
    /** No measurements yet. */
    public static final Timeliness NONE = new Timeliness(Spans.NONE, null);
  }

  /**
   * The steps of a takeover. All but the first count from the instant at which it was due; null for
   * a step that has not happened.
   *
   * @param detectedSeconds from the last sign of the previous master, or from the beginning of the
   *     wait for one, until a takeover was due
   * @param promotedSeconds until the first advert was sent
   * @param readySeconds until the services behind the addresses, such as the kernel's IPVS table,
   *     were verified
   * @param addressesUpSeconds until the kernel had the addresses, or the first 64 of them
   * @param announcedSeconds until the first address was announced to the network
   */
  public record TakeoverStatus(
      double detectedSeconds,
      double promotedSeconds,
      @Nullable Double readySeconds,
      @Nullable Double addressesUpSeconds,
      @Nullable Double announcedSeconds) {}
}
