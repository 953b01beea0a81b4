package org.holdfast.agent.config.keepalived;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.config.words.NotifyKeywords;
import org.holdfast.agent.config.words.TrackKeywords;

/** The blocks {@code vrrp_sync_group}. */
final class SyncGroups {

  static final KeyPath<Map<String, Entry<Fields>>> SYNC_GROUPS =
      Keywords.VRRP.then(Keywords.SYNC_GROUPS);
  private static final Key<Fields> GROUP_NOTIFY = NotifyKeywords.GROUP_NOTIFY;

  private final BlockTranslation global;
  private final Tracked tracked;
  private final Vocabulary vocabulary;

  SyncGroups(BlockTranslation global, Tracked tracked) {
    this.global = global;
    this.tracked = tracked;
    vocabulary = words();
  }

  /** Returns the words of a block. */
  Vocabulary vocabulary() {
    return vocabulary;
  }

  private Vocabulary words() {
    return tracked.addTo(
        Vocabulary.of("vrrp_sync_group")
            .carry(Keywords.MEMBERS, "group", SyncGroups::members)
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

  private static void members(BlockTranslation translation, Statement group) {
    var members = new ArrayList<Tree>();
    for (var line : group.block()) {
      for (var word : line.from(0)) {
        members.add(new Text(word.place(), word.text()));
      }
    }
    if (!members.isEmpty()) {
      translation.out().put(Keywords.MEMBERS, new Items(group.place(), members));
    }
  }

  /**
   * Reads the groups; reports members that do not exist or are in a group already.
   *
   * @param names the instances that there are
   */
  void read(List<Statement> blocks, Set<String> names) {
    var taken = new HashSet<String>();
    for (var block : blocks) {
      var translation = global.with(new Mapping(block.place()));
      vocabulary.read(block.block(), translation);
      var members = new ArrayList<Tree>();
      for (var member : translation.out().items(Keywords.MEMBERS)) {
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
      translation.out().put(Keywords.MEMBERS, new Items(block.place(), members));
      global
          .out()
          .section(SYNC_GROUPS, block.place())
          .members()
          .put(block.word(1), translation.out());
    }
  }
}
