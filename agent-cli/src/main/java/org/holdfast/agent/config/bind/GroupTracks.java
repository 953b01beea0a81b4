package org.holdfast.agent.config.bind;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.NodePosition;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.config.words.TrackKeywords;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.Tracks.InterfaceTrack;
import org.holdfast.vrrp.Tracks.Watched;
import org.jspecify.annotations.Nullable;

/**
 * Adds the tracks of a sync group to its members.
 *
 * <p>The tracks of a group apply to all its members, so their weights change all priorities
 * equally. If a track with a weight belonged to only one member, the members of a group could elect
 * different masters. Unless the group sets {@code tracking-weight}, such a track is therefore
 * ignored, as in keepalived. Its failure does not put the member into the fault state, because a
 * failure on all routers would then leave no master. An interface tracked with a weight is an
 * exception, here and in keepalived: a member cannot serve without its interface, so the loss of
 * the interface is a fault. A tracked process keeps its weight.
 */
final class GroupTracks {

  private final Report report;
  private final TrackBinder binder;
  private final Map<String, Group> byMember = new HashMap<>();

  private record Group(String name, Fields fields) {
    boolean hasWeights() {
      return fields.get(TrackKeywords.TRACKING_WEIGHT);
    }
  }

  GroupTracks(Report report, TrackBinder binder, Map<String, Entry<Fields>> groups) {
    this.report = report;
    this.binder = binder;
    groups.forEach((name, entry) -> {
      var fields = entry.value();
      var group = new Group(name, fields);
      fields.list(Keywords.MEMBERS).forEach(member -> byMember.put(member.value(), group));
    });
  }

  /** Returns the tracks of an instance: its own, followed by those of its group. */
  Tracks of(String name, Fields instance) {
    var group = byMember.get(name);
    var own = binder.bind(instance);
    if (group == null) {
      return own;
    }
    var counting = group.hasWeights() ? own : withoutWeights(group, instance.spot(), own);
    return joined(counting, binder.bindGroup(group.fields().section(TrackKeywords.GROUP_TRACK)));
  }

  private Tracks joined(Tracks own, Tracks group) {
    var interfaces = new ArrayList<>(own.interfaces());
    for (var track : group.interfaces()) {
      if (own.interfaces().stream()
          .noneMatch(other -> other.interfaceName().equals(track.interfaceName()))) {
        interfaces.add(track);
      }
    }
    var watched = new ArrayList<>(own.watched());
    for (var track : group.watched()) {
      if (own.watched().stream()
          .noneMatch(other -> other.kind() == track.kind() && other.name().equals(track.name()))) {
        watched.add(track);
      }
    }
    watched.sort(binder.inOrderOfKeywords());
    return new Tracks(own.ownInterface(), own.sourceAddress(), interfaces, watched);
  }

  private Tracks withoutWeights(Group group, NodePosition at, Tracks own) {
    var interfaces = new ArrayList<InterfaceTrack>();
    for (var track : own.interfaces()) {
      if (track.weight() != 0) {
        warn(group, at, "interface " + track.interfaceName(), "its loss is a fault");
      }
      interfaces.add(new InterfaceTrack(track.interfaceName(), 0, track.reverse()));
    }
    var watched = new ArrayList<Watched>();
    for (var track : own.watched()) {
      var kept = withoutWeight(track);
      if (kept == null) {
        warn(group, at, track.words(), "the track is ignored");
      } else {
        if (kept.weight() != track.weight()) {
          warn(group, at, track.words(), "every number except 0 in it is a fault");
        }
        watched.add(kept);
      }
    }
    return new Tracks(own.ownInterface(), own.sourceAddress(), interfaces, watched);
  }

  /** Returns null for a track that is ignored. */
  private static @Nullable Watched withoutWeight(Watched track) {
    if (track.weight() == 0 || track.kind() == TrackKind.PROCESS) {
      return track;
    }
    // The weight 1 is the default of a file, so it need not be written in the configuration.
    return track.kind() == TrackKind.FILE && track.weight() == 1
        ? new Watched(track.kind(), track.name(), 0, track.reverse())
        : null;
  }

  private void warn(Group group, NodePosition at, String track, String consequence) {
    report.warning(
        at,
        "the weight of "
            + track
            + " does not count in sync group "
            + group.name()
            + ": "
            + consequence
            + "; track it in the group, give it the weight 0 for a fault, or write "
            + report.setting(group.fields().spot(), TrackKeywords.TRACKING_WEIGHT, "true")
            + " in the group");
  }
}
