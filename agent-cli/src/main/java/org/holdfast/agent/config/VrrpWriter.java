package org.holdfast.agent.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.NotificationKeywords.Subject;
import org.holdfast.health.TrackFileConfig;
import org.holdfast.health.TrackProcessConfig;
import org.holdfast.health.TrackProcessConfig.Match;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.ScriptConfig;
import org.holdfast.vrrp.SyncGroupConfig;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VrrpConfig;

/** Writes the {@code vrrp} part, as {@link VrrpBinder} reads it. */
final class VrrpWriter {

  private final Form form;
  private final AgentConfig config;
  private final Audience audience;
  private final CheckWriter checks;

  VrrpWriter(Form form, AgentConfig config, Audience audience, CheckWriter checks) {
    this.form = form;
    this.config = config;
    this.audience = audience;
    this.checks = checks;
  }

  /** Without instances, writes only what the virtual servers beside it need. */
  Draft vrrp() {
    var vrrp = config.vrrp();
    var draft = Draft.under(Keywords.VRRP, form);
    if (vrrp.instances().isEmpty()) {
      return draft
          .named(Keywords.SCRIPTS, scripts(vrrp))
          .named(TrackKeywords.TRACK_FILES, files())
          .named(TrackKeywords.TRACK_PROCESSES, processes())
          .put(Keywords.REAL_TIME_PRIORITY, vrrp.realTimePriority());
    }
    var groups = new LinkedHashMap<Family, IpAddress>();
    for (var family : Family.values()) {
      groups.put(family, group(family));
    }
    var instances = instances(groups);
    var defaults =
        Draft.under(Keywords.DEFAULTS, form)
            .put(Keywords.GROUP_V4, groups.get(Family.IPV4))
            .put(Keywords.GROUP_V6, groups.get(Family.IPV6))
            .gather(List.copyOf(instances.values()));
    return draft
        .named(InstanceKeywords.INSTANCES, instances)
        .named(Keywords.SYNC_GROUPS, syncGroups(vrrp))
        .named(Keywords.SCRIPTS, scripts(vrrp))
        .section(Keywords.DEFAULTS, defaults)
        .named(TrackKeywords.TRACK_FILES, files())
        .named(TrackKeywords.TRACK_PROCESSES, processes())
        .put(Keywords.STARTUP_DELAY, vrrp.startupDelay())
        .put(Keywords.REAL_TIME_PRIORITY, vrrp.realTimePriority())
        .put(Keywords.LOCK_MEMORY, vrrp.lockMemory());
  }

  /** Of the instances with unicast peers, whose group can be said nowhere else; else the usual. */
  private IpAddress group(Family family) {
    for (var instance : config.vrrp().instances()) {
      if (instance.family() == family
          && instance.transport() instanceof Transport.Unicast unicast) {
        return unicast.group();
      }
    }
    return Transport.defaultGroup(family);
  }

  private Map<String, Draft> instances(Map<Family, IpAddress> groups) {
    var tracks = new TracksWriter(form, config, checks);
    var writer = new InstanceWriter(form, config.notifications().hooks(), audience, tracks, groups);
    var drafts = new LinkedHashMap<String, Draft>();
    for (var instance : config.vrrp().instances()) {
      drafts.put(instance.name(), writer.write(instance));
    }
    return drafts;
  }

  private Map<String, Draft> syncGroups(VrrpConfig vrrp) {
    var drafts = new LinkedHashMap<String, Draft>();
    for (var group : vrrp.syncGroups()) {
      var notify =
          NotifyWriter.commands(
                  Draft.under(NotifyKeywords.GROUP_NOTIFY, form), group.notifications())
              .put(
                  NotifyKeywords.MAIL,
                  audience.isMailed(Subject.GROUPS, group.name()),
                  audience.isMailed(Subject.GROUPS));
      drafts.put(
          group.name(),
          Draft.under(Keywords.SYNC_GROUPS, form)
              .list(Keywords.MEMBERS, group.instances())
              .put(TrackKeywords.TRACKING_WEIGHT, haveWeights(vrrp, group))
              .section(NotifyKeywords.GROUP_NOTIFY, notify));
    }
    return drafts;
  }

  /** A member's tracks are written with its group's, whose weights count. */
  private static boolean haveWeights(VrrpConfig vrrp, SyncGroupConfig group) {
    for (var instance : vrrp.instances()) {
      if (group.instances().contains(instance.name()) && instance.tracks().movePriority()) {
        return true;
      }
    }
    return false;
  }

  private Map<String, Draft> scripts(VrrpConfig vrrp) {
    var drafts = new LinkedHashMap<String, Draft>();
    vrrp.scripts().forEach(script -> drafts.put(script.name(), script(script)));
    return drafts;
  }

  private Draft script(ScriptConfig script) {
    return Draft.under(Keywords.SCRIPTS, form)
        .put(Keywords.COMMAND, script.command())
        .put(Keywords.SCRIPT_INTERVAL, script.interval())
        .put(Keywords.TIMEOUT, script.timeout(), script.interval())
        .put(Keywords.RISE, script.rise())
        .put(Keywords.FALL, script.fall())
        .put(Keywords.SCRIPT_WEIGHT, script.weight())
        .put(Keywords.SCRIPT_REVERSE, script.reverse())
        .put(Keywords.INIT_FAIL, script.initFail())
        .put(Keywords.USER, script.user())
        .put(Keywords.GROUP, script.group());
  }

  private Map<String, Draft> files() {
    var drafts = new LinkedHashMap<String, Draft>();
    for (TrackFileConfig file : config.trackFiles()) {
      var draft =
          Draft.under(TrackKeywords.TRACK_FILES, form)
              .put(TrackKeywords.PATH, file.path())
              .put(TrackKeywords.OVERWRITE, file.overwrite());
      if (file.initialValue() != null) {
        draft.put(TrackKeywords.INIT_VALUE, file.initialValue().longValue());
      }
      drafts.put(file.name(), draft);
    }
    return drafts;
  }

  private Map<String, Draft> processes() {
    var drafts = new LinkedHashMap<String, Draft>();
    config.trackProcesses().forEach(process -> drafts.put(process.name(), process(process)));
    return drafts;
  }

  private Draft process(TrackProcessConfig process) {
    List<String> command = new ArrayList<>();
    command.add(process.program());
    command.addAll(process.arguments());
    var draft =
        Draft.under(TrackKeywords.TRACK_PROCESSES, form)
            .put(TrackKeywords.PROCESS_COMMAND, command)
            .put(
                TrackKeywords.FULL_COMMAND,
                process.fullCommand()
                    && !TrackedThingsBinder.needsFullCommand(process.program(), process.match()));
    if (process.match() != Match.NAME) {
      draft.put(
          TrackKeywords.MATCH,
          process.match(),
          TrackedThingsBinder.usualMatch(process.arguments()));
    }
    if (process.least() > 0) {
      draft.put(TrackKeywords.QUORUM, process.least(), 1);
    }
    if (process.most() < Integer.MAX_VALUE) {
      draft.put(TrackKeywords.QUORUM_MAX, (Long) (long) process.most());
    }
    return delays(draft, process.forkDelay(), process.terminateDelay());
  }

  private static Draft delays(Draft draft, Duration fork, Duration terminate) {
    return fork.equals(terminate)
        ? draft.put(TrackKeywords.PROCESS_DELAY, fork, Duration.ZERO)
        : draft
            .put(TrackKeywords.FORK_DELAY, fork, Duration.ZERO)
            .put(TrackKeywords.TERMINATE_DELAY, terminate, Duration.ZERO);
  }
}
