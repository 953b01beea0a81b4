package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.FaultReason;
import org.holdfast.vrrp.group.EffectivePriority;
import org.holdfast.vrrp.group.EffectivePriority.Share;

/**
 * The tracks of one instance and what they last said: those of weight 0 raise faults, the others move the priority.
 * Owned by the election loop.
 */
final class TrackBook {

  private final int base;
  private final List<Track> tracks = new ArrayList<>();

  TrackBook(InstanceConfig config) {
    base = config.election().priority();
    for (var track : config.tracks().interfaces()) {
      tracks.add(new Track(TrackKind.INTERFACE, track.interfaceName(), track.weight(), track.reverse()));
    }
    for (var track : config.tracks().scripts()) {
      tracks.add(new Track(TrackKind.SCRIPT, track.scriptName(), track.weight(), track.reverse()));
    }
  }

  /** What a track has to say. */
  enum Verdict {
    UNDECIDED,
    WELL,
    FAILED
  }

  /** Takes what a track says now. The events that follow from it for the election, apart from the priority's. */
  List<Event> heard(TrackKind kind, String name, Verdict verdict) {
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

  /** The faults with which the instance starts: of scripts of weight 0 that have not run yet. */
  List<FaultReason> faultsAtStart() {
    return tracks.stream()
        .filter(track -> track.weight == 0 && track.verdict == Verdict.UNDECIDED)
        .map(Track::undecided)
        .toList();
  }

  /** The priority as the tracks have it now. A track that has not spoken yet takes and adds nothing. */
  EffectivePriority priority() {
    return EffectivePriority.of(
        base,
        tracks.stream()
            .filter(track -> track.weight != 0 && track.verdict != Verdict.UNDECIDED)
            .map(Track::share)
            .toList());
  }

  private static final class Track {
    private final TrackKind kind;
    private final String name;
    private final int weight;
    private final boolean reverse;
    private Verdict verdict = Verdict.UNDECIDED;

    private Track(TrackKind kind, String name, int weight, boolean reverse) {
      this.kind = kind;
      this.name = name;
      this.weight = weight;
      this.reverse = reverse;
    }

    private boolean well() {
      return (verdict == Verdict.WELL) != reverse;
    }

    private FaultReason undecided() {
      return new FaultReason.TrackUndecided(kind.word(), name);
    }

    private void faults(List<Event> events) {
      var failed = new FaultReason.TrackFailed(kind.word(), name);
      // The new fault comes before the old one goes: between them there is no moment without any.
      if (verdict == Verdict.UNDECIDED) {
        events.add(new Event.FaultRaised(undecided()));
      } else if (!well()) {
        events.add(new Event.FaultRaised(failed));
      }
      if (verdict != Verdict.UNDECIDED) {
        events.add(new Event.FaultCleared(undecided()));
      }
      if (verdict == Verdict.UNDECIDED || well()) {
        events.add(new Event.FaultCleared(failed));
      }
    }

    private Share share() {
      return new Share(kind.word() + " " + name, well(), weight);
    }
  }
}
