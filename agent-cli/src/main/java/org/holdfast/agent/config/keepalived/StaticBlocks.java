package org.holdfast.agent.config.keepalived;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.words.HoldingKeywords;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.config.words.RouteKeywords;
import org.holdfast.agent.config.words.RuleKeywords;
import org.holdfast.agent.config.words.StaticKeywords;
import org.holdfast.net.Family;
import org.jspecify.annotations.Nullable;

/** The blocks of static addresses, routes and rules, and of the groups that track them. */
final class StaticBlocks {

  /** Where they are in the YAML file. */
  static final KeyPath<Fields> STATIC = Keywords.VRRP.then(StaticKeywords.STATIC);

  static final KeyPath<String> DEFAULT_INTERFACE = STATIC.then(StaticKeywords.INTERFACE);

  /** The keywords of a track_group, which {@link #group} reads. */
  static final Vocabulary TRACK_GROUP =
      Vocabulary.of("track_group").keep(StaticKeywords.GROUP_INSTANCES, "group");

  private final BlockTranslation global;
  private final HeldRoutes routes;
  private final HeldRules rules;
  private final Set<String> groups = new HashSet<>();

  StaticBlocks(BlockTranslation global, HeldRoutes routes, HeldRules rules) {
    this.global = global;
    this.routes = routes;
    this.rules = rules;
  }

  /** Reads a group; its name is known afterwards if it has members. */
  void group(Statement block, Set<String> instances) {
    var name = block.word(1);
    if (name.isEmpty() || groups.contains(name)) {
      global.repaired(
          block.place(),
          name.isEmpty()
              ? "track_group without a name; ignored"
              : "track_group " + name + " is there already; ignored");
      return;
    }
    var members = new ArrayList<Tree>();
    for (var inner : block.block()) {
      if (!inner.keyword().equals("group")) {
        global.repaired(
            inner.place(), "Unknown keyword '" + Notes.shown(inner.keyword()) + "'; ignored");
        continue;
      }
      for (var line : inner.block()) {
        line.from(0).forEach(word -> member(word, instances, members));
      }
    }
    if (members.isEmpty()) {
      global.repaired(block.place(), "track_group " + name + " has no virtual router; ignored");
      return;
    }
    groups.add(name);
    var group = new Mapping(block.place());
    group.put(StaticKeywords.GROUP_INSTANCES, new Items(block.place(), members));
    global
        .out()
        .section(STATIC.then(StaticKeywords.TRACK_GROUPS), block.place())
        .members()
        .put(name, group);
  }

  private void member(Word word, Set<String> instances, List<Tree> members) {
    if (instances.contains(word.text())) {
      members.add(new Text(word.place(), word.text()));
    } else {
      global.repaired(
          word.place(),
          "Virtual router " + word.text() + " specified in track group does not exist; ignored");
    }
  }

  void addresses(Statement block) {
    for (var line : block.block()) {
      add(StaticKeywords.ADDRESSES, line, HeldAddresses.read(global, line, null, true), null);
    }
  }

  void routes(Statement block) {
    for (var line : block.block()) {
      add(StaticKeywords.ROUTES, line, routes.read(global, line, true), RouteKeywords.INTERFACE);
    }
  }

  void rules(Statement block) {
    for (var line : block.block()) {
      add(
          StaticKeywords.RULES,
          line,
          rules.read(global, line, Family.IPV4, true),
          RuleKeywords.INPUT_INTERFACE);
    }
  }

  /**
   * @param needed the key without which keepalived does not track the object
   */
  private void add(Key<?> list, Statement line, @Nullable Tree object, @Nullable Key<?> needed) {
    if (object == null) {
      return;
    }
    if (object instanceof Mapping mapping) {
      var group = mapping.text(StaticKeywords.TRACK_GROUP);
      var why = group == null ? null : whyNotTracked(group, mapping, needed);
      if (why != null) {
        global.repaired(line.place(), why + "; \"" + line + "\" has no track group");
        mapping.remove(StaticKeywords.TRACK_GROUP);
      }
    }
    global.out().add(STATIC.then(list), object);
  }

  private @Nullable String whyNotTracked(String group, Mapping object, @Nullable Key<?> needed) {
    if (!groups.contains(group)) {
      return "track_group " + group + " not found";
    }
    if (needed != null && !object.has(needed)) {
      return "a static object without an interface cannot be tracked";
    }
    return object.has(HoldingKeywords.TRACKED) ? "no_track excludes a track_group" : null;
  }

  /** Removes the interface of static addresses if there are none. */
  void finish() {
    if (!global.out().has(STATIC.then(StaticKeywords.ADDRESSES))) {
      global.out().remove(DEFAULT_INTERFACE);
    }
  }
}
