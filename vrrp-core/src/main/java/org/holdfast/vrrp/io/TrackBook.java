package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.Tracks.Watched;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.FaultReason;
import org.holdfast.vrrp.group.EffectivePriority;
import org.holdfast.vrrp.group.Share;
import org.holdfast.vrrp.io.InstanceStatus.TrackStatus;

/**
 * The tracks of one instance and their last verdicts: tracks of weight 0 raise faults, the others
 * change the priority. Owned by the election loop.
 */
final class TrackBook {

  private static final double SECOND = 1e9;

  private final int base;
  private final List<Track> tracks = new ArrayList<>();
  private final List<String> requiredLinks;
  private final List<String> weighed = new ArrayList<>();
  private String order = "";

  /**
   * @param now the instant from which the tracks have given no verdict
   */
  TrackBook(InstanceConfig config, long now) {
    this(config, List.of(), now);
  }

  /**
   * Makes the book for changed terms. Tracks of the same kind and name keep their last verdict.
   *
   * @param said verdicts already known of other tracks, for example those of other instances
   */
  TrackBook(InstanceConfig config, TrackBook earlier, Map<Subject, TrackVerdict> said, long now) {
    this(config, earlier.tracks, now);
    order = earlier.order;
    for (var track : tracks) {
      var verdict = said.get(track.subject());
      if (verdict != null && track.share.verdict().isUndecided()) {
        track.share = new Share(track.share.track(), verdict);
      }
    }
  }

  private TrackBook(InstanceConfig config, List<Track> earlier, long now) {
    base = config.election().priority();
    var required = new LinkedHashSet<String>();
    if (config.tracks().ownInterface()) {
      if (config.isBoundToLink()) {
        required.add(config.interfaceName());
      }
      var holdings = config.holdings();
      holdings.all().map(one -> holdings.baseOf(one.interfaceName())).forEach(required::add);
    }
    for (var track : config.tracks().interfaces()) {
      if (track.weight() == 0 && !track.reverse()) {
        required.add(track.interfaceName());
        continue;
      }
      weighed.add(track.interfaceName());
      var link =
          new Watched(TrackKind.INTERFACE, track.interfaceName(), track.weight(), track.reverse());
      tracks.add(heirOf(link, earlier, now));
    }
    requiredLinks = List.copyOf(required);
    config.tracks().watched().forEach(track -> tracks.add(heirOf(track, earlier, now)));
  }

  private static Track heirOf(Watched watched, List<Track> earlier, long now) {
    var heir = new Track(watched, now);
    for (var track : earlier) {
      if (track.isOf(watched.kind(), watched.name())) {
        heir.share = new Share(watched, track.share.verdict());
        heir.since = track.since;
      }
    }
    return heir;
  }

  /** The object that a track watches, for all instances that track it. */
  record Subject(TrackKind kind, String name) {}

  /**
   * Whether this verdict differs from the track's previous one; a first verdict counts only if it
   * is a failure.
   */
  boolean turns(TrackKind kind, String name, TrackVerdict verdict) {
    for (var track : tracks) {
      var before = track.share.verdict();
      if (track.isOf(kind, name) && !before.equals(verdict)) {
        return !before.isUndecided() || verdict.equals(TrackVerdict.FAILED);
      }
    }
    return false;
  }

  /**
   * Records a verdict of a track.
   *
   * @return the resulting events for the election, except for a changed priority
   */
  List<Event> heard(TrackKind kind, String name, TrackVerdict verdict, long now) {
    var events = new ArrayList<Event>();
    for (var track : tracks) {
      if (track.isOf(kind, name) && !track.share.verdict().equals(verdict)) {
        track.says(verdict, now, events);
      }
    }
    return events;
  }

  /**
   * Returns the links whose loss is a fault: the instance's own, those of its addresses, and those
   * tracked with weight 0.
   */
  List<String> requiredLinks() {
    return requiredLinks;
  }

  /** Returns the tracked links. */
  List<String> weighedLinks() {
    return weighed;
  }

  /**
   * Returns the faults of tracks of weight 0 that have given no verdict yet; links are not among
   * them, because their state is known at once.
   */
  List<FaultReason> undecided() {
    return tracks.stream()
        .filter(track -> track.share.track().kind() != TrackKind.INTERFACE)
        .filter(track -> track.share.isAwaited())
        .map(Track::undecided)
        .toList();
  }

  /** Returns the faults of tracks of weight 0 that have failed. */
  List<FaultReason> faults() {
    return tracks.stream().filter(track -> track.share.isFault()).map(Track::failed).toList();
  }

  /**
   * Returns faults of an earlier book that nothing would clear under this one, because their cause
   * is no longer tracked.
   */
  List<FaultReason> noLongerRaised(TrackBook earlier) {
    var gone = new ArrayList<FaultReason>(earlier.faults());
    gone.addAll(earlier.undecided());
    for (var link : earlier.requiredLinks()) {
      if (!requiredLinks.contains(link)) {
        gone.add(new FaultReason.InterfaceMissing(link));
        gone.add(new FaultReason.InterfaceDown(link));
      }
    }
    gone.removeAll(faults());
    gone.removeAll(undecided());
    return gone;
  }

  /**
   * Sets the operator's order to let other routers be master.
   *
   * @param words the order in words; empty for none
   * @return whether the order has changed
   */
  boolean ordered(String words) {
    boolean changes = !order.equals(words);
    order = words;
    return changes;
  }

  /** Whether such an order is in force. */
  boolean isOrdered() {
    return !order.isEmpty();
  }

  /**
   * Returns the priority that results from the order and the tracks. A track without a verdict adds
   * and subtracts nothing.
   */
  EffectivePriority priority() {
    var own = byTracks();
    return order.isEmpty() ? own : own.under(order);
  }

  private EffectivePriority byTracks() {
    return EffectivePriority.of(
        base,
        tracks.stream()
            .map(track -> track.share)
            .filter(share -> share.track().weight() != 0)
            .filter(share -> !share.verdict().equals(TrackVerdict.UNDECIDED))
            .toList());
  }

  /** Returns the status of each track. */
  List<TrackStatus> status(long now) {
    return tracks.stream().map(track -> track.status(now)).toList();
  }

  private static final class Track {
    private Share share;
    private long since;

    private Track(Watched watched, long now) {
      share = new Share(watched, TrackVerdict.UNDECIDED);
      since = now;
    }

    private Subject subject() {
      return new Subject(share.track().kind(), share.track().name());
    }

    private boolean isOf(TrackKind kind, String name) {
      return share.track().kind() == kind && share.track().name().equals(name);
    }

    private void says(TrackVerdict verdict, long now, List<Event> events) {
      var before = share;
      share = new Share(before.track(), verdict);
      since = now;
      // The new fault is raised before the old one is cleared, so that there is always one.
      if (share.isAwaited() && !before.isAwaited()) {
        events.add(new Event.FaultRaised(undecided()));
      }
      if (share.isFault() && !before.isFault()) {
        events.add(new Event.FaultRaised(failed()));
      }
      if (before.isAwaited() && !share.isAwaited()) {
        events.add(new Event.FaultCleared(undecided()));
      }
      if (before.isFault() && !share.isFault()) {
        events.add(new Event.FaultCleared(failed()));
      }
    }

    private FaultReason undecided() {
      return new FaultReason.TrackUndecided(share.track().kind().word(), share.track().name());
    }

    private FaultReason failed() {
      return new FaultReason.TrackFailed(share.track().kind().word(), share.track().name());
    }

    private TrackStatus status(long now) {
      var track = share.track();
      return new TrackStatus(
          track.kind().word(),
          track.name(),
          share.verdict().words(),
          (now - since) / SECOND,
          track.weight(),
          track.reverse(),
          share.isFault() || share.isAwaited(),
          share.amount());
    }
  }
}
