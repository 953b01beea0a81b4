package org.holdfast.agent.config.bind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Predicate;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.NodePosition;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.words.CommandKeywords;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.config.words.LinkKeywords;
import org.holdfast.agent.config.words.NotifyKeywords;
import org.holdfast.agent.config.words.StaticKeywords;
import org.holdfast.vrrp.AnnouncementGroup;
import org.holdfast.vrrp.FirewallConfig;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.LinkConfig;
import org.holdfast.vrrp.LinksConfig;
import org.holdfast.vrrp.NotifyCommand;
import org.holdfast.vrrp.NotifyCommands;
import org.holdfast.vrrp.ScriptConfig;
import org.holdfast.vrrp.SyncGroupConfig;
import org.holdfast.vrrp.VrrpConfig;
import org.jspecify.annotations.Nullable;

/** Creates the records of the {@code vrrp} part. */
final class VrrpBinder {

  private final Report report;
  private final Host host;
  private final TrackDefinitions definitions;
  private final TrackedChecks checks;
  private final TrackedThingsBinder things;
  private final Predicate<String> waitsForTable;

  /**
   * @param waitsForTable whether the addresses of the instance with that name wait for the IPVS
   *     table
   */
  VrrpBinder(
      Report report,
      Host host,
      TrackDefinitions definitions,
      TrackedChecks checks,
      TrackedThingsBinder things,
      Predicate<String> waitsForTable) {
    this.report = report;
    this.host = host;
    this.definitions = definitions;
    this.checks = checks;
    this.things = things;
    this.waitsForTable = waitsForTable;
  }

  VrrpConfig bind(Fields vrrp, BfdBinder bfd) {
    var statics = new StaticBinder(report, host, vrrp.section(StaticKeywords.STATIC));
    var instances = instances(vrrp, bfd, statics);
    return new VrrpConfig(
        instances,
        syncGroups(vrrp),
        scripts(vrrp),
        vrrp.get(Keywords.STARTUP_DELAY),
        vrrp.number(Keywords.REAL_TIME_PRIORITY),
        vrrp.get(Keywords.LOCK_MEMORY),
        firewall(vrrp.section(Keywords.FIREWALL)),
        links(vrrp, new AnnouncementGroupBinder(report).bind(vrrp, instances)),
        vrrp.get(Keywords.DELAY_AFTER_BOOT),
        statics.bind());
  }

  private static LinksConfig links(Fields vrrp, List<AnnouncementGroup> groups) {
    var links = new LinkedHashMap<String, LinkConfig>();
    var carrier = vrrp.get(LinkKeywords.ALL_CARRIERS);
    for (var named : vrrp.map(LinkKeywords.LINKS).entrySet()) {
      var fields = named.getValue().value();
      var own = fields.find(LinkKeywords.CARRIER);
      links.put(
          named.getKey(),
          new LinkConfig(
              fields.get(LinkKeywords.DOWN_DELAY),
              fields.get(LinkKeywords.UP_DELAY),
              own == null ? carrier : own));
    }
    return new LinksConfig(carrier, links, groups);
  }

  private static FirewallConfig firewall(Fields firewall) {
    return new FirewallConfig(
        firewall.get(Keywords.FIREWALL_TABLE),
        firewall.number(Keywords.FIREWALL_PRIORITY),
        firewall.get(Keywords.FIREWALL_COUNTERS));
  }

  private List<InstanceConfig> instances(Fields vrrp, BfdBinder bfd, StaticBinder statics) {
    var entries = vrrp.map(InstanceKeywords.INSTANCES);
    statics.check(entries.keySet());
    if (entries.isEmpty() && vrrp.isGiven(InstanceKeywords.INSTANCES)) {
      if (vrrp.isSound(InstanceKeywords.INSTANCES)) {
        report.error(vrrp.spot(InstanceKeywords.INSTANCES), "no instance (expected: at least one)");
      }
      return List.of();
    }
    var tracks = new TrackBinder(report, definitions, checks);
    var groups = new GroupTracks(report, tracks, vrrp.map(Keywords.SYNC_GROUPS));
    var names = new LinkNames();
    for (var named : entries.values()) {
      var given = VmacBinder.givenName(named.value());
      if (given != null) {
        names.take(given);
      }
    }
    var defaults = vrrp.section(Keywords.DEFAULTS);
    var binder =
        new InstanceBinder(report, host, defaults, groups, statics, bfd, names, waitsForTable);
    var bound = new LinkedHashMap<String, Entry<InstanceConfig>>();
    for (var named : entries.entrySet()) {
      var fields = named.getValue().value();
      if (fields.isComplete() && fields.isSound(InstanceKeywords.INTERFACE)) {
        var instance = binder.bind(named.getKey(), fields);
        bound.put(named.getKey(), new Entry<>(instance, fields.spot()));
      }
    }
    if (report.errors() == 0) { // otherwise an error may be the cause
      things.warnOfUnused(vrrp, definitions);
    }
    new CrossChecks(report, bound).run(entries.keySet(), vrrp.map(Keywords.SYNC_GROUPS));
    var instances = new ArrayList<InstanceConfig>();
    for (var entry : bound.values()) {
      instances.add(entry.value());
    }
    return instances;
  }

  private List<SyncGroupConfig> syncGroups(Fields vrrp) {
    var groups = new ArrayList<SyncGroupConfig>();
    for (var named : vrrp.map(Keywords.SYNC_GROUPS).entrySet()) {
      var fields = named.getValue().value();
      var members = new ArrayList<String>();
      for (var member : fields.list(Keywords.MEMBERS)) {
        members.add(member.value());
      }
      groups.add(
          new SyncGroupConfig(
              named.getKey(),
              members,
              notifications(
                  fields.section(NotifyKeywords.GROUP_NOTIFY),
                  NotifyKeywords.GROUP_PRIORITY_CHANGES,
                  report,
                  host)));
    }
    return groups;
  }

  private List<ScriptConfig> scripts(Fields vrrp) {
    var scripts = new ArrayList<ScriptConfig>();
    for (var named : vrrp.map(Keywords.SCRIPTS).entrySet()) {
      var fields = named.getValue().value();
      if (fields.isComplete()) {
        scripts.add(script(named.getKey(), fields));
      }
    }
    return scripts;
  }

  private ScriptConfig script(String name, Fields fields) {
    var interval = fields.get(Keywords.SCRIPT_INTERVAL);
    var timeout = fields.find(Keywords.TIMEOUT);
    var user = fields.find(CommandKeywords.USER);
    if (user == null
        && fields.isGiven(CommandKeywords.GROUP)
        && fields.isSound(CommandKeywords.USER)) {
      report.error(fields.spot(CommandKeywords.GROUP), "a group without a user; add user");
    }
    return new ScriptConfig(
        name,
        runnable(
            fields,
            CommandKeywords.COMMAND,
            user,
            fields.find(CommandKeywords.GROUP),
            report,
            host),
        interval,
        timeout == null ? interval : timeout,
        fields.number(Keywords.RISE),
        fields.number(Keywords.FALL),
        fields.number(Keywords.SCRIPT_WEIGHT),
        fields.get(Keywords.SCRIPT_REVERSE),
        fields.get(Keywords.INIT_FAIL),
        user,
        fields.find(CommandKeywords.GROUP));
  }

  /**
   * @param priorityChanges the key that decides whether FIFOs receive changes of priority
   */
  static NotifyCommands notifications(
      Fields notify, Key<Boolean> priorityChanges, Report report, Host host) {
    return new NotifyCommands(
        optional(notify, NotifyKeywords.MASTER, report, host),
        optional(notify, NotifyKeywords.BACKUP, report, host),
        optional(notify, NotifyKeywords.FAULT, report, host),
        optional(notify, NotifyKeywords.STOP, report, host),
        optional(notify, NotifyKeywords.DELETED, report, host),
        optional(notify, NotifyKeywords.LOWER_PRIORITY, report, host),
        optional(notify, NotifyKeywords.ANY, report, host),
        new NotifyCommands.Choices(notify.find(NotifyKeywords.MAIL), notify.find(priorityChanges)));
  }

  static @Nullable NotifyCommand optional(
      Fields fields, Key<NotifyCommand> key, Report report, Host host) {
    var command = fields.find(key);
    if (command != null) {
      requireRunnable(
          command.words(), command.user(), command.group(), fields.spot(key), report, host);
    }
    return command;
  }

  static List<String> runnable(
      Fields fields,
      Key<List<String>> key,
      @Nullable String user,
      @Nullable String group,
      Report report,
      Host host) {
    var command = fields.get(key);
    requireRunnable(command, user, group, fields.spot(key), report, host);
    return command;
  }

  private static void requireRunnable(
      List<String> command,
      @Nullable String user,
      @Nullable String group,
      NodePosition at,
      Report report,
      Host host) {
    var whyNot = host.whyNotRunnable(command.get(0));
    if (whyNot != null) {
      report.error(at, ValueType.quote(command.get(0)) + " " + whyNot);
      return;
    }
    var whyRefused = user == null && group != null ? null : host.whyRefused(command, user, group);
    if (whyRefused != null) {
      report.error(at, whyRefused);
    }
  }
}
