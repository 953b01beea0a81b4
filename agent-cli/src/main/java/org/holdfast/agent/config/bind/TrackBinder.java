package org.holdfast.agent.config.bind;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Nearest;
import org.holdfast.agent.config.table.NodePosition;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.TrackKeywords;
import org.holdfast.agent.config.words.UnicastKeywords;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.Tracks.InterfaceTrack;
import org.holdfast.vrrp.Tracks.Watched;

/** Creates tracks; a track without a weight takes the weight of the tracked object. */
final class TrackBinder {

  private final Report report;
  private final TrackDefinitions definitions;
  private final TrackedChecks checks;

  TrackBinder(Report report, TrackDefinitions definitions, TrackedChecks checks) {
    this.report = report;
    this.definitions = definitions;
    this.checks = checks;
  }

  /** Returns an instance's own tracks, ordered by kind. */
  Tracks bind(Fields instance) {
    var own = instance.section(InstanceKeywords.TRACK);
    if (own.get(InstanceKeywords.TRACK_SOURCE_ADDRESS)
        && instance.find(InstanceKeywords.SOURCE_ADDRESS) == null
        && instance.section(UnicastKeywords.UNICAST).find(UnicastKeywords.UNICAST_SOURCE) == null) {
      report.error(
          own.spot(InstanceKeywords.TRACK_SOURCE_ADDRESS),
          "no source address to track; give the instance a "
              + report.name(instance.spot(), InstanceKeywords.SOURCE_ADDRESS));
    }
    return new Tracks(
        own.get(InstanceKeywords.OWN_INTERFACE),
        own.get(InstanceKeywords.TRACK_SOURCE_ADDRESS),
        interfaces(own),
        watched(own));
  }

  /** Returns the tracks that each member of a sync group inherits. */
  Tracks bindGroup(Fields track) {
    return new Tracks(false, false, interfaces(track), watched(track));
  }

  /** Orders named objects before checks, and both by kind. */
  Comparator<Watched> inOrderOfKeywords() {
    var kinds = TrackKeywords.BY_NAME.stream().map(TrackKeywords.Tracked::kind).toList();
    return Comparator.comparingInt(track -> {
      int byName = kinds.indexOf(track.kind());
      return byName >= 0 ? byName : kinds.size() + checks.place(track.name());
    });
  }

  private List<InterfaceTrack> interfaces(Fields section) {
    var tracks = new ArrayList<InterfaceTrack>();
    var names = new HashSet<String>();
    for (var entry : section.list(TrackKeywords.INTERFACES)) {
      var track = entry.value();
      if (track.isComplete()) {
        var name = track.get(TrackKeywords.INTERFACE);
        if (isNew(name, names, entry.spot())) {
          tracks.add(
              new InterfaceTrack(
                  name,
                  track.number(TrackKeywords.INTERFACE_WEIGHT),
                  track.get(TrackKeywords.INTERFACE_REVERSE)));
        }
      }
    }
    return tracks;
  }

  /** Returns the named tracked objects, followed by the checks. */
  private List<Watched> watched(Fields section) {
    var tracks = new ArrayList<Watched>();
    for (var tracked : TrackKeywords.BY_NAME) {
      var names = new HashSet<String>();
      for (var entry : section.list(tracked.list())) {
        var track = entry.value();
        if (track.isComplete()
            && isNew(track.get(tracked.name()), names, track.spot(tracked.name()))) {
          add(tracked, track, tracks);
        }
      }
    }
    tracks.addAll(checks.bind(section));
    return tracks;
  }

  /**
   * Adds the name to {@code names}, or reports an error if the section already has it; returns
   * whether it was added.
   */
  private boolean isNew(String name, Set<String> names, NodePosition at) {
    boolean isNew = names.add(name);
    if (!isNew) {
      report.error(at, name + " is tracked twice; remove one");
    }
    return isNew;
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
