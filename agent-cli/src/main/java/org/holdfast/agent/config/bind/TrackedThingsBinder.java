package org.holdfast.agent.config.bind;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.config.words.TrackKeywords;
import org.holdfast.health.TrackFileConfig;
import org.holdfast.health.TrackProcessConfig;
import org.holdfast.health.TrackProcessConfig.Match;
import org.holdfast.vrrp.TrackKind;

/** Creates the records of the files and processes that may be tracked. */
final class TrackedThingsBinder {

  /** The length to which the kernel truncates a program's name. */
  private static final int LONGEST_NAME = 15;

  private final Report report;
  private final Host host;

  TrackedThingsBinder(Report report, Host host) {
    this.report = report;
    this.host = host;
  }

  List<TrackFileConfig> files(Fields vrrp) {
    var files = new ArrayList<TrackFileConfig>();
    complete(vrrp.map(TrackKeywords.TRACK_FILES))
        .forEach((name, fields) -> files.add(file(name, fields)));
    return files;
  }

  private TrackFileConfig file(String name, Fields fields) {
    var path = fields.get(TrackKeywords.PATH);
    var whyNot = host.whyNotWatchable(path);
    if (whyNot != null) {
      report.error(fields.spot(TrackKeywords.PATH), ValueType.quote(path) + " " + whyNot);
    }
    var initial = fields.find(TrackKeywords.INIT_VALUE);
    boolean overwrite = fields.get(TrackKeywords.OVERWRITE);
    if (overwrite && initial == null && fields.isSound(TrackKeywords.INIT_VALUE)) {
      report.error(
          fields.spot(TrackKeywords.OVERWRITE), "has no effect without init-value; add init-value");
    }
    return new TrackFileConfig(name, path, initial == null ? null : initial.intValue(), overwrite);
  }

  List<TrackProcessConfig> processes(Fields vrrp) {
    var processes = new ArrayList<TrackProcessConfig>();
    complete(vrrp.map(TrackKeywords.TRACK_PROCESSES))
        .forEach((name, fields) -> processes.add(process(name, fields)));
    return processes;
  }

  private static Map<String, Fields> complete(Map<String, Entry<Fields>> entries) {
    var complete = new LinkedHashMap<String, Fields>();
    entries.forEach((name, entry) -> {
      if (entry.value().isComplete()) {
        complete.put(name, entry.value());
      }
    });
    return complete;
  }

  private TrackProcessConfig process(String name, Fields fields) {
    var command = fields.get(TrackKeywords.PROCESS_COMMAND);
    var program = command.getFirst();
    var arguments = command.subList(1, command.size());
    var match = fields.find(TrackKeywords.MATCH);
    if (match == null) {
      match = usualMatch(arguments);
    }
    boolean full = fields.get(TrackKeywords.FULL_COMMAND) || needsFullCommand(program, match);
    var most = fields.find(TrackKeywords.QUORUM_MAX);
    var least = fields.find(TrackKeywords.QUORUM);
    if (most != null && least != null && least > most) {
      report.error(
          fields.spot(TrackKeywords.QUORUM),
          least + " processes at least and " + most + " at most; no number is in that range");
    }
    Duration delay = otherwise(fields, TrackKeywords.PROCESS_DELAY, Duration.ZERO);
    return new TrackProcessConfig(
        name,
        program,
        arguments,
        match,
        full,
        least != null ? least.intValue() : most != null && most == 0 ? 0 : 1,
        most == null ? Integer.MAX_VALUE : most.intValue(),
        otherwise(fields, TrackKeywords.FORK_DELAY, delay),
        otherwise(fields, TrackKeywords.TERMINATE_DELAY, delay));
  }

  static Match usualMatch(List<String> arguments) {
    return arguments.isEmpty() ? Match.NAME : Match.EXACT;
  }

  /**
   * Whether the program name, as truncated by the kernel, is not sufficient to identify the
   * process.
   */
  static boolean needsFullCommand(String program, Match match) {
    return match != Match.NAME || program.contains("/") || program.length() > LONGEST_NAME;
  }

  private static Duration otherwise(Fields fields, Key<Duration> key, Duration standard) {
    var given = fields.find(key);
    return given == null ? standard : given;
  }

  /** Warns about scripts and processes that no instance tracks. */
  void warnOfUnused(Fields vrrp, TrackDefinitions definitions) {
    warn(
        vrrp.map(Keywords.SCRIPTS),
        name -> definitions.isUsed(TrackKind.SCRIPT, name),
        "no instance tracks this script, so it is never run; name it under "
            + report.name(InstanceKeywords.TRACK.then(TrackKeywords.SCRIPTS.list()))
            + " or remove it");
    warn(
        vrrp.map(TrackKeywords.TRACK_PROCESSES),
        name -> definitions.isUsed(TrackKind.PROCESS, name),
        "no instance tracks this process; name it under "
            + report.name(InstanceKeywords.TRACK.then(TrackKeywords.PROCESSES.list()))
            + " or remove it");
  }

  private void warn(Map<String, Entry<Fields>> entries, Predicate<String> isUsed, String message) {
    entries.forEach((name, entry) -> {
      if (!isUsed.test(name)) {
        report.warning(entry.spot(), message);
      }
    });
  }
}
