package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.FaultReason;
import org.holdfast.vrrp.group.EffectivePriority;
import org.holdfast.vrrp.group.EffectivePriority.Share;

/**
 * The tracks of one instance and what they last said: those of weight 0 raise faults, the others
 * move the priority. Owned by the election loop.
 */
final class TrackBook {

  private final int base;
  private final List<Track> tracks = new ArrayList<>();
  private final List<String> requiredLinks;
  private final List<String> weighed = new ArrayList<>();

  TrackBook(InstanceConfig config) {
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
      tracks.add(
          new Track(TrackKind.INTERFACE, track.interfaceName(), track.weight(), track.reverse()));
    }
    requiredLinks = List.copyOf(required);
    for (var track : config.tracks().scripts()) {
      tracks.add(new Track(TrackKind.SCRIPT, track.scriptName(), track.weight(), track.reverse()));
    }
  }

  /**
   * Takes what a track says now. The events that follow from it for the election, apart from the
   * priority's.
   */
  List<Event> heard(TrackKind kind, String name, TrackVerdict verdict) {
    var events = new ArrayList<Event>();
    for (var track : tracks) {
      if (track.kind == kind && track.name.equals(name) && track.verdict != verdict) {
        track.verdict = verdict;
        if (track.weight == 0) {
          track.faults(events);
        }
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

  /** The faults of tracks of weight 0 that have not spoken yet. */
  List<FaultReason> undecided() {
    return tracks.stream()
        .filter(track -> track.kind == TrackKind.SCRIPT)
        .filter(track -> track.weight == 0 && track.verdict == TrackVerdict.UNDECIDED)
        .map(Track::undecided)
        .toList();
  }

  /**
   * The priority as the tracks have it now. A track that has not spoken yet takes and adds nothing.
   */
  EffectivePriority priority() {
    return EffectivePriority.of(
        base,
        tracks.stream()
            .filter(track -> track.weight != 0 && track.verdict != TrackVerdict.UNDECIDED)
            .map(Track::share)
            .toList());
  }

  private static final class Track {
    private final TrackKind kind;
    private final String name;
    private final int weight;
    private final boolean reverse;
    private TrackVerdict verdict = TrackVerdict.UNDECIDED;

    private Track(TrackKind kind, String name, int weight, boolean reverse) {
      this.kind = kind;
      this.name = name;
      this.weight = weight;
      this.reverse = reverse;
    }

    private boolean well() {
      return (verdict == TrackVerdict.WELL) != reverse;
    }

    private FaultReason undecided() {
      return new FaultReason.TrackUndecided(kind.word(), name);
    }

    private void faults(List<Event> events) {
      var failed = new FaultReason.TrackFailed(kind.word(), name);
      // The new fault comes before the old one goes: between them there is no moment without any.
      if (verdict == TrackVerdict.UNDECIDED) {
        events.add(new Event.FaultRaised(undecided()));
      } else if (!well()) {
        events.add(new Event.FaultRaised(failed));
      }
      if (verdict != TrackVerdict.UNDECIDED) {
        events.add(new Event.FaultCleared(undecided()));
      }
      if (verdict == TrackVerdict.UNDECIDED || well()) {
        events.add(new Event.FaultCleared(failed));
      }
    }

    private Share share() {
      return new Share(kind.word() + " " + name, well(), weight);
    }
  }
}
