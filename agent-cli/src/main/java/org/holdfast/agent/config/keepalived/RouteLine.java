package org.holdfast.agent.config.keepalived;

import java.util.List;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.words.RouteKeywords;
import org.holdfast.agent.config.words.StaticKeywords;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** Reads the words of one route, in order. */
final class RouteLine {

  private static final List<String> TYPES =
      List.of(
          "unicast",
          "blackhole",
          "unreachable",
          "prohibit",
          "throw",
          "local",
          "broadcast",
          "multicast",
          "anycast",
          "nat");

  private final BlockTranslation translation;
  private final Statement s;
  private final RouteTables tables;
  private final HostEnvironment world;
  private final EncapsulationWords encapsulations;
  private final boolean isStatic;
  private final Mapping route;
  private @Nullable Family named;

  RouteLine(
      BlockTranslation translation,
      Statement s,
      RouteTables tables,
      HostEnvironment world,
      boolean isStatic) {
    this.translation = translation;
    this.s = s;
    this.tables = tables;
    this.world = world;
    this.encapsulations = new EncapsulationWords(tables);
    this.isStatic = isStatic;
    this.route = new Mapping(s.place());
  }

  /** Returns the address family that the line names, or null. */
  @Nullable Family named() {
    return named;
  }

  /** Returns what the words say; adds a note and returns null if one of them cannot be used. */
  @Nullable Mapping read() {
    for (int i = 0; i < s.size(); i++) {
      if (s.word(i).equals("nexthop")) {
        nextHops(i);
        return route;
      }
      int values = word(i);
      if (values < 0) {
        translation.repaired(
            s.place(i),
            (s.word(i) + " " + s.word(i + 1)).strip()
                + " cannot be used; the route \""
                + s
                + "\" is left out");
        return null;
      }
      i += values;
    }
    return route;
  }

  /**
   * Returns the number of following words that belong to this one, or -1 if this word cannot be
   * used.
   */
  private int word(int i) {
    var word = s.word(i);
    if (TYPES.contains(word)) {
      return put(RouteKeywords.TYPE, i, word, 0);
    }
    if (RouteMetricWords.has(word)) {
      return RouteMetricWords.read(translation, s, i, route);
    }
    return switch (word) {
      case "inet", "inet6" -> {
        named = word.equals("inet") ? Family.IPV4 : Family.IPV6;
        yield 0;
      }
      case "onlink" -> put(RouteKeywords.ON_LINK, i, "true", 0);
      case "no_track" -> put(RouteKeywords.TRACKED, i, "false", 0);
      case "prepend", "append", "add" -> put(RouteKeywords.PLACEMENT, i, word, 0);
      case "via", "gw" -> gateway(i, route);
      case "or" -> alternative(i);
      case "as" -> natted(i);
      case "src" -> address(i, RouteKeywords.SOURCE, route);
      case "from" -> prefix(i + 1, RouteKeywords.FROM) ? 1 : -1;
      case "dev", "oif" -> put(RouteKeywords.INTERFACE, i + 1, s.word(i + 1), 1);
      case "metric", "priority", "preference" -> number(i, RouteKeywords.METRIC);
      case "encap" -> encapsulations.read(s, i, route);
      case "to" -> destination(i + 1) ? 1 : -1;
      default -> named(i, word);
    };
  }

  /** Reads the words whose values have names. */
  private int named(int i, String word) {
    var value = s.word(i + 1);
    return switch (word) {
      case "table" -> put(RouteKeywords.TABLE, i + 1, tables.find(value), 1);
      case "vrf" -> put(RouteKeywords.VRF, i + 1, world.vrfTable(value) == null ? null : value, 1);
      case "tos", "dsfield" -> put(RouteKeywords.TOS, i + 1, tables.tos(value), 1);
      case "scope" -> put(RouteKeywords.SCOPE, i + 1, tables.scope(value), 1);
      case "protocol" -> put(RouteKeywords.PROTOCOL, i + 1, tables.protocol(value), 1);
      case "realms" -> put(RouteKeywords.REALMS, i + 1, tables.realms(value), 1);
      case "pref" -> put(RouteKeywords.PREFERENCE, i + 1, preference(value), 1);
      case "expires" -> expires(i + 1, value);
      case "track_group" -> isStatic ? put(StaticKeywords.TRACK_GROUP, i + 1, value, 1) : -1;
      case "ttl-propagate" ->
          List.of("enabled", "disabled").contains(value)
              ? put(
                  RouteKeywords.TTL_PROPAGATION, i + 1, String.valueOf(value.equals("enabled")), 1)
              : -1;
      default -> destination(i) ? 0 : -1;
    };
  }

  private int put(Key<?> key, int at, @Nullable String value, int values) {
    if (value == null || value.isEmpty()) {
      return -1;
    }
    route.put(key, s.place(at), value);
    return values;
  }

  private static @Nullable String preference(String value) {
    return switch (value) {
      case "low", "medium", "high" -> value;
      case "0" -> "medium";
      case "1" -> "high";
      case "3" -> "low";
      default -> null;
    };
  }

  private int expires(int at, String value) {
    var seconds = Numbers.parse(value);
    return seconds == null || seconds < 1 || seconds > 3_600_000_000L
        ? -1
        : put(RouteKeywords.EXPIRES, at, seconds + "s", 1);
  }

  /** Reads {@code via [inet | inet6] ADDRESS}. */
  private int gateway(int i, Mapping into) {
    boolean isNamed = s.word(i + 1).equals("inet") || s.word(i + 1).equals("inet6");
    int values = address(isNamed ? i + 1 : i, RouteKeywords.GATEWAY, into);
    return values < 0 ? -1 : isNamed ? 2 : 1;
  }

  private int address(int i, Key<?> key, Mapping into) {
    var address = IpAddress.parse(s.word(i + 1)).orElse(null);
    if (address == null) {
      return -1;
    }
    into.put(key, s.place(i + 1), address.toString());
    return 1;
  }

  private int number(int i, Key<Long> key) {
    var number = Numbers.parse(s.word(i + 1), key);
    return put(key, i + 1, number == null ? null : number.toString(), 1);
  }

  /** Reads {@code via ADDRESS or ADDRESS}: two next hops of the same weight. */
  private int alternative(int i) {
    if (route.has(RouteKeywords.NEXT_HOPS)) {
      translation.repaired(s.place(i), "a second \"or\" in a route; ignored");
      return 1;
    }
    var first = new Mapping(s.place());
    first.put(RouteKeywords.GATEWAY, route.get(RouteKeywords.GATEWAY));
    var second = new Mapping(s.place(i));
    int values = address(i, RouteKeywords.GATEWAY, second);
    if (values < 0 || first.members().isEmpty()) {
      return -1;
    }
    route.remove(RouteKeywords.GATEWAY);
    route.add(RouteKeywords.NEXT_HOPS, first);
    route.add(RouteKeywords.NEXT_HOPS, second);
    return values;
  }

  /** Ignores {@code as [to] ADDRESS}, as keepalived does. */
  private int natted(int i) {
    translation.repaired(s.place(i), "\"as\" is only for MPLS; ignored");
    return s.word(i + 1).equals("to") ? 2 : 1;
  }

  private boolean prefix(int i, Key<?> key) {
    var prefix = KeepalivedAddresses.prefix(translation, s.place(i), s.word(i));
    if (prefix == null) {
      return false;
    }
    route.put(key, s.place(i), KeepalivedAddresses.text(KeepalivedAddresses.network(prefix)));
    return true;
  }

  private boolean destination(int i) {
    if (s.word(i).equals("default")) {
      route.put(RouteKeywords.DESTINATION, s.place(i), "default");
      return true;
    }
    var prefix = KeepalivedAddresses.prefix(translation, s.place(i), s.word(i));
    if (prefix != null) {
      route.put(RouteKeywords.DESTINATION, s.place(i), KeepalivedAddresses.text(prefix));
    }
    return prefix != null;
  }

  /** Reads the rest of the line: next hops. From the first that cannot be used they are ignored. */
  private void nextHops(int first) {
    if (route.has(RouteKeywords.NEXT_HOPS)) {
      translation.repaired(s.place(first), "nexthop in a route with \"or\"; ignored");
      return;
    }
    int at = first;
    while (s.word(at).equals("nexthop")) {
      var hop = new Mapping(s.place(at));
      int end = nextHop(at + 1, hop);
      if (end < 0) {
        translation.repaired(
            s.place(at), "a nexthop that cannot be used; it and those after it are ignored");
        return;
      }
      route.add(RouteKeywords.NEXT_HOPS, hop);
      at = end;
    }
    if (at < s.size()) {
      translation.repaired(
          s.place(at), s.word(at) + " after the next hops has no meaning; ignored");
    }
  }

  /** Returns the index of the first word after the next hop, or -1 if it cannot be used. */
  private int nextHop(int from, Mapping hop) {
    int at = from;
    while (at < s.size()) {
      int values =
          switch (s.word(at)) {
            case "via" -> gateway(at, hop);
            case "dev" -> word(hop, RouteKeywords.INTERFACE, at + 1, s.word(at + 1));
            case "weight" -> {
              var weight = Numbers.parse(s.word(at + 1), RouteKeywords.WEIGHT);
              yield word(
                  hop, RouteKeywords.WEIGHT, at + 1, weight == null ? "" : weight.toString());
            }
            case "realms" -> {
              var realms = tables.realms(s.word(at + 1));
              yield word(hop, RouteKeywords.REALMS, at + 1, realms == null ? "" : realms);
            }
            case "onlink" -> {
              hop.put(RouteKeywords.ON_LINK, s.place(at), "true");
              yield 0;
            }
            case "encap" -> encapsulations.read(s, at, hop);
            case "as" -> -1;
            default -> -2;
          };
      if (values == -2) {
        return at;
      }
      if (values < 0) {
        return -1;
      }
      at += values + 1;
    }
    return at;
  }

  private int word(Mapping hop, Key<?> key, int at, String value) {
    hop.put(key, s.place(at), value);
    return value.isEmpty() ? -1 : 1;
  }
}
