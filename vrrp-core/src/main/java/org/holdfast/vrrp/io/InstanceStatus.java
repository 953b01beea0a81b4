package org.holdfast.vrrp.io;

import java.util.List;
import java.util.Map;
import org.holdfast.time.Spans;
import org.holdfast.vrrp.election.VrrpState;
import org.jspecify.annotations.Nullable;

/**
 * What an instance believes, beside what the kernel says. Plain values, so that any JSON writer
 * takes them. Spans are in seconds and count from the moment of the snapshot.
 *
 * <p>The components are those of {@link Configured}, {@link ElectionStatus}, {@link
 * NextTransition}, {@link HoldingsStatus} and {@link Counts}; they lie side by side, as in the JSON
 * of a status.
 */
public record InstanceStatus(
    String name,
    String interfaceName,
    int virtualRouterId,
    int version,
    String family,
    VrrpState state,
    boolean handingOver,
    double forSeconds,
    String why,
    List<String> faults,
    PriorityStatus priority,
    List<TrackStatus> tracks,
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
        election.state(),
        election.handingOver(),
        election.forSeconds(),
        election.why(),
        election.faults(),
        next.priority(),
        next.tracks(),
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

  /** The virtual router as configured. */
  public record Configured(
      String name, String interfaceName, int virtualRouterId, int version, String family) {}

  /**
   * Where the election stands.
   *
   * @param handingOver whether it has resigned or yielded and still serves
   * @param why the reason of the last transition, in words
   * @param faults in words; empty outside FAULT
   */
  public record ElectionStatus(
      VrrpState state, boolean handingOver, double forSeconds, String why, List<String> faults) {}

  /**
   * What decides the next transition.
   *
   * @param master the other router that was last heard as master; null for none
   */
  public record NextTransition(
      PriorityStatus priority,
      List<TrackStatus> tracks,
      @Nullable PeerStatus master,
      TimerStatus timers) {}

  /**
   * What moves with the mastership, and the source of the adverts.
   *
   * @param source null if its link has no address for the adverts
   */
  public record HoldingsStatus(
      @Nullable String source, List<AddressStatus> addresses, List<ObjectStatus> objects) {}

  /** What it has counted, heard and measured since the start. */
  public record Counts(
      PacketStatus packets, HistoryStatus history, PeersStatus peers, Timeliness timeliness) {}

  /** Whether it believes that it holds its addresses. */
  boolean holdsAddresses() {
    return state == VrrpState.MASTER || handingOver;
  }

  /** The same belief with the kernel's facts beside it. */
  InstanceStatus confronted(
      List<AddressStatus> addressFacts,
      List<ObjectStatus> objectFacts,
      long announcements,
      long addressesRestored,
      Map<String, Long> objectsRestored,
      @Nullable TakeoverStatus takeover) {
    return of(
        new Configured(name, interfaceName, virtualRouterId, version, family),
        new ElectionStatus(state, handingOver, forSeconds, why, faults),
        new NextTransition(priority, tracks, master, timers),
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

  /** The priority and how it comes about. */
  public record PriorityStatus(int base, int effective, String arithmetic) {}

  /**
   * Something that the instance watches.
   *
   * @param kind such as {@code script}
   * @param verdict what it last said, in a word or a number, before {@code reverse}
   * @param fault whether it keeps the instance out
   * @param share what it adds to the priority or, negative, takes from it
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

  /** Another router, as its last accepted advert showed it. */
  public record PeerStatus(
      String source, int priority, double intervalSeconds, double heardSecondsAgo) {

    /** The same router by what else is known of it. */
    public static PeerStatus of(PeersStatus.RouterStatus router) {
      return new PeerStatus(
          router.source(), router.priority(), router.intervalSeconds(), router.heardSecondsAgo());
    }
  }

  /**
   * What is due when; null for what is not running.
   *
   * @param masterDownInSeconds until a silent master counts as lost
   * @param nextAdvertInSeconds until our next advert
   * @param preemptInSeconds until a master of lower priority is no longer left alone
   * @param letGoInSeconds until the addresses go, in a handover
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
   * @param wanted whether we believe that we hold it
   * @param found whether the kernel has it on that link
   * @param refused why the kernel refused to add it; null when it did not
   */
  public record AddressStatus(
      String address,
      String interfaceName,
      boolean advertised,
      boolean wanted,
      boolean found,
      @Nullable String refused) {}

  /**
   * A route or rule that moves with the mastership.
   *
   * @param kind {@code route} or {@code rule}
   * @param object in the words of ip-route(8) or ip-rule(8)
   * @param wanted whether we believe that we hold it
   * @param found whether the kernel has it
   * @param refused why the kernel refused to add it; null when it did not
   */
  public record ObjectStatus(
      String kind, String object, boolean wanted, boolean found, @Nullable String refused) {}

  /**
   * Adverts.
   *
   * @param checksums accepted adverts by the form of their checksum
   * @param rejected packets by what was wrong with them
   * @param differentAddresses accepted adverts whose list of addresses is not ours
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
   * What has happened since the start.
   *
   * @param transitions by kind of reason
   * @param announcements ARP requests and neighbour advertisements sent
   * @param addressesRestored addresses put back after another program removed them
   * @param objectsRestored routes and rules put back, by kind
   */
  public record HistoryStatus(
      long becameMaster,
      long leftMaster,
      Map<String, Long> transitions,
      long announcements,
      long addressesRestored,
      Map<String, Long> objectsRestored) {}

  /**
   * How much in time it is.
   *
   * @param advertLateness of our adverts behind the moment that each was due
   * @param takeover the last one; null before the first
   */
  public record Timeliness(Spans advertLateness, @Nullable TakeoverStatus takeover) {
    /** Nothing has happened yet. */
    public static final Timeliness NONE = new Timeliness(Spans.NONE, null);
  }

  /**
   * The steps of a takeover. All but the first count from the moment that it was due; null for what
   * has not happened.
   *
   * @param detectedSeconds from the last sign of the master before, or of the wait for one, until a
   *     takeover was due
   * @param promotedSeconds until the first advert was out
   * @param readySeconds until what serves behind the addresses, the kernel's table, was verified
   * @param addressesUpSeconds until the kernel had the addresses
   * @param announcedSeconds until the first of them was announced to the network
   */
  public record TakeoverStatus(
      double detectedSeconds,
      double promotedSeconds,
      @Nullable Double readySeconds,
      @Nullable Double addressesUpSeconds,
      @Nullable Double announcedSeconds) {}
}
