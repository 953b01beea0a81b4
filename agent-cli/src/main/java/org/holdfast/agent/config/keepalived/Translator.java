package org.holdfast.agent.config.keepalived;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.words.AnnouncementKeywords;
import org.holdfast.agent.config.words.BfdKeywords;
import org.holdfast.agent.config.words.BusKeywords;
import org.holdfast.agent.config.words.CommandKeywords;
import org.holdfast.agent.config.words.DumpKeywords;
import org.holdfast.agent.config.words.HttpKeywords;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.IpvsKeywords;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.config.words.LinkKeywords;
import org.holdfast.agent.config.words.NotificationKeywords;
import org.holdfast.agent.config.words.ProcessKeywords;
import org.holdfast.agent.config.words.ServerKeywords;
import org.holdfast.agent.config.words.ServiceKeywords;
import org.holdfast.agent.config.words.SnmpKeywords;
import org.holdfast.agent.config.words.StaticKeywords;
import org.holdfast.agent.config.words.TrackKeywords;
import org.holdfast.agent.config.words.UnicastKeywords;
import org.holdfast.vrrp.TrackKind;

/**
 * Translates the top-level blocks: first the global settings, then the definitions, then the blocks
 * that refer to definitions, so that their order in the file does not matter.
 */
final class Translator {

  private static final KeyPath<Map<String, Entry<Fields>>> INSTANCES =
      Keywords.VRRP.then(InstanceKeywords.INSTANCES);
  private static final KeyPath<Map<String, Entry<Fields>>> SCRIPTS =
      Keywords.VRRP.then(Keywords.SCRIPTS);
  private static final KeyPath<Map<String, Entry<Fields>>> TRACK_FILES =
      Keywords.VRRP.then(TrackKeywords.TRACK_FILES);
  private static final KeyPath<Map<String, Entry<Fields>>> TRACK_PROCESSES =
      Keywords.VRRP.then(TrackKeywords.TRACK_PROCESSES);
  private static final KeyPath<Map<String, Entry<Fields>>> BFD_SESSIONS =
      BfdKeywords.BFD.then(BfdKeywords.SESSIONS);

  private static final KeyPath<String> IPVS_NAMESPACE =
      IpvsKeywords.IPVS.then(IpvsKeywords.IPVS_NAMESPACE);

  /** keepalived takes the namespace of the host's first process if none is named. */
  private static final String FIRST_NAMESPACE = "/proc/1/ns/net";

  /** The keys of the file, in the order of the translation. */
  private static final List<Key<?>> ORDER =
      List.of(
          Keywords.ROUTER_ID,
          NotificationKeywords.PID_FILE,
          NotificationKeywords.NET_NAMESPACE,
          DumpKeywords.DUMPS,
          SnmpKeywords.SNMP,
          BusKeywords.DBUS,
          NotificationKeywords.NOTIFICATIONS,
          Keywords.VRRP,
          BfdKeywords.BFD,
          ServerKeywords.VIRTUAL_SERVERS,
          IpvsKeywords.IPVS,
          ProcessKeywords.PROCESS);

  /** The keys of {@code vrrp}, in the order of the translation. */
  private static final List<Key<?>> VRRP_ORDER =
      List.of(
          Keywords.STARTUP_DELAY,
          Keywords.DELAY_AFTER_BOOT,
          Keywords.REAL_TIME_PRIORITY,
          Keywords.LOCK_MEMORY,
          LinkKeywords.ALL_CARRIERS,
          LinkKeywords.LINKS,
          AnnouncementKeywords.GROUPS,
          Keywords.FIREWALL,
          StaticKeywords.STATIC,
          Keywords.DEFAULTS,
          Keywords.SCRIPTS,
          TrackKeywords.TRACK_FILES,
          TrackKeywords.TRACK_PROCESSES,
          InstanceKeywords.INSTANCES,
          Keywords.SYNC_GROUPS);

  private final BlockTranslation global;
  private final Tracked tracked = new Tracked();
  private final Instances instances;
  private final VirtualServers virtualServers;
  private final SyncGroups syncGroups;
  private final Vocabulary top;

  /** The statements whose translation is deferred, by keyword. */
  private final Map<String, List<Statement>> later = new HashMap<>();

  Translator(Notes notes, HostEnvironment world, FilePosition start) {
    this.global = new BlockTranslation(new Mapping(start), notes, world);
    this.instances = new Instances(global, world, tracked);
    this.virtualServers = new VirtualServers(global, tracked);
    this.syncGroups = new SyncGroups(global, tracked);
    this.top = top();
  }

  private Vocabulary top() {
    return GlobalFiles.addToTop(LinkBlocks.addTo(Vocabulary.of("top")))
        .carry(
            Becomes.described("the whole file", Keywords.DEFAULTS),
            "global_defs",
            (translation, s) -> GlobalDefs.VOCABULARY.read(s.block(), translation))
        .carry(INSTANCES, "vrrp_instance", this::keep)
        .carry(SyncGroups.SYNC_GROUPS, "vrrp_sync_group", this::keep)
        .carry(SCRIPTS, "vrrp_script", this::keep)
        .carry(TRACK_FILES, "track_file vrrp_track_file", this::keep)
        .carry(TRACK_PROCESSES, "vrrp_track_process", this::keep)
        .carry(BFD_SESSIONS, "bfd_instance", this::keep)
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
        .carry(StaticBlocks.STATIC.then(StaticKeywords.ADDRESSES), "static_ipaddress", this::keep)
        .carry(StaticBlocks.STATIC.then(StaticKeywords.ROUTES), "static_routes", this::keep)
        .carry(StaticBlocks.STATIC.then(StaticKeywords.RULES), "static_rules", this::keep)
        .carry(StaticBlocks.STATIC.then(StaticKeywords.TRACK_GROUPS), "track_group", this::keep)
        .within(StaticKeywords.TRACK_GROUP, "track_group")
        .carry(AnnouncementGroups.GROUPS, "garp_group", AnnouncementGroups::read)
        .same(NotificationKeywords.NET_NAMESPACE, "net_namespace")
        .carry(
            IPVS_NAMESPACE,
            "net_namespace_ipvs",
            (translation, s) ->
                translation
                    .out()
                    .put(
                        IPVS_NAMESPACE,
                        s.place(),
                        s.word(1).isEmpty() ? FIRST_NAMESPACE : s.word(1)))
        .keep("nothing: the sets of nftables belong to the namespace", "namespace_with_ipsets")
        .drop("child_wait_time", "the agent is one process");
  }

  private void keep(BlockTranslation translation, Statement statement) {
    later.computeIfAbsent(statement.keyword(), _ -> new ArrayList<>()).add(statement);
  }

  private List<Statement> later(String keyword) {
    return later.getOrDefault(keyword, List.of());
  }

  /** Returns the keywords of all vocabularies. */
  List<Keyword> keywords() {
    return vocabularies().flatMap(vocabulary -> vocabulary.keywords().stream()).toList();
  }

  /** Returns the keywords of all vocabularies, and the words within their lines. */
  List<Keyword> words() {
    return vocabularies().flatMap(vocabulary -> vocabulary.words().stream()).toList();
  }

  private Stream<Vocabulary> vocabularies() {
    return Stream.of(
            List.of(
                top,
                GlobalDefs.VOCABULARY,
                AnnouncementGroups.VOCABULARY,
                StaticBlocks.TRACK_GROUP,
                instances.all(),
                syncGroups.vocabulary(),
                TrackedWords.SCRIPT,
                TrackedWords.FILE,
                TrackedWords.PROCESS,
                TrackedWords.BFD),
            InstanceAuthentication.inner(),
            virtualServers.vocabularies())
        .flatMap(List::stream);
  }

  /**
   * Translates the file.
   *
   * @param translated called after each virtual server with its position
   */
  Mapping translate(List<Statement> statements, Consumer<FilePosition> translated) {
    top.read(statements, global);
    GlobalDefs.finish(global);
    define("vrrp_script", TrackKind.SCRIPT, TrackedWords.SCRIPT, SCRIPTS, CommandKeywords.COMMAND);
    define("track_file", TrackKind.FILE, TrackedWords.FILE, TRACK_FILES, TrackKeywords.PATH);
    define("vrrp_track_file", TrackKind.FILE, TrackedWords.FILE, TRACK_FILES, TrackKeywords.PATH);
    define(
        "vrrp_track_process",
        TrackKind.PROCESS,
        TrackedWords.PROCESS,
        TRACK_PROCESSES,
        TrackKeywords.PROCESS_COMMAND);
    define("bfd_instance", TrackKind.BFD, TrackedWords.BFD, BFD_SESSIONS, BfdKeywords.NEIGHBOUR);
    var names = readInstances();
    syncGroups.read(later("vrrp_sync_group"), names);
    readStatics(names);
    checkSyncDaemon(names);
    virtualServers.define(later("virtual_server_group"), later("SSL"));
    for (var block : later("virtual_server")) {
      virtualServers.read(block);
      translated.accept(block.place());
    }
    if (global.users().dependsOnTheHost()) {
      global
          .out()
          .remark(
              "commands that name no user run as the agent's own; with keepalived they run as"
                  + " keepalived_script where the host has that user");
    }
    return ordered();
  }

  /**
   * Reads the definitions of a kind.
   *
   * @param keyword the keyword of their blocks
   * @param needed the key without which a definition is left out
   */
  private void define(
      String keyword,
      TrackKind kind,
      Vocabulary vocabulary,
      KeyPath<Map<String, Entry<Fields>>> path,
      Key<?> needed) {
    for (var block : later(keyword)) {
      var name = block.word(1);
      var translation = global.with(new Mapping(block.place()));
      vocabulary.read(block.block(), translation);
      var why = name.isEmpty() ? "has no name" : TrackedWords.lack(translation.out(), needed);
      if (why == null && tracked.has(kind, name)) {
        why = "is there already";
      }
      if (why == null && kind == TrackKind.SCRIPT && !hasUser(translation, block)) {
        continue;
      }
      if (why != null) {
        global.repaired(block.place(), block.keyword() + " " + name + " " + why + "; ignored");
        continue;
      }
      if (kind == TrackKind.BFD) {
        tracked.define(kind, name, TrackedWords.standard(translation));
      } else { // the definition provides the weight of tracks without one
        tracked.define(kind, name, new Mapping(block.place()));
      }
      global.out().section(path, block.place()).members().put(name, translation.out());
    }
  }

  private static boolean hasUser(BlockTranslation script, Statement block) {
    var own = script.said("user");
    return own == null
        ? script
            .users()
            .putStandard(
                block.place(),
                block.keyword() + " " + block.word(1),
                script.out(),
                ScriptUsers.COMMAND)
        : script.users().put(own, 1, script.out(), ScriptUsers.COMMAND);
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
      var instance = instances.read(block);
      global.out().section(INSTANCES, block.place()).members().put(name, instance);
    }
    if (!names.isEmpty()) {
      putStandards(later("vrrp_instance").getFirst().place());
    }
    return names;
  }

  /** Writes keepalived's defaults where they differ from ours. */
  private void putStandards(FilePosition place) {
    var standards = global.out().section(GlobalDefs.DEFAULTS, place);
    boolean unicast =
        global.out().section(INSTANCES, place).members().values().stream()
            .anyMatch(
                one -> one instanceof Mapping instance && instance.has(UnicastKeywords.UNICAST));
    if (unicast) {
      standards.putIfAbsent(UnicastKeywords.CHECK_SOURCE, place, "false");
    }
    standards.putIfAbsent(InstanceKeywords.ADVERT_BEFORE_YIELDING, place, "false");
  }

  private void readStatics(Set<String> names) {
    var statics = instances.statics();
    later("track_group").forEach(block -> statics.group(block, names));
    later("static_ipaddress").forEach(statics::addresses);
    later("static_routes").forEach(statics::routes);
    later("static_rules").forEach(statics::rules);
    statics.finish();
  }

  private void checkSyncDaemon(Set<String> names) {
    if (global.out().get(GlobalDefs.SYNC_DAEMON) instanceof Mapping daemon) {
      var instance = daemon.text(IpvsKeywords.SYNC_INSTANCE);
      if (instance != null && !names.contains(instance)) {
        global.repaired(
            daemon.place(),
            "lvs_sync_daemon: no vrrp_instance " + instance + "; there is no sync daemon");
        global.out().remove(GlobalDefs.SYNC_DAEMON);
      }
    }
  }

  /**
   * Returns the tree in the order of the reference page; without instances, only the parts that
   * checks need.
   */
  private Mapping ordered() {
    var out = global.out();
    if (out.get(Keywords.VRRP) instanceof Mapping vrrp) {
      if (vrrp.has(InstanceKeywords.INSTANCES)) {
        sort(vrrp, VRRP_ORDER);
      } else {
        sort(vrrp, List.of(Keywords.LOCK_MEMORY, StaticKeywords.STATIC, TrackKeywords.TRACK_FILES));
      }
      if (vrrp.members().isEmpty()) {
        out.remove(Keywords.VRRP);
      }
    }
    sort(out, ORDER);
    return out;
  }

  /** Sorts the values in the order of the keys; removes the values of other keys. */
  private static void sort(Mapping mapping, List<Key<?>> keys) {
    var sorted = new LinkedHashMap<String, Tree>();
    for (var key : keys) {
      var value = mapping.get(key);
      if (value != null) {
        sorted.put(key.name(), value);
      }
    }
    mapping.members().clear();
    mapping.members().putAll(sorted);
  }
}
