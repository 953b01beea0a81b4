package org.holdfast.agent.config.keepalived;

import java.io.IOException;
import java.util.List;
import org.holdfast.agent.config.keepalived.Tree.Mapping;
import org.holdfast.agent.config.keepalived.Tree.Text;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.jspecify.annotations.Nullable;

/** The lines of {@code virtual_ipaddress}, {@code virtual_routes} and {@code virtual_rules}. */
final class Holdings {

  private static final List<String> TYPES =
      List.of("unicast", "blackhole", "unreachable", "prohibit");
  private static final List<String> OTHER_TYPES =
      List.of("throw", "local", "broadcast", "multicast", "anycast", "nat");
  private static final List<String> SCOPES = List.of("global", "site", "link", "host");

  /** Whose rest of the line is theirs. */
  private static final List<String> WITH_PARTS = List.of("nexthop", "encap", "or", "from", "as");

  private static final List<String> WITHOUT_VALUE =
      List.of("no_track", "quickack", "fastopen_no_cookie", "add", "append", "prepend");

  private final Surroundings world;

  /** For rules that leave it to the kernel, which goes down from here. */
  private int freePreference = 32_765;

  Holdings(Surroundings world) {
    this.world = world;
  }

  /** Null for a line that is none. */
  @Nullable Tree address(Scope scope, Statement s) {
    var prefix = IpPrefix.parse(s.keyword()).orElse(null);
    if (prefix == null || prefix.address().isAny()) {
      scope.repaired(s.place(), s.keyword() + " is no address; the line is ignored");
      return null;
    }
    var text = new Text(s.place(), s.keyword());
    var address = new Mapping(s.place());
    address.put("address", text);
    for (int i = 1; i < s.size(); i++) {
      i += word(scope.with(address), s, i, prefix);
      address.remarks().forEach(scope.out()::remark);
      address.remarks().clear();
    }
    return address.members().size() == 1 ? text : address;
  }

  /** How many words behind this one belong to it. */
  private static int word(Scope scope, Statement s, int i, IpPrefix prefix) {
    var out = scope.out();
    boolean v6 = prefix.address().family() == Family.IPV6;
    return switch (s.word(i)) {
      case "dev" -> put(out, "interface", s, i + 1);
      case "label" -> v6 ? drop(scope, s, i, 1, "IPv6 has no labels") : put(out, "label", s, i + 1);
      case "scope" -> scope(scope, s, i + 1);
      case "brd" -> broadcast(scope, s, i + 1, prefix);
      case "peer" -> {
        out.put("peer", scope.address(s, i + 1));
        yield 1;
      }
      case "noprefixroute" -> flag(out, "prefix-route", s.place(i), "false");
      case "no_track" -> flag(out, "tracked", s.place(i), "false");
      case "-nodad" -> v6 ? flag(out, "duplicate-address-detection", s.place(i), "true") : 0;
      case "home", "mngtmpaddr", "autojoin" ->
          drop(scope, s, i, 0, "addresses have no such flag here");
      case "use_vmac" -> drop(scope, s, i, 0, "the agent makes no interfaces of its own");
      case "preferred_lft" -> drop(scope, s, i, 1, "an address lives until it is removed");
      default -> {
        scope.repaired(s.place(i), "Unknown configuration entry '" + s.word(i) + "'; ignored");
        yield 0;
      }
    };
  }

  private static int put(Mapping out, String key, Statement s, int index) {
    out.put(key, s.place(index), s.word(index));
    return 1;
  }

  private static int flag(Mapping out, String key, Place place, String value) {
    out.put(key, place, value);
    return 0;
  }

  private static int drop(Scope scope, Statement s, int i, int values, String reason) {
    scope.notCarried(s.place(i), s.keyword() + " " + s.word(i), reason);
    return values;
  }

  private static int scope(Scope scope, Statement s, int index) {
    if (SCOPES.contains(s.word(index))) {
      return put(scope.out(), "scope", s, index);
    }
    scope.out().put("scope", scope.number(s, index, 0, 255));
    return 1;
  }

  private static int broadcast(Scope scope, Statement s, int index, IpPrefix prefix) {
    if (prefix.address().family() == Family.IPV6) {
      return drop(scope, s, index - 1, 1, "IPv6 has no broadcast");
    }
    if (s.word(index).equals("+") && prefix.length() < 31) {
      int host = -1 >>> prefix.length();
      var address = IpAddress.v4((int) prefix.address().low() | host);
      scope.out().put("broadcast", s.place(index), address.toString());
    } else if (!s.word(index).equals("-") && !s.word(index).equals("+")) {
      scope.out().put("broadcast", scope.address(s, index));
    }
    return 1;
  }

  /** Null for a route that has no counterpart, which is noted. */
  @Nullable Mapping route(Scope scope, Statement s) {
    var route = new Mapping(s.place());
    var family = Family.IPV4;
    for (int i = 0; i < s.size(); i++) {
      var word = s.word(i);
      if (word.equals("inet") || word.equals("inet6")) {
        family = word.equals("inet6") ? Family.IPV6 : Family.IPV4;
      } else if (TYPES.contains(word)) {
        route.put("type", s.place(i), word);
      } else if (OTHER_TYPES.contains(word) || WITH_PARTS.contains(word)) {
        scope.notCarried(s.place(), s.toString(), "routes with " + word + " have no counterpart");
        return null;
      } else if (WITHOUT_VALUE.contains(word)) {
        scope.notCarried(s.place(i), word, "routes have no such property here");
      } else if (word.equals("onlink")) {
        route.put("on-link", s.place(i), "true");
      } else if (word.equals("via") || word.equals("gw")) {
        i += s.word(i + 1).startsWith("inet") ? 2 : 1;
        route.put("gateway", scope.address(s, i));
      } else if (!isDestination(word, route)) {
        i++;
        if (!property(scope.with(route), s, word, i)) {
          return null;
        }
      } else {
        i += word.equals("to") ? 1 : 0;
        route.put("destination", s.place(i), s.word(i));
      }
    }
    return finished(scope, s, route, family);
  }

  private static boolean isDestination(String word, Mapping route) {
    return word.equals("to")
        || (!route.has("destination")
            && (word.equals("default") || IpPrefix.parse(word).isPresent()));
  }

  /** False when the route is useless without it. */
  private boolean property(Scope route, Statement s, String word, int index) {
    var out = route.out();
    switch (word) {
      case "dev", "oif" -> out.put("interface", s.place(index), s.word(index));
      case "src" -> out.put("source", route.address(s, index));
      case "metric", "priority", "preference" ->
          out.put("metric", route.number(s, index, 0, 0xffff_ffffL));
      case "mtu" -> out.put("mtu", route.number(s, index, 1, 65_535));
      case "table" -> {
        var table = table(s.word(index));
        if (table == null) {
          route.repaired(s.place(index), "no table " + s.word(index) + "; the line is ignored");
          return false;
        }
        out.put("table", s.place(index), table);
      }
      default -> route.notCarried(s.place(index - 1), word, "routes have no such property here");
    }
    return true;
  }

  private static @Nullable Mapping finished(
      Scope scope, Statement s, Mapping route, Family family) {
    var destination = route.text("destination");
    if (destination == null) {
      scope.repaired(s.place(), "a route without a destination; ignored");
      return null;
    }
    if (destination.equals("default")) {
      var gateway = route.text("gateway");
      boolean v6 = family == Family.IPV6 || (gateway != null && gateway.indexOf(':') >= 0);
      route.put("destination", s.place(), v6 ? "::/0" : "0.0.0.0/0");
    } else if (IpPrefix.parse(destination).isEmpty()) {
      scope.repaired(s.place(), destination + " is no destination; the route is ignored");
      return null;
    }
    return route;
  }

  /** Null for a rule that has no counterpart, which is noted. */
  @Nullable Mapping rule(Scope scope, Statement s) {
    var rule = new Mapping(s.place());
    for (int i = 0; i < s.size(); i++) {
      var word = s.word(i);
      switch (word) {
        case "inet" -> rule.put("family", s.place(i), "ipv4");
        case "inet6" -> rule.put("family", s.place(i), "ipv6");
        case "no_track" -> scope.notCarried(s.place(i), word, "rules have no such property here");
        case "from", "to" -> prefix(scope, s, ++i, rule, word);
        case "iif", "dev" -> rule.put("input-interface", s.place(++i), s.word(i));
        case "oif" -> rule.put("output-interface", s.place(++i), s.word(i));
        case "preference", "priority", "order", "pref" ->
            rule.put("priority", scope.number(s, ++i, 1, 32_765));
        case "fwmark" -> mark(s, ++i, rule);
        case "table", "lookup" -> {
          var table = table(s.word(++i));
          if (table == null) {
            scope.repaired(s.place(i), "no table " + s.word(i) + "; the rule is ignored");
            return null;
          }
          rule.put("table", s.place(i), table);
        }
        default -> {
          scope.notCarried(s.place(), s.toString(), "rules with " + word + " have no counterpart");
          return null;
        }
      }
    }
    if (!rule.has("priority")) {
      scope.repaired(
          s.place(),
          "a rule without a preference, whose place is a matter of luck; it gets "
              + freePreference);
      rule.put("priority", s.place(), Integer.toString(freePreference--));
    }
    return rule;
  }

  private static void prefix(Scope scope, Statement s, int index, Mapping rule, String key) {
    if (IpPrefix.parse(s.word(index)).isPresent()) {
      rule.put(key, s.place(index), s.word(index));
    } else if (!s.word(index).equals("all") && !s.word(index).equals("any")) {
      scope.repaired(s.place(index), key + " " + s.word(index) + " is no network; ignored");
    }
  }

  private static void mark(Statement s, int index, Mapping rule) {
    var mark = s.word(index);
    int slash = mark.indexOf('/');
    rule.put("firewall-mark", s.place(index), slash < 0 ? mark : mark.substring(0, slash));
    if (slash >= 0) {
      rule.put("firewall-mask", s.place(index), mark.substring(slash + 1));
    }
  }

  /** Its number, or a name that is known everywhere; null for none. */
  private @Nullable String table(String name) {
    if (List.of("main", "default", "local").contains(name) || Numbers.parse(name) != null) {
      return name;
    }
    try {
      for (var line : world.read("/etc/iproute2/rt_tables").split("\n", -1)) {
        var words = line.strip().split("\\s+", -1);
        if (words.length >= 2 && words[1].equals(name)) {
          return words[0];
        }
      }
    } catch (IOException noTables) {
      return null;
    }
    return null;
  }
}
