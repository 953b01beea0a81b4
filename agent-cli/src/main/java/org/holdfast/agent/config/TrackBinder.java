package org.holdfast.agent.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.Tracks.InterfaceTrack;
import org.holdfast.vrrp.Tracks.Watched;

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

  /** An instance's own tracks. */
  Tracks bind(Fields instance) {
    var fields = instance.section(InstanceKeywords.TRACK);
    if (fields.get(InstanceKeywords.TRACK_SOURCE_ADDRESS)
        && instance.find(InstanceKeywords.SOURCE_ADDRESS) == null
        && instance.section(InstanceKeywords.UNICAST).find(InstanceKeywords.UNICAST_SOURCE)
            == null) {
      report.error(
          fields.spot(InstanceKeywords.TRACK_SOURCE_ADDRESS),
          "no source address to track; give the instance a source-address");
    }
    return new Tracks(
        fields.get(InstanceKeywords.OWN_INTERFACE),
        fields.get(InstanceKeywords.TRACK_SOURCE_ADDRESS),
        interfaces(fields),
        watched(fields));
  }

  /** The links under a {@code track} section. */
  List<InterfaceTrack> interfaces(Fields fields) {
    var tracks = new ArrayList<InterfaceTrack>();
    var names = new HashSet<String>();
    for (var entry : fields.list(TrackKeywords.INTERFACES)) {
      var track = entry.value();
      if (!track.isComplete()) {
        continue;
      }
      var name = track.get(TrackKeywords.INTERFACE);
      if (!names.add(name)) {
        report.error(entry.spot(), name + " is tracked twice; remove one");
      }
      tracks.add(
          new InterfaceTrack(
              name,
              track.number(TrackKeywords.INTERFACE_WEIGHT),
              track.get(TrackKeywords.INTERFACE_REVERSE)));
    }
    return tracks;
  }

  /** What a {@code track} section tracks by name, and the checks it has. */
  List<Watched> watched(Fields fields) {
    var tracks = new ArrayList<Watched>();
    for (var tracked : TrackKeywords.BY_NAME) {
      var names = new HashSet<String>();
      for (var entry : fields.list(tracked.list())) {
        if (entry.value().isComplete()) {
          add(tracked, entry.value(), names, tracks);
        }
      }
    }
    tracks.addAll(checks.bind(fields));
    return tracks;
  }

  private void add(
      TrackKeywords.Tracked tracked, Fields track, Set<String> names, List<Watched> tracks) {
    var name = track.get(tracked.name());
    var at = track.spot(tracked.name());
    if (!names.add(name)) {
      report.error(at, name + " is tracked twice; remove one");
    }
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
