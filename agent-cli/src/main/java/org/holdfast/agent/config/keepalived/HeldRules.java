package org.holdfast.agent.config.keepalived;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.words.HoldingKeywords;
import org.holdfast.net.Family;
import org.jspecify.annotations.Nullable;

/**
 * The lines of {@code virtual_rules}. A rule with an unusable part is left out entirely, because it
 * would match more packets than intended without that part.
 */
final class HeldRules {

  /**
   * Words without a counterpart in our configuration; a rule with such a word is left out, with a
   * note.
   */
  private static final List<String> WITHOUT_COUNTERPART =
      List.of(
          "not",
          "tos",
          "dsfield",
          "realms",
          "goto",
          "nop",
          "suppress_prefixlength",
          "suppress_ifgroup",
          "l3mdev",
          "uidrange",
          "ipproto",
          "sport",
          "dport",
          "tunnel-id",
          "protocol",
          "type",
          "blackhole",
          "unreachable",
          "prohibit",
          "track_group");

  private static final long FIRST_FREE = 16_384;

  /** The parts of a rule that have an address family. */
  private static final List<Key<?>> PARTS =
      List.of(HoldingKeywords.FROM, HoldingKeywords.TO, HoldingKeywords.RULE_FAMILY);

  private final RouteTables tables;

  /** The next preference for rules without one: keepalived counts down, for each family. */
  private final Map<Family, Long> free = new EnumMap<>(Family.class);

  /** Adds the words of a rule's line. */
  static Vocabulary addTo(Vocabulary vocabulary) {
    return vocabulary
        .within(HoldingKeywords.RULE_PRIORITY, "preference priority order")
        .within(HoldingKeywords.FROM, "from")
        .within(HoldingKeywords.TO, "to")
        .within(HoldingKeywords.INPUT_INTERFACE, "iif dev")
        .within(HoldingKeywords.OUTPUT_INTERFACE, "oif")
        .within(HoldingKeywords.FIREWALL_MARK, "fwmark")
        .within(HoldingKeywords.FIREWALL_MASK, "fwmark")
        .within(HoldingKeywords.RULE_TABLE, "table lookup");
  }

  HeldRules(RouteTables tables) {
    this.tables = tables;
  }

  /**
   * Reads a rule; adds a note and returns null if the rule is left out.
   *
   * @param instance the address family of a rule that does not specify one
   */
  @Nullable Mapping read(BlockTranslation translation, Statement s, Family instance) {
    var rule = new Mapping(s.place());
    for (int i = 0; i < s.size(); i++) {
      var word = s.word(i);
      if (WITHOUT_COUNTERPART.contains(word)) {
        translation.notCarried(
            s.place(), s.toString(), "rules with " + word + " have no counterpart");
        return null;
      }
      int values = word(translation, s, i, rule);
      if (values < 0) {
        return null;
      }
      i += values;
    }
    if (!rule.has(HoldingKeywords.RULE_TABLE)) {
      return leftOut(translation, s, 0, "a rule without a table does nothing");
    }
    if (!isOfOneFamily(rule)) {
      return leftOut(translation, s, 0, "IPv4 and IPv6 addresses are mixed");
    }
    if (!rule.has(HoldingKeywords.RULE_PRIORITY)) {
      var family = family(rule, instance);
      long preference = free.merge(family, FIRST_FREE, (before, _) -> before - 1);
      translation.remarked(
          s.place(),
          "a rule without a preference; "
              + preference
              + " is used, which is probably not what you want");
      rule.put(HoldingKeywords.RULE_PRIORITY, s.place(), Long.toString(preference));
    }
    return rule;
  }

  /**
   * Returns the number of following words that belong to this one, or -1 if the rule is left out.
   */
  private int word(BlockTranslation translation, Statement s, int i, Mapping rule) {
    boolean used =
        switch (s.word(i)) {
          case "inet", "inet6" -> true;
          case "no_track" -> {
            translation.notCarried(s.place(i), "no_track", "rules have no such property here");
            yield true;
          }
          case "from" -> prefix(translation, s, i, rule, HoldingKeywords.FROM);
          case "to" -> prefix(translation, s, i, rule, HoldingKeywords.TO);
          case "iif", "dev" -> link(s, i, rule, HoldingKeywords.INPUT_INTERFACE);
          case "oif" -> link(s, i, rule, HoldingKeywords.OUTPUT_INTERFACE);
          case "preference", "priority", "order" -> number(s, i, rule);
          case "fwmark" -> mark(s, i, rule);
          case "table", "lookup" -> table(s, i, rule);
          default -> false;
        };
    switch (s.word(i)) {
      case "inet" -> rule.put(HoldingKeywords.RULE_FAMILY, s.place(i), "ipv4");
      case "inet6" -> rule.put(HoldingKeywords.RULE_FAMILY, s.place(i), "ipv6");
      default -> {}
    }
    if (!used) {
      leftOut(translation, s, i, (s.word(i) + " " + s.word(i + 1)).strip() + " cannot be used");
      return -1;
    }
    return List.of("inet", "inet6", "no_track").contains(s.word(i)) ? 0 : 1;
  }

  private static @Nullable Mapping leftOut(
      BlockTranslation translation, Statement s, int index, String reason) {
    translation.repaired(s.place(index), reason + "; the rule \"" + s + "\" is left out");
    return null;
  }

  private static boolean prefix(
      BlockTranslation translation, Statement s, int i, Mapping rule, Key<?> key) {
    var text = s.word(i + 1);
    switch (text) {
      case "all", "any", "default" -> {
        // No value matches everything, so an earlier word has no effect either.
        rule.remove(key);
        return true;
      }
      default -> {}
    }
    var prefix = KeepalivedAddresses.prefix(translation, s.place(i + 1), text);
    if (prefix == null) {
      return false;
    }
    rule.put(key, s.place(i + 1), KeepalivedAddresses.text(KeepalivedAddresses.network(prefix)));
    return true;
  }

  private static boolean link(Statement s, int i, Mapping rule, Key<?> key) {
    rule.put(key, s.place(i + 1), s.word(i + 1));
    return !s.word(i + 1).isEmpty();
  }

  private static boolean number(Statement s, int i, Mapping rule) {
    var number = Numbers.parse(s.word(i + 1), HoldingKeywords.RULE_PRIORITY);
    rule.put(HoldingKeywords.RULE_PRIORITY, s.place(i + 1), String.valueOf(number));
    return number != null;
  }

  private static boolean mark(Statement s, int i, Mapping rule) {
    var text = s.word(i + 1);
    int slash = text.indexOf('/');
    var mark =
        Numbers.parse(slash < 0 ? text : text.substring(0, slash), HoldingKeywords.FIREWALL_MARK);
    var mask =
        slash < 0 ? null : Numbers.parse(text.substring(slash + 1), HoldingKeywords.FIREWALL_MASK);
    if (mark == null || (slash >= 0 && mask == null)) {
      return false;
    }
    rule.put(HoldingKeywords.FIREWALL_MARK, s.place(i + 1), mark.toString());
    if (mask != null) {
      rule.put(HoldingKeywords.FIREWALL_MASK, s.place(i + 1), mask.toString());
    }
    return true;
  }

  private boolean table(Statement s, int i, Mapping rule) {
    var table = tables.find(s.word(i + 1));
    if (table != null) {
      rule.put(HoldingKeywords.RULE_TABLE, new Text(s.place(i + 1), table));
    }
    return table != null;
  }

  private static boolean isOfOneFamily(Mapping rule) {
    Boolean v6 = null;
    for (var key : PARTS) {
      var text = rule.text(key);
      if (text == null) {
        continue;
      }
      boolean isV6 = text.equals("ipv6") || text.indexOf(':') >= 0;
      if (v6 != null && v6 != isV6) {
        return false;
      }
      v6 = isV6;
    }
    return true;
  }

  private static Family family(Mapping rule, Family instance) {
    for (var key : PARTS) {
      var text = rule.text(key);
      if (text != null) {
        return text.equals("ipv6") || text.indexOf(':') >= 0 ? Family.IPV6 : Family.IPV4;
      }
    }
    return instance;
  }
}
