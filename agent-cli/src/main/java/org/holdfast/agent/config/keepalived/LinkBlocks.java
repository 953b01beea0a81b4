package org.holdfast.agent.config.keepalived;

import java.time.Duration;
import java.util.Map;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.config.words.LinkKeywords;

/** The top-level keywords about links: delays of their changes, and queries for their carrier. */
final class LinkBlocks {

  private static final KeyPath<Map<String, Entry<Fields>>> LINKS =
      Keywords.VRRP.then(LinkKeywords.LINKS);
  private static final KeyPath<?> ALL_CARRIERS = Keywords.VRRP.then(LinkKeywords.ALL_CARRIERS);

  /** keepalived's first choice, where a link supports it. */
  private static final String USUAL_QUERY = "mii";

  private static final Map<String, String> QUERIES =
      Map.of("MII", USUAL_QUERY, "ETHTOOL", "ethtool", "IOCTL", "flags");

  private LinkBlocks() {}

  static Vocabulary addTo(Vocabulary top) {
    return top.carry(
            Becomes.described(
                LINKS.path() + ".NAME.down-delay and up-delay",
                LinkKeywords.LINKS,
                LinkKeywords.DOWN_DELAY,
                LinkKeywords.UP_DELAY),
            "interface_up_down_delays",
            (translation, s) -> s.block().forEach(line -> delays(translation, line)))
        .carry(
            Becomes.described(LINKS.path() + ".NAME.carrier", LinkKeywords.CARRIER),
            "linkbeat_interfaces",
            (translation, s) -> s.block().forEach(line -> query(translation, line)))
        .standing(ALL_CARRIERS, USUAL_QUERY, "linkbeat_use_polling");
  }

  private static Mapping link(BlockTranslation translation, Statement line, String name) {
    var links = translation.out().section(LINKS, line.place());
    if (links.members().get(name) instanceof Mapping there) {
      return there;
    }
    var made = new Mapping(line.place());
    links.members().put(name, made);
    return made;
  }

  /** Reads {@code IF DOWN [UP]}; without UP, 2.2.7 takes 0, whatever its manual says. */
  private static void delays(BlockTranslation translation, Statement line) {
    if (line.size() < 2) {
      translation.repaired(line.place(), line.word(0) + " without a delay; ignored");
      return;
    }
    var link = link(translation, line, line.word(0));
    delay(translation, line, 1, link, LinkKeywords.DOWN_DELAY);
    if (line.size() > 2) {
      delay(translation, line, 2, link, LinkKeywords.UP_DELAY);
    }
  }

  private static void delay(
      BlockTranslation translation, Statement line, int index, Mapping link, Key<Duration> key) {
    var longest = ((DurationType) key.type()).most();
    link.put(key, translation.seconds(line, index, Duration.ZERO, longest));
  }

  private static void query(BlockTranslation translation, Statement line) {
    var wanted = line.word(1);
    var query = QUERIES.getOrDefault(wanted, USUAL_QUERY);
    if (!wanted.isEmpty() && !QUERIES.containsKey(wanted)) {
      translation.repaired(
          line.place(1), wanted + " (expected: MII, ETHTOOL or IOCTL); MII is used");
    }
    link(translation, line, line.word(0)).put(LinkKeywords.CARRIER, line.place(), query);
  }

  /** Has the carrier of an instance's own link queried, unless the file says how already. */
  static void queryOwn(BlockTranslation global, Statement s, String name) {
    if (!name.isEmpty()) {
      link(global, s, name).putIfAbsent(LinkKeywords.CARRIER, s.place(), USUAL_QUERY);
    }
  }
}
