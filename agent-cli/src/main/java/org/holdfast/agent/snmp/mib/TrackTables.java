package org.holdfast.agent.snmp.mib;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.holdfast.agent.snmp.agentx.Oid;
import org.holdfast.agent.snmp.agentx.Value;
import org.holdfast.health.ScriptOutcome;
import org.holdfast.health.ScriptState;
import org.holdfast.health.TrackProcessConfig;
import org.holdfast.vrrp.ScriptConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.io.InstanceStatus.TrackStatus;
import org.jspecify.annotations.Nullable;

/**
 * The tables of KEEPALIVED-MIB for tracks, and for what is tracked: interfaces, scripts, files, BFD
 * sessions and processes. An instance's tracks include those of its sync group.
 */
final class TrackTables {

  private static final Oid TRACKED_INTERFACE = Roots.VRRP.with(4, 1);
  private static final Oid SCRIPT = Roots.VRRP.with(9, 1);
  private static final Oid FILE = Roots.VRRP.with(13, 1);
  private static final Oid BFD = Roots.VRRP.with(18, 1);
  private static final Oid PROCESS = Roots.VRRP.with(21, 1);
  private static final String WELL = "ok";

  /** The kinds with a table of their tracks, and its number. */
  private static final Map<TrackKind, Integer> TRACKED =
      Map.of(TrackKind.SCRIPT, 5, TrackKind.FILE, 12, TrackKind.BFD, 17, TrackKind.PROCESS, 20);

  private final NavigableMap<Oid, Value> objects;
  private final MibFacts facts;
  private final Map<String, Tracks.Watched> firstTracks = new HashMap<>();
  private final Map<String, TrackStatus> statuses = new HashMap<>();

  private TrackTables(NavigableMap<Oid, Value> objects, MibFacts facts) {
    this.objects = objects;
    this.facts = facts;
  }

  static void add(NavigableMap<Oid, Value> objects, MibFacts facts) {
    var tables = new TrackTables(objects, facts);
    for (var status : facts.instances()) {
      for (var track : status.tracks()) {
        tables.statuses.putIfAbsent(track.kind() + " " + track.name(), track);
      }
    }
    var instances = facts.config().vrrp().instances();
    for (int i = 0; i < instances.size(); i++) {
      tables.tracks(i + 1, instances.get(i).tracks());
    }
    tables.scripts(facts.config().vrrp().scripts());
    tables.files();
    tables.sessions();
    tables.processes(facts.config().trackProcesses());
  }

  private void tracks(int instance, Tracks tracks) {
    var interfaces = tracks.interfaces();
    for (int i = 0; i < interfaces.size(); i++) {
      var track = interfaces.get(i);
      Row.of(objects, TRACKED_INTERFACE, instance, i + 1)
          .text(1, track.interfaceName())
          .integer(2, track.weight())
          .yes(3, track.reverse());
    }
    var counts = new HashMap<TrackKind, Integer>();
    for (var track : tracks.watched()) {
      firstTracks.putIfAbsent(track.words(), track);
      var table = TRACKED.get(track.kind());
      if (table != null) {
        Row.of(
                objects,
                Roots.VRRP.with(table, 1),
                instance,
                counts.merge(track.kind(), 1, Integer::sum))
            .text(2, track.name())
            .integer(3, track.weight())
            .yes(4, track.reverse());
      }
    }
  }

  private void scripts(List<ScriptConfig> scripts) {
    var states = new HashMap<String, ScriptState>();
    facts.scripts().forEach(state -> states.put(state.name(), state));
    for (int i = 0; i < scripts.size(); i++) {
      var script = scripts.get(i);
      Row.of(objects, SCRIPT, i + 1)
          .text(2, script.name())
          .text(3, MibWords.command(script.command()))
          .integer(4, script.interval().toSeconds())
          .integer(5, script.weight())
          .integer(6, result(script, states.get(script.name())))
          .gauge(7, script.rise())
          .gauge(8, script.fall())
          .yes(9, script.reverse());
    }
  }

  /** Returns init(1), bad(2), good(3) or initfailed(5). */
  private static int result(ScriptConfig script, @Nullable ScriptState state) {
    var verdict = state == null ? null : state.verdict();
    return switch (verdict) {
      case null -> script.initFail() ? 5 : 1;
      case UNDECIDED -> script.initFail() || hasFailed(state) ? 5 : 1;
      case NOT_WELL -> 2;
      case WELL -> 3;
    };
  }

  private static boolean hasFailed(@Nullable ScriptState state) {
    ScriptOutcome last = state == null ? null : state.last();
    return last != null && !last.succeeded();
  }

  private void files() {
    var files = facts.config().trackFiles();
    for (int i = 0; i < files.size(); i++) {
      var file = files.get(i);
      var row =
          Row.of(objects, FILE, i + 1)
              .text(2, file.name())
              .text(3, file.path())
              .integer(4, number(statuses.get("file " + file.name())));
      weight(row, 5, "file " + file.name(), 1);
    }
  }

  private static int number(@Nullable TrackStatus track) {
    try {
      return track == null ? 0 : Integer.parseInt(track.verdict());
    } catch (NumberFormatException _) {
      return 0; // not read yet
    }
  }

  /** Adds the weight and the reversal of the first track; the weight is not the object's own. */
  private void weight(Row row, int column, String words, int without) {
    var track = firstTracks.get(words);
    row.integer(column, track == null ? without : track.weight())
        .yes(column + 1, track != null && track.reverse());
  }

  private void sessions() {
    var sessions = facts.sessions();
    for (int i = 0; i < sessions.size(); i++) {
      var session = sessions.get(i);
      var row =
          Row.of(objects, BFD, i + 1)
              .text(2, session.name())
              .integer(3, session.state().equals("Up") ? 1 : 0);
      weight(row, 4, "bfd " + session.name(), 0);
    }
  }

  private void processes(List<TrackProcessConfig> processes) {
    for (int i = 0; i < processes.size(); i++) {
      var process = processes.get(i);
      var words = "process " + process.name();
      var track = statuses.get(words);
      var row = Row.of(objects, PROCESS, i + 1).text(2, process.name()).text(3, process.program());
      if (!process.arguments().isEmpty()) {
        row.text(4, MibWords.command(process.arguments()));
      }
      weight(row.integer(5, match(process.match())), 6, words, 0);
      row.gauge(8, process.least())
          .integer(9, process.most())
          .gauge(10, process.forkDelay().toMillis())
          .gauge(11, process.terminateDelay().toMillis())
          .yes(12, process.fullCommand())
          .yes(14, track != null && track.verdict().equals(WELL));
    }
  }

  private static int match(TrackProcessConfig.Match match) {
    return switch (match) {
      case NAME -> 0;
      case EXACT -> 1;
      case PARTIAL -> 2;
      case INITIAL -> 3;
    };
  }
}
