package org.holdfast.agent.config.keepalived;

import java.util.List;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.words.EncapsulationKeywords;
import org.holdfast.net.Encapsulation.Mpls;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/** The words after {@code encap} in the line of a route. */
final class EncapsulationWords {

  private static final List<String> IP = List.of("id", "dst", "src", "tos", "ttl", "flags");
  private static final List<String> IP6 = List.of("id", "dst", "src", "tc", "hoplimit", "flags");

  private final RouteTables tables;

  EncapsulationWords(RouteTables tables) {
    this.tables = tables;
  }

  /**
   * Reads an encapsulation into a route or a next hop.
   *
   * @param i the index of {@code encap}
   * @return the number of words after {@code encap}, or -1 if they cannot be used
   */
  int read(Statement s, int i, Mapping above) {
    var type = s.word(i + 1);
    var out = new Mapping(s.place(i));
    out.put(EncapsulationKeywords.TYPE, s.place(i + 1), type);
    int values =
        switch (type) {
          case "mpls" -> labels(s, i + 2, out) ? 2 : -1;
          case "ila" -> locator(s, i + 2, out) ? 2 : -1;
          case "ip" -> tunnel(s, i + 2, IP, Family.IPV4, out);
          case "ip6" -> tunnel(s, i + 2, IP6, Family.IPV6, out);
          default -> -1;
        };
    above.put(EncapsulationKeywords.ENCAPSULATION, out);
    return values;
  }

  private static boolean labels(Statement s, int at, Mapping out) {
    var labels = s.word(at).split("/", -1);
    if (labels.length > Mpls.MOST_LABELS) {
      return false;
    }
    for (var label : labels) {
      var number = Numbers.parse(label);
      if (number == null || number < 0 || number > Mpls.LARGEST_LABEL) {
        return false;
      }
      out.add(EncapsulationKeywords.LABELS, new Text(s.place(at), number.toString()));
    }
    return true;
  }

  private static boolean locator(Statement s, int at, Mapping out) {
    out.put(EncapsulationKeywords.LOCATOR, s.place(at), s.word(at));
    return IpAddress.parse(s.word(at) + ":0:0:0:0").isPresent();
  }

  /** Reads pairs of a word and its value, as long as there are any. */
  private int tunnel(Statement s, int from, List<String> words, Family family, Mapping out) {
    int at = from;
    while (words.contains(s.word(at))) {
      if (!pair(s, at, family, out)) {
        return -1;
      }
      at += 2;
    }
    boolean leads =
        out.has(EncapsulationKeywords.TUNNEL_DESTINATION)
            || out.has(EncapsulationKeywords.TUNNEL_ID);
    return leads ? at - from + 1 : -1;
  }

  private boolean pair(Statement s, int at, Family family, Mapping out) {
    return switch (s.word(at)) {
      case "id" -> number(s, at, EncapsulationKeywords.TUNNEL_ID, out);
      case "dst" -> address(s, at, EncapsulationKeywords.TUNNEL_DESTINATION, family, out);
      case "src" -> address(s, at, EncapsulationKeywords.TUNNEL_SOURCE, family, out);
      case "ttl", "hoplimit" -> number(s, at, EncapsulationKeywords.TUNNEL_HOP_LIMIT, out);
      case "flags" -> number(s, at, EncapsulationKeywords.TUNNEL_FLAGS, out);
      default -> {
        var tos = tables.tos(s.word(at + 1));
        out.put(EncapsulationKeywords.TUNNEL_TOS, s.place(at + 1), String.valueOf(tos));
        yield tos != null;
      }
    };
  }

  private static boolean number(Statement s, int at, Key<Long> key, Mapping out) {
    var number = Numbers.parse(s.word(at + 1), key);
    out.put(key, s.place(at + 1), String.valueOf(number));
    return number != null;
  }

  private static boolean address(
      Statement s, int at, Key<IpAddress> key, Family family, Mapping out) {
    var address = IpAddress.parse(s.word(at + 1)).orElse(null);
    out.put(key, s.place(at + 1), String.valueOf(address));
    return address != null && address.family() == family;
  }
}
