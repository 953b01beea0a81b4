package org.holdfast.agent.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.Tracks.InterfaceTrack;
import org.holdfast.vrrp.Tracks.ScriptTrack;

/** Makes an instance's tracks, with the scripts' weights where the instance has none of its own. */
final class TrackBinder {

  private final Report report;
  private final Map<String, Entry<Fields>> scripts;
  private final Set<String> usedScripts;

  /**
   * @param usedScripts to which the tracked ones are added
   */
  TrackBinder(Report report, Map<String, Entry<Fields>> scripts, Set<String> usedScripts) {
    this.report = report;
    this.scripts = scripts;
    this.usedScripts = usedScripts;
  }

  /** The tracks, and whether one of them moves the priority. */
  record Bound(Tracks tracks, boolean hasWeights) {}

  Bound bind(Fields instance) {
    var fields = instance.section(InstanceKeywords.TRACK);
    var interfaces = interfaces(fields);
    var scriptTracks = scripts(fields);
    if (fields.get(InstanceKeywords.TRACK_SOURCE_ADDRESS)
        && instance.find(InstanceKeywords.SOURCE_ADDRESS) == null
        && instance.section(InstanceKeywords.UNICAST).find(InstanceKeywords.UNICAST_SOURCE)
            == null) {
      report.error(
          fields.spot(InstanceKeywords.TRACK_SOURCE_ADDRESS),
          "no source address to track; give the instance a source-address");
    }
    boolean hasWeights = false;
    for (var track : interfaces) {
      hasWeights |= track.weight() != 0;
    }
    for (var track : scriptTracks) {
      hasWeights |= track.weight() != 0;
    }
    return new Bound(
        new Tracks(
            fields.get(InstanceKeywords.OWN_INTERFACE),
            fields.get(InstanceKeywords.TRACK_SOURCE_ADDRESS),
            interfaces,
            scriptTracks),
        hasWeights);
  }

  private List<InterfaceTrack> interfaces(Fields fields) {
    var tracks = new ArrayList<InterfaceTrack>();
    var names = new HashSet<String>();
    for (var entry : fields.list(InstanceKeywords.TRACKED_INTERFACES)) {
      var track = entry.value();
      if (!track.isComplete()) {
        continue;
      }
      var name = track.get(InstanceKeywords.TRACKED_INTERFACE);
      if (!names.add(name)) {
        report.error(entry.spot(), name + " is tracked twice; remove one");
      }
      tracks.add(
          new InterfaceTrack(
              name,
              track.number(InstanceKeywords.INTERFACE_WEIGHT),
              track.get(InstanceKeywords.INTERFACE_REVERSE)));
    }
    return tracks;
  }

  private List<ScriptTrack> scripts(Fields fields) {
    var tracks = new ArrayList<ScriptTrack>();
    var names = new HashSet<String>();
    for (var entry : fields.list(InstanceKeywords.TRACKED_SCRIPTS)) {
      var track = entry.value();
      if (!track.isComplete()) {
        continue;
      }
      var name = track.get(InstanceKeywords.TRACKED_SCRIPT);
      var at = track.spot(InstanceKeywords.TRACKED_SCRIPT);
      if (!names.add(name)) {
        report.error(at, name + " is tracked twice; remove one");
      }
      usedScripts.add(name);
      var script = scripts.get(name);
      if (script == null) {
        report.error(
            at,
            "vrrp.scripts has no " + ValueType.quote(name) + Nearest.hint(name, scripts.keySet()));
        continue;
      }
      var weight = track.find(InstanceKeywords.SCRIPT_TRACK_WEIGHT);
      var reverse = track.find(InstanceKeywords.SCRIPT_TRACK_REVERSE);
      tracks.add(
          new ScriptTrack(
              name,
              weight == null ? script.value().number(Keywords.SCRIPT_WEIGHT) : weight.intValue(),
              reverse == null ? script.value().get(Keywords.SCRIPT_REVERSE) : reverse));
    }
    return tracks;
  }
}
