package org.holdfast.agent.config.keepalived;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.words.BfdKeywords;
import org.holdfast.agent.config.words.HttpKeywords;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.config.words.NotificationKeywords;
import org.holdfast.agent.config.words.NotifyKeywords;
import org.holdfast.agent.config.words.ServerKeywords;
import org.holdfast.agent.config.words.ServiceKeywords;
import org.holdfast.agent.config.words.TrackKeywords;

/**
 * Translates the top blocks: first the global settings, then the definitions, then the blocks that
 * refer to definitions, so that the order in the file does not matter.
 */
final class Translator {

  private static final String NO_STATIC =
      "static ones belong to the system's network configuration";

  private static final Key<Fields> GROUP_NOTIFY = NotifyKeywords.GROUP_NOTIFY;

  private static final Vocabulary GARP_GROUP =
      Vocabulary.of("garp_group")
          .drop("garp_interval gna_interval interface interfaces", "as garp_group itself");

  private final BlockTranslation global;
  private final Tracked tracked = new Tracked();
  private final Instances instances;
  private final VirtualServers virtualServers;
  private final Vocabulary syncGroup;
  private final Vocabulary top;

  /** The statements that are not read at once, by keyword. */
  private final Map<String, List<Statement>> later = new HashMap<>();

  Translator(Notes notes, HostEnvironment world, FilePosition start) {
    this.global = new BlockTranslation(new Mapping(start), notes, world);
    this.instances = new Instances(global, world, tracked);
    this.virtualServers = new VirtualServers(global, tracked);
    this.syncGroup = syncGroup();
    this.top = top();
  }

  private Vocabulary syncGroup() {
    return tracked.addTo(
        Vocabulary.of("vrrp_sync_group")
            .carry(Keywords.MEMBERS, "group", this::members)
            .same(TrackKeywords.TRACKING_WEIGHT, "sync_group_tracking_weight")
            .notify(GROUP_NOTIFY.then(NotifyKeywords.MASTER), "notify_master")
            .notify(GROUP_NOTIFY.then(NotifyKeywords.BACKUP), "notify_backup")
            .notify(GROUP_NOTIFY.then(NotifyKeywords.FAULT), "notify_fault")
            .notify(GROUP_NOTIFY.then(NotifyKeywords.STOP), "notify_stop")
            .notify(GROUP_NOTIFY.then(NotifyKeywords.ANY), "notify")
            .same(
                GROUP_NOTIFY.then(NotifyKeywords.GROUP_PRIORITY_CHANGES), "notify_priority_changes")
            .same(GROUP_NOTIFY.then(NotifyKeywords.MAIL), "smtp_alert")
            .drop("global_tracking", "has no effect in keepalived either"));
  }

  private Vocabulary top() {
    return Vocabulary.of("top")
        .carry(
            Becomes.described("the whole file", Keywords.DEFAULTS),
            "global_defs",
            (translation, s) -> GlobalDefs.VOCABULARY.read(s.block(), translation))
        .carry(Keywords.VRRP.then(InstanceKeywords.INSTANCES), "vrrp_instance", this::keep)
        .carry(Keywords.VRRP.then(Keywords.SYNC_GROUPS), "vrrp_sync_group", this::keep)
        .carry(Keywords.VRRP.then(Keywords.SCRIPTS), "vrrp_script", this::keep)
        .carry(
            Keywords.VRRP.then(TrackKeywords.TRACK_FILES), "track_file vrrp_track_file", this::keep)
        .carry(Keywords.VRRP.then(TrackKeywords.TRACK_PROCESSES), "vrrp_track_process", this::keep)
        .carry(BfdKeywords.BFD.then(BfdKeywords.SESSIONS), "bfd_instance", this::keep)
        .carry(
            Becomes.described(
                ServerKeywords.VIRTUAL_SERVERS.path(),
                ServerKeywords.VIRTUAL_SERVERS,
                ServiceKeywords.ADDRESS),
            "virtual_server",
            this::keep)
        .carry(
            Becomes.described(
                ServiceKeywords.ADDRESSES + " and " + ServiceKeywords.FIREWALL_MARKS,
                ServiceKeywords.ADDRESSES),
            "virtual_server_group",
            this::keep)
        .within(ServiceKeywords.FIREWALL_MARKS, "fwmark")
        .carry(Becomes.described("tls of every https check", HttpKeywords.TLS), "SSL", this::keep)
        .drop("static_ipaddress static_routes static_rules track_group", NO_STATIC)
        .drop("linkbeat_interfaces linkbeat_use_polling", "the kernel tells of links")
        .drop("interface_up_down_delays", "a link that is down is a fault at once")
        .drop("garp_group", "write vrrp_garp_interval and vrrp_gna_interval")
        .same(NotificationKeywords.NET_NAMESPACE, "net_namespace")
        .drop("net_namespace_ipvs", "checks and IPVS are in one namespace")
        .drop("namespace_with_ipsets", "the agent makes no firewall rules")
        .drop("instance use_pid_dir", "the control socket's path tells agents apart")
        .drop("child_wait_time", "the agent is one process");
  }

  private void keep(BlockTranslation translation, Statement statement) {
    later.computeIfAbsent(statement.keyword(), _ -> new ArrayList<>()).add(statement);
  }

  private List<Statement> later(String keyword) {
    return later.getOrDefault(keyword, List.of());
  }

  /** The keywords of all vocabularies. */
  List<Keyword> keywords() {
    return vocabularies().flatMap(vocabulary -> vocabulary.keywords().stream()).toList();
  }

  /** The keywords of all vocabularies, and the words within their lines. */
  List<Keyword> words() {
    return vocabularies().flatMap(vocabulary -> vocabulary.words().stream()).toList();
  }

  private Stream<Vocabulary> vocabularies() {
    return Stream.of(
            List.of(
                top,
                GlobalDefs.VOCABULARY,
                GARP_GROUP,
                instances.all(),
                syncGroup,
                Tracked.SCRIPT,
                Tracked.FILE,
                Tracked.PROCESS,
                Tracked.BFD),
            InstanceAuthentication.inner(),
            virtualServers.vocabularies())
        .flatMap(List::stream);
  }

  Mapping translate(List<Statement> statements) {
    top.read(statements, global);
    GlobalDefs.finish(global);
    define(later("vrrp_script"), Tracked.SCRIPT, "script", "vrrp.scripts", "command");
    define(later("track_file"), Tracked.FILE, "file", "vrrp.track-files", "path");
    define(later("vrrp_track_file"), Tracked.FILE, "file", "vrrp.track-files", "path");
    define(
        later("vrrp_track_process"), Tracked.PROCESS, "process", "vrrp.track-processes", "command");
    define(later("bfd_instance"), Tracked.BFD, "bfd", "bfd.sessions", "neighbour");
    var names = readInstances();
    readGroups(names);
    checkSyncDaemon(names);
    virtualServers.read(later("virtual_server_group"), later("virtual_server"), later("SSL"));
    if (global.users().dependsOnTheHost()) {
      global
          .out()
          .remark(
              "commands that name no user run as the agent's own; with keepalived they run as"
                  + " keepalived_script where the host has that user");
    }
    return ordered();
  }

  private void define(
      List<Statement> blocks, Vocabulary vocabulary, String kind, String path, String needed) {
    for (var block : blocks) {
      var name = block.word(1);
      var translation = global.with(new Mapping(block.place()));
      vocabulary.read(block.block(), translation);
      var why = name.isEmpty() ? "has no name" : Tracked.lack(translation.out(), needed);
      if (why == null && tracked.has(kind, name)) {
        why = "is there already";
      }
      if (why == null && kind.equals("script") && !hasUser(translation, block)) {
        continue;
      }
      if (why != null) {
        global.repaired(block.place(), block.keyword() + " " + name + " " + why + "; ignored");
        continue;
      }
      if (translation.out().text("multihop", "false").equals("true")
          && !translation.out().has("max-hops")) {
        translation
            .out()
            .put("max-hops", block.place(), "0"); // keepalived's standard; ours is to ask
      }
      tracked.define(kind, name, Tracked.standard(translation));
      section(path, block.place()).members().put(name, translation.out());
    }
  }

  private static boolean hasUser(BlockTranslation script, Statement block) {
    var own = script.said("user");
    return own == null
        ? script
            .users()
            .putStandard(block.place(), block.keyword() + " " + block.word(1), script.out(), "")
        : script.users().put(own, 1, script.out(), "");
  }

  private Mapping section(String path, FilePosition place) {
    int dot = path.indexOf('.');
    return dot < 0
        ? global.out().section(path, place)
        : global
            .out()
            .section(path.substring(0, dot), place)
            .section(path.substring(dot + 1), place);
  }

  private Set<String> readInstances() {
    var names = new HashSet<String>();
    for (var block : later("vrrp_instance")) {
      var name = block.word(1);
      if (name.isEmpty() || !names.add(name)) {
        global.repaired(
            block.place(),
            name.isEmpty()
                ? "vrrp_instance without a name; ignored"
                : "vrrp_instance " + name + " is there already; ignored");
        continue;
      }
      section("vrrp.instances", block.place()).members().put(name, instances.read(block));
    }
    if (!names.isEmpty()) {
      putStandards(later("vrrp_instance").getFirst().place());
    }
    return names;
  }

  /** Writes keepalived's defaults where they differ from ours. */
  private void putStandards(FilePosition place) {
    var standards = section("vrrp.defaults", place);
    var all = global.out().get("vrrp.instances") instanceof Mapping mapping ? mapping : null;
    boolean unicast =
        all != null
            && all.members().values().stream()
                .anyMatch(one -> one instanceof Mapping instance && instance.has("unicast"));
    if (unicast && !standards.has("check-source")) {
      standards.put("check-source", place, "false");
    }
    if (!standards.has("advert-before-yielding")) {
      standards.put("advert-before-yielding", place, "false");
    }
  }

  private void members(BlockTranslation translation, Statement group) {
    var members = new ArrayList<Tree>();
    for (var line : group.block()) {
      for (var word : line.from(0)) {
        members.add(new Text(word.place(), word.text()));
      }
    }
    if (!members.isEmpty()) {
      translation.out().put("instances", new Items(group.place(), members));
    }
  }

  private void readGroups(Set<String> names) {
    var taken = new HashSet<String>();
    for (var block : later("vrrp_sync_group")) {
      var translation = global.with(new Mapping(block.place()));
      syncGroup.read(block.block(), translation);
      var members = new ArrayList<Tree>();
      for (var member : translation.out().items("instances")) {
        var name = ((Text) member).text();
        if (names.contains(name) && taken.add(name)) {
          members.add(member);
        } else {
          global.repaired(
              member.place(),
              names.contains(name)
                  ? name + " is in a sync group already; ignored"
                  : "Virtual router " + name + " specified in sync group does not exist; ignored");
        }
      }
      if (members.isEmpty() || block.word(1).isEmpty()) {
        global.repaired(
            block.place(), "Sync group " + block.word(1) + " has no virtual router; ignored");
        continue;
      }
      translation.out().put("instances", new Items(block.place(), members));
      section("vrrp.sync-groups", block.place()).members().put(block.word(1), translation.out());
    }
  }

  private void checkSyncDaemon(Set<String> names) {
    if (global.out().get("ipvs.sync-daemon") instanceof Mapping daemon) {
      var instance = daemon.text("instance");
      if (instance != null && !names.contains(instance)) {
        global.repaired(
            daemon.place(),
            "lvs_sync_daemon: no vrrp_instance " + instance + "; there is no sync daemon");
        if (global.out().get("ipvs") instanceof Mapping ipvs) {
          ipvs.remove("sync-daemon");
          if (ipvs.members().isEmpty()) {
            global.out().remove("ipvs");
          }
        }
      }
    }
  }

  /** The tree in the order of the reference; without instances, only the parts that checks need. */
  private Mapping ordered() {
    var out = global.out();
    if (out.get("vrrp") instanceof Mapping vrrp && !vrrp.has("instances")) {
      vrrp.members().keySet().retainAll(Set.of("track-files"));
      if (vrrp.members().isEmpty()) {
        out.remove("vrrp");
      }
    }
    sort(
        out,
        List.of(
            "router-id",
            "net-namespace",
            "notifications",
            "vrrp",
            "bfd",
            "virtual-servers",
            "ipvs"));
    if (out.get("vrrp") instanceof Mapping vrrp) {
      sort(
          vrrp,
          List.of(
              "startup-delay",
              "real-time-priority",
              "lock-memory",
              "defaults",
              "scripts",
              "track-files",
              "track-processes",
              "instances",
              "sync-groups"));
    }
    return out;
  }

  private static void sort(Mapping mapping, List<String> keys) {
    var sorted = new LinkedHashMap<String, Tree>();
    for (var key : keys) {
      var value = mapping.members().get(key);
      if (value != null) {
        sorted.put(key, value);
      }
    }
    mapping.members().clear();
    mapping.members().putAll(sorted);
  }
}
