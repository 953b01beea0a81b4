package org.holdfast.agent.config.keepalived;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.words.RuleKeywords;
import org.holdfast.agent.config.words.StaticKeywords;
import org.holdfast.net.Family;
import org.jspecify.annotations.Nullable;

/**
 * The lines of {@code virtual_rules} and {@code static_rules}. A rule with an unusable part is left
 * out entirely, because it would match more packets than intended without that part.
 */
final class HeldRules {

  private static final long FIRST_FREE = 16_384;
  private static final long LARGEST_PREFIX_LENGTH = 128;

  /** Words without a value. */
  private static final List<String> ALONE =
      List.of(
          "inet",
          "inet6",
          "not",
          "no_track",
          "l3mdev",
          "nop",
          "blackhole",
          "unreachable",
          "prohibit");

  /** The words that say what is done with the packets; a rule has one of them. */
  private static final List<String> ACTIONS =
      List.of(
          "table",
          "lookup",
          "l3mdev",
          "goto",
          "nop",
          "blackhole",
          "unreachable",
          "prohibit",
          "type");

  /** The parts of a rule that have an address family. */
  private static final List<Key<?>> PARTS =
      List.of(RuleKeywords.FROM, RuleKeywords.TO, RuleKeywords.FAMILY);

  private static final List<Key<?>> OF_LOOKUP =
      List.of(
          RuleKeywords.SUPPRESS_PREFIX_LENGTH,
          RuleKeywords.SUPPRESS_INTERFACE_GROUP,
          RuleKeywords.REALMS);

  private final RouteTables tables;

  /** The next preference for rules without one: keepalived counts down, for each family. */
  private final Map<Family, Long> free = new EnumMap<>(Family.class);

  /** Adds the words of a rule's line. */
  static Vocabulary addTo(Vocabulary vocabulary) {
    return vocabulary
        .within(RuleKeywords.PRIORITY, "preference priority order")
        .within(RuleKeywords.INVERTED, "not")
        .within(RuleKeywords.FROM, "from")
        .within(RuleKeywords.TO, "to")
        .within(RuleKeywords.INPUT_INTERFACE, "iif dev")
        .within(RuleKeywords.OUTPUT_INTERFACE, "oif")
        .within(RuleKeywords.FIREWALL_MARK, "fwmark")
        .within(RuleKeywords.FIREWALL_MASK, "fwmark")
        .within(RuleKeywords.TOS, "tos dsfield")
        .within(RuleKeywords.USERS, "uidrange")
        .within(RuleKeywords.IP_PROTOCOL, "ipproto")
        .within(RuleKeywords.SOURCE_PORT, "sport")
        .within(RuleKeywords.DESTINATION_PORT, "dport")
        .within(RuleKeywords.TUNNEL_ID, "tunnel-id")
        .within(RuleKeywords.ACTION, "nop blackhole unreachable prohibit type")
        .within(RuleKeywords.TABLE, "table lookup")
        .within(RuleKeywords.VRF_TABLE, "l3mdev")
        .within(RuleKeywords.GOTO, "goto")
        .within(RuleKeywords.SUPPRESS_PREFIX_LENGTH, "suppress_prefixlength sup_pl")
        .within(RuleKeywords.SUPPRESS_INTERFACE_GROUP, "suppress_ifgroup sup_group")
        .within(RuleKeywords.REALMS, "realms")
        .within(RuleKeywords.PROTOCOL, "protocol")
        .within(RuleKeywords.TRACKED, "no_track");
  }

  HeldRules(RouteTables tables) {
    this.tables = tables;
  }

  /**
   * Reads a rule; adds a note and returns null if the rule is left out.
   *
   * @param otherwise the address family of a rule that does not specify one
   * @param isStatic whether the rule is one of {@code static_rules}, which may have a track group
   */
  @Nullable Mapping read(
      BlockTranslation translation, Statement s, Family otherwise, boolean isStatic) {
    var rule = new Mapping(s.place());
    String action = null;
    for (int i = 0; i < s.size(); i++) {
      if (ACTIONS.contains(s.word(i))) {
        if (action != null) {
          return leftOut(
              translation, s, i, action + " and " + s.word(i) + " in one rule exclude each other");
        }
        action = s.word(i);
      }
      boolean grouped = isStatic && s.word(i).equals("track_group");
      if (!(grouped
          ? put(rule, StaticKeywords.TRACK_GROUP, s, i + 1, s.word(i + 1))
          : word(translation, s, i, rule))) {
        return leftOut(
            translation, s, i, (s.word(i) + " " + s.word(i + 1)).strip() + " cannot be used");
      }
      i += ALONE.contains(s.word(i)) ? 0 : 1;
    }
    return action == null
        ? leftOut(translation, s, 0, "a rule without a table or another action does nothing")
        : finished(translation, s, rule, otherwise);
  }

  private @Nullable Mapping finished(
      BlockTranslation translation, Statement s, Mapping rule, Family otherwise) {
    if (rule.has(RuleKeywords.REALMS) && !rule.has(RuleKeywords.FAMILY) && !isOfFamily(rule)) {
      rule.put(RuleKeywords.FAMILY, s.place(), "ipv4"); // only IPv4 has realms
    }
    if (!isOfOneFamily(rule)) {
      return leftOut(translation, s, 0, "IPv4 and IPv6 addresses are mixed");
    }
    var family = family(rule, otherwise);
    if (family == Family.IPV6 && rule.has(RuleKeywords.REALMS)) {
      return leftOut(translation, s, 0, "realms are only for IPv4");
    }
    boolean looksUp = rule.has(RuleKeywords.TABLE) || rule.has(RuleKeywords.VRF_TABLE);
    if (!looksUp && OF_LOOKUP.stream().anyMatch(rule::has)) {
      return leftOut(translation, s, 0, "suppressors and realms need a table");
    }
    if (rule.has(RuleKeywords.PROTOCOL) && !rule.has(RuleKeywords.TRACKED)) {
      translation.repaired(
          s.place(),
          "a rule with a protocol of its own cannot be tracked; the protocol is ignored");
      rule.remove(RuleKeywords.PROTOCOL);
    }
    return preferred(translation, s, rule, family);
  }

  private @Nullable Mapping preferred(
      BlockTranslation translation, Statement s, Mapping rule, Family family) {
    var preference = rule.text(RuleKeywords.PRIORITY);
    var target = rule.text(RuleKeywords.GOTO);
    if (target != null
        && (preference == null || Long.parseLong(preference) >= Long.parseLong(target))) {
      return leftOut(translation, s, 0, "goto needs a preference below its target");
    }
    if (preference == null) {
      long unused = free.merge(family, FIRST_FREE, (before, _) -> before - 1);
      translation.remarked(
          s.place(),
          "a rule without a preference; "
              + unused
              + " is used, which is probably not what you want");
      rule.put(RuleKeywords.PRIORITY, s.place(), Long.toString(unused));
    }
    return rule;
  }

  /** Reads a word and, unless it stands alone, its value; returns whether it can be used. */
  private boolean word(BlockTranslation translation, Statement s, int i, Mapping rule) {
    var value = s.word(i + 1);
    return switch (s.word(i)) {
      case "inet" -> put(rule, RuleKeywords.FAMILY, s, i, "ipv4");
      case "inet6" -> put(rule, RuleKeywords.FAMILY, s, i, "ipv6");
      case "not" -> put(rule, RuleKeywords.INVERTED, s, i, "true");
      case "no_track" -> put(rule, RuleKeywords.TRACKED, s, i, "false");
      case "l3mdev" -> put(rule, RuleKeywords.VRF_TABLE, s, i, "true");
      case "nop", "blackhole", "unreachable", "prohibit" ->
          put(rule, RuleKeywords.ACTION, s, i, s.word(i));
      case "type" ->
          List.of("nop", "blackhole", "unreachable", "prohibit").contains(value)
              && put(rule, RuleKeywords.ACTION, s, i + 1, value);
      case "from" -> prefix(translation, s, i, rule, RuleKeywords.FROM);
      case "to" -> prefix(translation, s, i, rule, RuleKeywords.TO);
      case "iif", "dev" -> put(rule, RuleKeywords.INPUT_INTERFACE, s, i + 1, value);
      case "oif" -> put(rule, RuleKeywords.OUTPUT_INTERFACE, s, i + 1, value);
      case "preference", "priority", "order" -> number(s, i, rule, RuleKeywords.PRIORITY);
      case "goto" -> number(s, i, rule, RuleKeywords.GOTO);
      case "fwmark" -> mark(s, i, rule);
      case "table", "lookup" -> put(rule, RuleKeywords.TABLE, s, i + 1, tables.find(value));
      case "sport" -> ports(translation, s, i, rule, RuleKeywords.SOURCE_PORT);
      case "dport" -> ports(translation, s, i, rule, RuleKeywords.DESTINATION_PORT);
      default -> property(s, i, rule, value);
    };
  }

  private boolean property(Statement s, int i, Mapping rule, String value) {
    return switch (s.word(i)) {
      case "tos", "dsfield" -> put(rule, RuleKeywords.TOS, s, i + 1, tables.tos(value));
      case "realms" -> put(rule, RuleKeywords.REALMS, s, i + 1, tables.realms(value));
      case "suppress_prefixlength", "sup_pl" -> prefixLength(s, i, rule);
      case "suppress_ifgroup", "sup_group" ->
          put(
              rule,
              RuleKeywords.SUPPRESS_INTERFACE_GROUP,
              s,
              i + 1,
              tables.group(value, RuleKeywords.SUPPRESS_INTERFACE_GROUP));
      case "tunnel-id" -> number(s, i, rule, RuleKeywords.TUNNEL_ID);
      case "protocol" -> number(s, i, rule, RuleKeywords.PROTOCOL);
      case "ipproto" ->
          put(
              rule,
              RuleKeywords.IP_PROTOCOL,
              s,
              i + 1,
              tables.ipProtocol(value, RuleKeywords.IP_PROTOCOL));
      case "uidrange" ->
          value.indexOf('-') > 0 && range(s, i, rule, RuleKeywords.USERS, 0, 0xffff_fffeL);
      default -> false;
    };
  }

  private static boolean put(
      Mapping rule, Key<?> key, Statement s, int at, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      return false;
    }
    rule.put(key, new Text(s.place(at), value));
    return true;
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

  private static boolean number(Statement s, int i, Mapping rule, Key<Long> key) {
    var number = Numbers.parse(s.word(i + 1), key);
    return put(rule, key, s, i + 1, number == null ? null : number.toString());
  }

  /** No prefix is longer than an address, so that a larger number has the same effect. */
  private static boolean prefixLength(Statement s, int i, Mapping rule) {
    var number = Numbers.parse(s.word(i + 1));
    return number != null
        && number >= 0
        && put(
            rule,
            RuleKeywords.SUPPRESS_PREFIX_LENGTH,
            s,
            i + 1,
            Long.toString(Math.min(number, LARGEST_PREFIX_LENGTH)));
  }

  /** Reads a range of ports, or a single one, which keepalived 2.2 calls invalid. */
  private static boolean ports(
      BlockTranslation translation, Statement s, int i, Mapping rule, Key<?> key) {
    var text = s.word(i + 1);
    boolean isRead = range(s, i, rule, key, 1, 65_535);
    if (isRead && text.indexOf('-') < 0) {
      translation.repaired(
          s.place(i + 1),
          ("%1$s %2$s: keepalived 2.2 adds the rule for every port; here it is only for port %2$s,"
                  + " as with %2$s-%2$s")
              .formatted(s.word(i), text));
    }
    return isRead;
  }

  private static boolean range(
      Statement s, int i, Mapping rule, Key<?> key, long least, long most) {
    var text = s.word(i + 1);
    int dash = text.indexOf('-');
    var first = Numbers.parse(dash < 0 ? text : text.substring(0, dash));
    var last = Numbers.parse(text.substring(dash + 1));
    return first != null
        && last != null
        && first >= least
        && first <= last
        && last <= most
        && put(rule, key, s, i + 1, first.equals(last) ? first.toString() : first + "-" + last);
  }

  private static boolean mark(Statement s, int i, Mapping rule) {
    var text = s.word(i + 1);
    int slash = text.indexOf('/');
    var mark =
        Numbers.parse(slash < 0 ? text : text.substring(0, slash), RuleKeywords.FIREWALL_MARK);
    var mask =
        slash < 0 ? null : Numbers.parse(text.substring(slash + 1), RuleKeywords.FIREWALL_MASK);
    if (mark == null || (slash >= 0 && mask == null)) {
      return false;
    }
    rule.put(RuleKeywords.FIREWALL_MARK, s.place(i + 1), mark.toString());
    if (mask != null) {
      rule.put(RuleKeywords.FIREWALL_MASK, s.place(i + 1), mask.toString());
    }
    return true;
  }

  private static boolean isOfFamily(Mapping rule) {
    return PARTS.stream().anyMatch(rule::has);
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
