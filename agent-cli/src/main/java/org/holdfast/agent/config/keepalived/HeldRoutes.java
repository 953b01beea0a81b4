package org.holdfast.agent.config.keepalived;

import java.util.List;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.words.HoldingKeywords;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * The lines of {@code virtual_routes}. A route with an unusable part is left out entirely, as in
 * keepalived, because it could lead elsewhere without that part.
 */
final class HeldRoutes {

  private static final long MOST = 0xffff_ffffL;
  private static final int LARGEST_MTU = 65_520;
  private static final List<String> TYPES =
      List.of("unicast", "blackhole", "unreachable", "prohibit");
  private static final List<String> OTHER_TYPES =
      List.of("throw", "local", "broadcast", "multicast", "anycast", "nat");

  /** Words that take the whole rest of the line. */
  private static final List<String> WITH_PARTS = List.of("nexthop", "encap", "or", "from", "as");

  private static final List<String> SWITCHES = List.of("no_track", "add", "append", "prepend");

  /** Other route properties of keepalived, each with a value. */
  private static final List<String> PROPERTIES =
      List.of(
          "scope",
          "tos",
          "dsfield",
          "protocol",
          "hoplimit",
          "advmss",
          "rtt",
          "rttvar",
          "reordering",
          "window",
          "cwnd",
          "ssthresh",
          "realms",
          "rto_min",
          "initcwnd",
          "initrwnd",
          "features",
          "quickack",
          "congctl",
          "pref",
          "expires",
          "ttl-propagate",
          "fastopen_no_cookie",
          "vrf",
          "track_group");

  /** The parts of a route that have an address family. */
  private static final List<Key<?>> PARTS =
      List.of(HoldingKeywords.DESTINATION, HoldingKeywords.GATEWAY, HoldingKeywords.ROUTE_SOURCE);

  private final RouteTables tables;

  /** Adds the words of a route's line. */
  static Vocabulary addTo(Vocabulary vocabulary) {
    return vocabulary
        .within(HoldingKeywords.DESTINATION, "to")
        .within(HoldingKeywords.GATEWAY, "via gw")
        .within(HoldingKeywords.ROUTE_INTERFACE, "dev oif")
        .within(HoldingKeywords.ROUTE_SOURCE, "src")
        .within(HoldingKeywords.ROUTE_TABLE, "table")
        .within(HoldingKeywords.METRIC, "metric priority preference")
        .within(HoldingKeywords.MTU, "mtu")
        .within(HoldingKeywords.ON_LINK, "onlink");
  }

  HeldRoutes(RouteTables tables) {
    this.tables = tables;
  }

  /** Returns the route; adds a note and returns null if the route is left out. */
  @Nullable Mapping read(BlockTranslation translation, Statement s) {
    var route = new Mapping(s.place());
    Family family = null;
    for (int i = 0; i < s.size(); i++) {
      var word = s.word(i);
      if (word.equals("inet") || word.equals("inet6")) {
        family = word.equals("inet") ? Family.IPV4 : Family.IPV6;
        continue;
      }
      if (OTHER_TYPES.contains(word) || WITH_PARTS.contains(word)) {
        translation.notCarried(
            s.place(), s.toString(), "routes with " + word + " have no counterpart");
        return null;
      }
      int values = word(translation, s, i, route);
      if (values < 0) {
        return leftOut(translation, s, i, (word + " " + s.word(i + 1)).strip() + " cannot be used");
      }
      i += values;
    }
    return finished(translation, s, route, family);
  }

  private static @Nullable Mapping leftOut(
      BlockTranslation translation, Statement s, int index, String reason) {
    translation.repaired(s.place(index), reason + "; the route \"" + s + "\" is left out");
    return null;
  }

  /**
   * Returns the number of following words that belong to this one, or -1 if this word cannot be
   * used.
   */
  private int word(BlockTranslation translation, Statement s, int i, Mapping route) {
    var word = s.word(i);
    if (TYPES.contains(word)) {
      route.put(HoldingKeywords.ROUTE_TYPE, s.place(i), word);
      return 0;
    }
    if (SWITCHES.contains(word)) {
      translation.notCarried(s.place(i), word, "routes have no such property here");
      return 0;
    }
    if (PROPERTIES.contains(word)) {
      translation.notCarried(s.place(i), word, "routes have no such property here");
      return s.word(i + 1).equals("lock") ? 2 : 1;
    }
    return switch (word) {
      case "onlink" -> put(route, HoldingKeywords.ON_LINK, s.place(i), "true", 0);
      case "via", "gw" -> gateway(s, i, route);
      case "src" -> address(s, i, route, HoldingKeywords.ROUTE_SOURCE);
      case "dev", "oif" ->
          put(route, HoldingKeywords.ROUTE_INTERFACE, s.place(i + 1), s.word(i + 1), 1);
      case "metric", "priority", "preference" -> number(s, i, route, HoldingKeywords.METRIC);
      case "mtu" -> mtu(translation, s, i, route);
      case "table" ->
          put(route, HoldingKeywords.ROUTE_TABLE, s.place(i + 1), tables.find(s.word(i + 1)), 1);
      case "to" -> destination(translation, s, i + 1, route) ? 1 : -1;
      default -> destination(translation, s, i, route) ? 0 : -1;
    };
  }

  private static int put(
      Mapping route, Key<?> key, FilePosition place, @Nullable String value, int values) {
    if (value == null || value.isEmpty()) {
      return -1;
    }
    route.put(key, place, value);
    return values;
  }

  /** Reads {@code via [inet | inet6] ADDRESS}. */
  private static int gateway(Statement s, int i, Mapping route) {
    boolean named = s.word(i + 1).equals("inet") || s.word(i + 1).equals("inet6");
    int values = address(s, named ? i + 1 : i, route, HoldingKeywords.GATEWAY);
    return values < 0 ? -1 : named ? 2 : 1;
  }

  private static int address(Statement s, int i, Mapping route, Key<?> key) {
    var address = IpAddress.parse(s.word(i + 1)).orElse(null);
    return put(route, key, s.place(i + 1), address == null ? null : address.toString(), 1);
  }

  private static int number(Statement s, int i, Mapping route, Key<Long> key) {
    var number = Numbers.parse(s.word(i + 1), key);
    return put(route, key, s.place(i + 1), number == null ? null : number.toString(), 1);
  }

  /** Reads {@code mtu [lock] N}; the kernel reduces larger values to its maximum. */
  private static int mtu(BlockTranslation translation, Statement s, int i, Mapping route) {
    boolean locked = s.word(i + 1).equals("lock");
    int at = locked ? i + 1 : i;
    var number = Numbers.parse(s.word(at + 1));
    if (number == null || number < 0 || number > MOST) {
      return -1;
    }
    if (locked) {
      translation.notCarried(s.place(i + 1), "mtu lock", "the path's MTU may lower a route's");
    }
    route.put(HoldingKeywords.MTU, s.place(at + 1), Long.toString(Math.min(number, LARGEST_MTU)));
    return locked ? 2 : 1;
  }

  private static boolean destination(
      BlockTranslation translation, Statement s, int i, Mapping route) {
    if (s.word(i).equals("default")) {
      route.put(HoldingKeywords.DESTINATION, s.place(i), "default");
      return true;
    }
    var prefix = KeepalivedAddresses.prefix(translation, s.place(i), s.word(i));
    if (prefix != null) {
      route.put(HoldingKeywords.DESTINATION, s.place(i), KeepalivedAddresses.text(prefix));
    }
    return prefix != null;
  }

  private static @Nullable Mapping finished(
      BlockTranslation translation, Statement s, Mapping route, @Nullable Family named) {
    var destination = route.text(HoldingKeywords.DESTINATION);
    if (destination == null) {
      return leftOut(translation, s, 0, "a route without a destination");
    }
    var family = family(route, named);
    if (family == null) {
      return leftOut(translation, s, 0, "IPv4 and IPv6 addresses are mixed");
    }
    if (destination.equals("default")) {
      route.put(
          HoldingKeywords.DESTINATION, s.place(), family == Family.IPV6 ? "::/0" : "0.0.0.0/0");
    } else {
      var prefix = IpPrefix.of(destination);
      if (!KeepalivedAddresses.network(prefix).equals(prefix)) {
        translation.remarked(
            s.place(0),
            destination + " has bits set beyond its length; the route \"" + s + "\" is left out");
        return null;
      }
    }
    boolean leads = route.text(HoldingKeywords.ROUTE_TYPE, "unicast").equals("unicast");
    boolean hasWay =
        route.has(HoldingKeywords.GATEWAY) || route.has(HoldingKeywords.ROUTE_INTERFACE);
    return leads == hasWay
        ? route
        : leftOut(
            translation,
            s,
            0,
            leads
                ? "a route needs via or dev"
                : "a blackhole, unreachable or prohibit route must have neither via nor dev");
  }

  /**
   * Returns the address family of the route, or null if its parts have different families.
   *
   * @param named the family that the line names; null if it names none
   */
  private static @Nullable Family family(Mapping route, @Nullable Family named) {
    var family = named;
    for (var key : PARTS) {
      var text = route.text(key);
      if (text == null || text.equals("default")) {
        continue;
      }
      var own = text.indexOf(':') >= 0 ? Family.IPV6 : Family.IPV4;
      if (family != null && family != own) {
        return null;
      }
      family = own;
    }
    return family == null ? Family.IPV4 : family;
  }
}
