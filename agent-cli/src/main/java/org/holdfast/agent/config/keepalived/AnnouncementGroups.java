package org.holdfast.agent.config.keepalived;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.words.AnnouncementKeywords;
import org.holdfast.agent.config.words.Keywords;

/** The block {@code garp_group}: links that share the pauses between announcements. */
final class AnnouncementGroups {

  static final KeyPath<List<Entry<Fields>>> GROUPS =
      Keywords.VRRP.then(AnnouncementKeywords.GROUPS);

  private static final Key<List<Entry<String>>> LINKS = AnnouncementKeywords.LINKS;

  static final Vocabulary VOCABULARY =
      interval(
              interval(
                  Vocabulary.of("garp_group"), AnnouncementKeywords.ARP_INTERVAL, "garp_interval"),
              AnnouncementKeywords.NA_INTERVAL,
              "gna_interval")
          .carry(
              LINKS,
              "interface",
              (translation, s) -> {
                if (!s.word(1).isEmpty()) {
                  link(translation, s, 1);
                }
              })
          .carry(
              LINKS,
              "interfaces",
              (translation, s) -> {
                for (var line : s.block()) {
                  for (int i = 0; i < line.size(); i++) {
                    link(translation, line, i);
                  }
                }
              });

  private AnnouncementGroups() {}

  private static Vocabulary interval(Vocabulary vocabulary, Key<Duration> key, String name) {
    return vocabulary.seconds(key, name, GlobalDefs.SHORTEST_PAUSE, GlobalDefs.LONGEST_PAUSE);
  }

  private static void link(BlockTranslation translation, Statement s, int index) {
    translation.out().add(LINKS, new Text(s.place(index), s.word(index)));
  }

  /** Reads a group. A link that is in another group already stays there, as in keepalived. */
  static void read(BlockTranslation global, Statement block) {
    var translation = global.with(new Mapping(block.place()));
    VOCABULARY.read(block.block(), translation);
    var group = translation.out();
    var links = new ArrayList<Tree>();
    for (var link : group.items(LINKS)) {
      if (isTaken(global, links, ((Text) link).text())) {
        global.repaired(
            link.place(),
            "garp_group: " + ((Text) link).text() + " is in a group already; ignored");
      } else {
        links.add(link);
      }
    }
    boolean paced =
        group.has(AnnouncementKeywords.ARP_INTERVAL) || group.has(AnnouncementKeywords.NA_INTERVAL);
    if (links.isEmpty() || !paced) {
      global.repaired(
          block.place(),
          "garp_group without " + (paced ? "an interface" : "an interval") + "; ignored");
      return;
    }
    group.put(LINKS, new Items(block.place(), links));
    global.out().add(GROUPS, group);
  }

  private static boolean isTaken(BlockTranslation global, List<Tree> own, String link) {
    var taken = new ArrayList<>(own);
    for (var group : global.out().items(GROUPS)) {
      taken.addAll(((Mapping) group).items(LINKS));
    }
    return taken.stream().anyMatch(other -> ((Text) other).text().equals(link));
  }
}
