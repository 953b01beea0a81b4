package org.holdfast.agent.config.bind;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.agent.config.TrackedCheck;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.CheckKind;
import org.holdfast.agent.config.words.CheckTrackKeywords;
import org.holdfast.health.CheckSpec;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.Tracks.Watched;

/** Creates and names the tracked checks. Equal checks are merged into one. */
final class TrackedChecks {

  private final Report report;
  private final CheckBinder checks;
  private final Map<String, CheckSpec> byName = new LinkedHashMap<>();

  TrackedChecks(Report report, CheckBinder checks) {
    this.report = report;
    this.checks = checks;
  }

  /** Returns the checks of a {@code track} section, ordered by kind. */
  List<Watched> bind(Fields section) {
    var watched = new ArrayList<Watched>();
    CheckTrackKeywords.BY_KIND.forEach((kind, key) -> {
      var names = new HashSet<String>();
      for (var entry : section.list(key)) {
        bind(kind, entry, names, watched);
      }
    });
    return watched;
  }

  private void bind(CheckKind kind, Entry<Fields> entry, Set<String> names, List<Watched> watched) {
    var fields = entry.value();
    var spec = checks.bind(kind, fields, fields, DefaultTarget.NOWHERE);
    if (spec == null) {
      return;
    }
    var name = name(spec);
    if (!names.add(name)) {
      report.error(entry.spot(), name + " is tracked twice; remove one");
    } else {
      watched.add(
          new Watched(
              TrackKind.CHECK,
              name,
              fields.number(CheckTrackKeywords.WEIGHT),
              fields.get(CheckTrackKeywords.REVERSE)));
    }
  }

  /** Returns the name of a check; checks that differ only in their timing are numbered. */
  private String name(CheckSpec spec) {
    var words = spec.probe().words();
    var name = words;
    for (int i = 2; !byName.computeIfAbsent(name, _ -> spec).equals(spec); i++) {
      name = words + " (" + i + ")";
    }
    return name;
  }

  /** Returns the position of a check's kind in the order of the keywords. */
  int place(String name) {
    var spec = byName.get(name);
    return spec == null
        ? Integer.MAX_VALUE
        : List.copyOf(CheckTrackKeywords.BY_KIND.keySet()).indexOf(CheckKind.of(spec.probe()));
  }

  /**
   * Returns the checks that the instances track, in the order of the instances and their tracks.
   */
  List<TrackedCheck> of(List<InstanceConfig> instances) {
    var names = new LinkedHashSet<String>();
    for (var instance : instances) {
      for (var track : instance.tracks().watched()) {
        if (track.kind() == TrackKind.CHECK) {
          names.add(track.name());
        }
      }
    }
    var all = new ArrayList<TrackedCheck>();
    for (var name : names) {
      var spec = byName.get(name);
      if (spec != null) {
        all.add(new TrackedCheck(name, spec));
      }
    }
    return all;
  }
}
