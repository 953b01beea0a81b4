package org.holdfast.agent.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.Tracks.InterfaceTrack;
import org.holdfast.vrrp.Tracks.Watched;

/** Gives the members of sync groups their groups' tracks, and takes away the weights. */
final class GroupTracks {

  private final Report report;
  private final Map<String, Group> byMember = new HashMap<>();

  private record Group(
      String name, boolean hasWeights, List<InterfaceTrack> interfaces, List<Watched> watched) {}

  GroupTracks(Report report, TrackBinder binder, Map<String, Entry<Fields>> groups) {
    this.report = report;
    groups.forEach((name, entry) -> {
      var fields = entry.value();
      var track = fields.section(TrackKeywords.GROUP_TRACK);
      var group =
          new Group(
              name,
              fields.get(TrackKeywords.TRACKING_WEIGHT),
              binder.interfaces(track),
              binder.watched(track));
      fields.list(Keywords.MEMBERS).forEach(member -> byMember.put(member.value(), group));
    });
  }

  /**
   * The tracks of an instance: its own, then those of its group that it does not have itself.
   *
   * @param at the instance
   */
  Tracks of(String instance, Spot at, Tracks own) {
    var group = byMember.get(instance);
    if (group == null) {
      return own;
    }
    var interfaces = new ArrayList<>(own.interfaces());
    group.interfaces().stream()
        .filter(track ->
            own.interfaces().stream()
                .noneMatch(mine -> mine.interfaceName().equals(track.interfaceName())))
        .forEach(interfaces::add);
    var watched = new ArrayList<>(own.watched());
    group.watched().stream()
        .filter(track ->
            own.watched().stream()
                .noneMatch(mine -> mine.kind() == track.kind() && mine.name().equals(track.name())))
        .forEach(watched::add);
    var all = new Tracks(own.ownInterface(), own.sourceAddress(), interfaces, watched);
    return group.hasWeights() || !all.movePriority() ? all : weightless(group, at, all);
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
