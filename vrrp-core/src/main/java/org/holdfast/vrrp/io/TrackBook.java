package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.Tracks.Watched;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.FaultReason;
import org.holdfast.vrrp.group.EffectivePriority;
import org.holdfast.vrrp.group.Share;
import org.holdfast.vrrp.io.InstanceStatus.TrackStatus;

/**
 * The tracks of one instance and what they last said: those of weight 0 raise faults, the others
 * move the priority. Owned by the election loop.
 */
final class TrackBook {

  private static final double SECOND = 1e9;

  private final int base;
  private final List<Track> tracks = new ArrayList<>();
  private final List<String> requiredLinks;
  private final List<String> weighed = new ArrayList<>();
  private String order = "";

  /**
   * @param now when the tracks began to say nothing
   */
  TrackBook(InstanceConfig config, long now) {
    this(config, List.of(), now);
  }

  /**
   * The book for changed terms. Tracks of the same kind and name are believed what they last said.
   *
   * @param said what is known of others, such as those that other instances track already
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
      required.add(config.interfaceName());
      config.holdings().all().map(VirtualAddress::interfaceName).forEach(required::add);
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

  /** Whether a track has said something else before; being well at first is no turn. */
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
   * Takes what a track says now. The events that follow from it for the election, apart from the
   * priority's.
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
   * The links without which the instance is at fault: its own, those of its addresses, those
   * tracked with weight 0.
   */
  List<String> requiredLinks() {
    return requiredLinks;
  }

  /** The links whose state is a track's verdict. */
  List<String> weighedLinks() {
    return weighed;
  }

  /** The faults of tracks of weight 0 that have not spoken yet; a link's speaks at once. */
  List<FaultReason> undecided() {
    return tracks.stream()
        .filter(track -> track.share.track().kind() != TrackKind.INTERFACE)
        .filter(track -> track.share.isAwaited())
        .map(Track::undecided)
        .toList();
  }

  /** The faults of tracks of weight 0 that say no. */
  List<FaultReason> faults() {
    return tracks.stream().filter(track -> track.share.isFault()).map(Track::failed).toList();
  }

  /**
   * Returns faults of an earlier book that nothing would clear under this one: their cause is no
   * longer tracked.
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
   * The operator's order to let others be master, in words; empty for none, or none any more.
   * Whether it says something new.
   */
  boolean ordered(String words) {
    boolean changes = !order.equals(words);
    order = words;
    return changes;
  }

  /** Whether such an order holds. */
  boolean isOrdered() {
    return !order.isEmpty();
  }

  /**
   * The priority as the order and the tracks have it now. A track that has not spoken yet takes and
   * adds nothing.
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

  /** Each track for a status report. */
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
      // The new fault comes before the old one goes: between them there is no moment without any.
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
