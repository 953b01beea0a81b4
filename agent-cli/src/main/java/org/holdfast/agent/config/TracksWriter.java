package org.holdfast.agent.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.TrackDefinitions.Standard;
import org.holdfast.health.CheckSpec;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.Tracks.Watched;

/** Writes tracks, as {@link TrackBinder} reads them: a sync group's with each of its members. */
final class TracksWriter {

  private final Form form;
  private final CheckWriter checks;
  private final Map<String, CheckSpec> checksByName = new HashMap<>();
  private final Map<String, Standard> scripts = new HashMap<>();

  TracksWriter(Form form, AgentConfig config, CheckWriter checks) {
    this.form = form;
    this.checks = checks;
    config.trackedChecks().forEach(check -> checksByName.put(check.name(), check.spec()));
    config
        .vrrp()
        .scripts()
        .forEach(
            script -> scripts.put(script.name(), new Standard(script.weight(), script.reverse())));
  }

  Draft write(Tracks tracks) {
    var draft =
        Draft.under(InstanceKeywords.TRACK, form)
            .sections(TrackKeywords.INTERFACES, interfaces(tracks))
            .put(InstanceKeywords.OWN_INTERFACE, tracks.ownInterface())
            .put(InstanceKeywords.TRACK_SOURCE_ADDRESS, tracks.sourceAddress());
    for (var tracked : TrackKeywords.BY_NAME) {
      draft.sections(tracked.list(), watched(tracks, tracked));
    }
    checks(tracks).forEach((kind, drafts) -> draft.sections(key(kind), drafts));
    return draft;
  }

  private List<Draft> interfaces(Tracks tracks) {
    var drafts = new ArrayList<Draft>();
    for (var track : tracks.interfaces()) {
      drafts.add(
          Draft.under(TrackKeywords.INTERFACES, form)
              .put(TrackKeywords.INTERFACE, track.interfaceName())
              .put(TrackKeywords.INTERFACE_WEIGHT, track.weight())
              .put(TrackKeywords.INTERFACE_REVERSE, track.reverse()));
    }
    return drafts;
  }

  private List<Draft> watched(Tracks tracks, TrackKeywords.Tracked tracked) {
    var drafts = new ArrayList<Draft>();
    for (var track : tracks.watched()) {
      if (track.kind() == tracked.kind()) {
        var standard = standard(track);
        drafts.add(
            Draft.under(tracked.list(), form)
                .put(tracked.name(), track.name())
                .put(tracked.weight(), track.weight(), standard.weight())
                .put(tracked.reverse(), track.reverse(), standard.reverse()));
      }
    }
    return drafts;
  }

  /** What holds for a track that does not say, as the configuration is written. */
  private Standard standard(Watched track) {
    return switch (track.kind()) {
      case SCRIPT -> scripts.getOrDefault(track.name(), TrackDefinitions.PLAIN);
      case FILE -> TrackDefinitions.FILE;
      case PROCESS, BFD, VIRTUAL_SERVER, INTERFACE, CHECK -> TrackDefinitions.PLAIN;
    };
  }

  private Map<CheckKind, List<Draft>> checks(Tracks tracks) {
    var drafts = new EnumMap<CheckKind, List<Draft>>(CheckKind.class);
    for (var track : tracks.watched()) {
      var spec = track.kind() == TrackKind.CHECK ? checksByName.get(track.name()) : null;
      if (spec != null) {
        var kind = CheckKind.of(spec.probe());
        drafts.computeIfAbsent(kind, _ -> new ArrayList<>()).add(check(kind, spec, track));
      }
    }
    return drafts;
  }

  private Draft check(CheckKind kind, CheckSpec spec, Watched track) {
    var draft = Draft.under(key(kind), form);
    checks.terms(draft, spec.probe(), Place.NOWHERE);
    checks.timing(draft, spec.timing(), kind);
    return draft
        .put(CheckTrackKeywords.WEIGHT, track.weight())
        .put(CheckTrackKeywords.REVERSE, track.reverse());
  }

  private static Key<List<Entry<Fields>>> key(CheckKind kind) {
    var key = CheckTrackKeywords.BY_KIND.get(kind);
    if (key == null) {
      throw new IllegalStateException(kind + " is no check that can be tracked");
    }
    return key;
  }
}
