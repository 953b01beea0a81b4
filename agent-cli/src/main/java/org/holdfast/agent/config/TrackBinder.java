package org.holdfast.agent.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.Tracks.InterfaceTrack;
import org.holdfast.vrrp.Tracks.Watched;
import org.jspecify.annotations.Nullable;

/** Makes tracks, with the weights of what is tracked where the track has none of its own. */
final class TrackBinder {

  private final Report report;
  private final TrackDefinitions definitions;
  private final TrackedChecks checks;

  TrackBinder(Report report, TrackDefinitions definitions, TrackedChecks checks) {
    this.report = report;
    this.definitions = definitions;
    this.checks = checks;
  }

  /**
   * An instance's tracks, kind by kind.
   *
   * @param group what its sync group tracks: of each kind that which the instance has not itself
   */
  Tracks bind(Fields instance, @Nullable Fields group) {
    var own = instance.section(InstanceKeywords.TRACK);
    if (own.get(InstanceKeywords.TRACK_SOURCE_ADDRESS)
        && instance.find(InstanceKeywords.SOURCE_ADDRESS) == null
        && instance.section(InstanceKeywords.UNICAST).find(InstanceKeywords.UNICAST_SOURCE)
            == null) {
      report.error(
          own.spot(InstanceKeywords.TRACK_SOURCE_ADDRESS),
          "no source address to track; give the instance a source-address");
    }
    var sections = group == null ? List.of(own) : List.of(own, group);
    return new Tracks(
        own.get(InstanceKeywords.OWN_INTERFACE),
        own.get(InstanceKeywords.TRACK_SOURCE_ADDRESS),
        interfaces(sections),
        watched(sections));
  }

  private List<InterfaceTrack> interfaces(List<Fields> sections) {
    var tracks = new ArrayList<InterfaceTrack>();
    var before = new HashSet<String>();
    for (var section : sections) {
      var names = new HashSet<String>();
      for (var entry : section.list(TrackKeywords.INTERFACES)) {
        var track = entry.value();
        if (track.isComplete()) {
          var name = track.get(TrackKeywords.INTERFACE);
          if (isNew(name, names, before, entry.spot())) {
            tracks.add(
                new InterfaceTrack(
                    name,
                    track.number(TrackKeywords.INTERFACE_WEIGHT),
                    track.get(TrackKeywords.INTERFACE_REVERSE)));
          }
        }
      }
      before.addAll(names);
    }
    return tracks;
  }

  /** What is tracked by name, then the checks. */
  private List<Watched> watched(List<Fields> sections) {
    var tracks = new ArrayList<Watched>();
    for (var tracked : TrackKeywords.BY_NAME) {
      var before = new HashSet<String>();
      for (var section : sections) {
        var names = new HashSet<String>();
        for (var entry : section.list(tracked.list())) {
          var track = entry.value();
          if (track.isComplete()
              && isNew(track.get(tracked.name()), names, before, track.spot(tracked.name()))) {
            add(tracked, track, tracks);
          }
        }
        before.addAll(names);
      }
    }
    tracks.addAll(checks.bind(sections));
    return tracks;
  }

  /**
   * @param names of the section, to which the name is added
   * @param before those of the sections that come first, which win
   */
  private boolean isNew(String name, Set<String> names, Set<String> before, Spot at) {
    if (!names.add(name)) {
      report.error(at, name + " is tracked twice; remove one");
    }
    return !before.contains(name);
  }

  private void add(TrackKeywords.Tracked tracked, Fields track, List<Watched> tracks) {
    var name = track.get(tracked.name());
    var at = track.spot(tracked.name());
    var standard = definitions.use(tracked.kind(), name);
    if (standard == null) {
      report.error(
          at,
          tracked.where()
              + " has no "
              + ValueType.quote(name)
              + Nearest.hint(name, definitions.names(tracked.kind())));
      return;
    }
    var weight = track.find(tracked.weight());
    var reverse = track.find(tracked.reverse());
    tracks.add(
        new Watched(
            tracked.kind(),
            name,
            weight == null ? standard.weight() : weight.intValue(),
            reverse == null ? standard.reverse() : reverse));
  }
}
