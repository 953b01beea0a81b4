package org.holdfast.agent.config;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.Tracks.InterfaceTrack;
import org.holdfast.vrrp.Tracks.Watched;

/** Gives the members of sync groups their groups' tracks, and takes away the weights. */
final class GroupTracks {

  private final Report report;
  private final TrackBinder binder;
  private final Map<String, Group> byMember = new HashMap<>();

  private record Group(String name, boolean hasWeights, Fields track) {}

  GroupTracks(Report report, TrackBinder binder, Map<String, Entry<Fields>> groups) {
    this.report = report;
    this.binder = binder;
    groups.forEach((name, entry) -> {
      var fields = entry.value();
      var group =
          new Group(
              name,
              fields.get(TrackKeywords.TRACKING_WEIGHT),
              fields.section(TrackKeywords.GROUP_TRACK));
      fields.list(Keywords.MEMBERS).forEach(member -> byMember.put(member.value(), group));
    });
  }

  /** The tracks of an instance: its own, and those of its group that it does not have itself. */
  Tracks of(String name, Fields instance) {
    var group = byMember.get(name);
    if (group == null) {
      return binder.bind(instance, null);
    }
    var all = binder.bind(instance, group.track());
    return group.hasWeights() || !all.movePriority()
        ? all
        : weightless(group, instance.spot(), all);
  }

  private Tracks weightless(Group group, Spot at, Tracks tracks) {
    var weighted =
        Stream.concat(
                tracks.interfaces().stream()
                    .filter(track -> track.weight() != 0)
                    .map(track -> "interface " + track.interfaceName()),
                tracks.watched().stream().filter(track -> track.weight() != 0).map(Watched::words))
            .toList();
    report.warning(
        at,
        "weights do not count in sync group "
            + group.name()
            + ": a failure of "
            + String.join(", ", weighted)
            + " is a fault; write weight: 0, or tracking-weight: true in the group");
    return new Tracks(
        tracks.ownInterface(),
        tracks.sourceAddress(),
        tracks.interfaces().stream()
            .map(track -> new InterfaceTrack(track.interfaceName(), 0, track.reverse()))
            .toList(),
        tracks.watched().stream()
            .map(track -> new Watched(track.kind(), track.name(), 0, track.reverse()))
            .toList());
  }
}
