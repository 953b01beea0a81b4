package org.holdfast.agent.config.keepalived;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.words.RouteMetricKeywords;
import org.jspecify.annotations.Nullable;

/** The words of a route's line that give numbers to the connections that use the route. */
final class RouteMetricWords {

  private static final Map<String, Key<Long>> NUMBERS =
      Map.of(
          "mtu", RouteMetricKeywords.MTU,
          "hoplimit", RouteMetricKeywords.HOP_LIMIT,
          "advmss", RouteMetricKeywords.ADVMSS,
          "reordering", RouteMetricKeywords.REORDERING,
          "window", RouteMetricKeywords.WINDOW,
          "cwnd", RouteMetricKeywords.CWND,
          "ssthresh", RouteMetricKeywords.SSTHRESH,
          "initcwnd", RouteMetricKeywords.INITCWND,
          "initrwnd", RouteMetricKeywords.INITRWND);

  /** Values that the kernel reduces to the bound of the key. */
  private static final List<String> REDUCED = List.of("mtu", "advmss");

  private static final long LARGEST_MTU = 65_520;

  /** Numbers without a unit: 8 or 4 units, or 1, are a millisecond. */
  private static final Map<String, Integer> TIMES = Map.of("rtt", 8, "rttvar", 4, "rto_min", 1);

  private static final List<String> LOCKABLE =
      List.of(
          "mtu", "advmss", "rtt", "rttvar", "reordering", "cwnd", "ssthresh", "rto_min", "congctl");

  private static final BigDecimal SHORTEST = BigDecimal.valueOf(200);
  private static final BigDecimal LONGEST = BigDecimal.valueOf(360_000_000);

  private RouteMetricWords() {}

  static Vocabulary addTo(Vocabulary vocabulary) {
    NUMBERS.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> vocabulary.within(entry.getValue(), entry.getKey()));
    return vocabulary
        .within(RouteMetricKeywords.RTT, "rtt")
        .within(RouteMetricKeywords.RTTVAR, "rttvar")
        .within(RouteMetricKeywords.RTO_MIN, "rto_min")
        .within(RouteMetricKeywords.ECN, "features")
        .within(RouteMetricKeywords.QUICKACK, "quickack")
        .within(RouteMetricKeywords.FASTOPEN_NO_COOKIE, "fastopen_no_cookie")
        .within(RouteMetricKeywords.CONGESTION_CONTROL, "congctl")
        .within(RouteMetricKeywords.LOCKED, "lock");
  }

  /** Whether the word is one of these. */
  static boolean has(String word) {
    return NUMBERS.containsKey(word)
        || TIMES.containsKey(word)
        || List.of("features", "quickack", "fastopen_no_cookie", "congctl").contains(word);
  }

  /**
   * Reads a word and its value.
   *
   * @return the number of words after this one, or -1 if the value cannot be used
   */
  static int read(BlockTranslation translation, Statement s, int i, Mapping route) {
    var word = s.word(i);
    boolean locked = LOCKABLE.contains(word) && s.word(i + 1).equals("lock");
    int at = locked ? i + 2 : i + 1;
    var place = s.place(at);
    var value = s.word(at);
    boolean used =
        TIMES.containsKey(word)
            ? time(translation, place, word, value, route)
            : NUMBERS.containsKey(word)
                ? number(place, word, value, route)
                : other(translation, place, word, value, route);
    if (locked && used) {
      route.add(RouteMetricKeywords.LOCKED, new Text(s.place(i + 1), name(word)));
    }
    return used ? at - i : -1;
  }

  private static String name(String word) {
    return switch (word) {
      case "rto_min" -> "rto-min";
      case "congctl" -> "congestion-control";
      default -> word;
    };
  }

  private static boolean number(FilePosition place, String word, String value, Mapping route) {
    var key = NUMBERS.get(word);
    var number = Numbers.parse(value);
    if (key == null || number == null || number < 0 || number > 0xffff_ffffL) {
      return false;
    }
    if (REDUCED.contains(word)) {
      number = Math.min(number, word.equals("mtu") ? LARGEST_MTU : 65_495);
    }
    route.put(key, place, number.toString());
    return Numbers.parse(number.toString(), key) != null;
  }

  private static boolean time(
      BlockTranslation translation, FilePosition place, String word, String value, Mapping route) {
    var millis = millis(value, TIMES.getOrDefault(word, 1));
    if (millis == null || millis.compareTo(LONGEST) > 0) {
      return false;
    }
    if (millis.compareTo(SHORTEST) < 0) {
      translation.repaired(place, word + " " + value + " is below 200 ms; 200 ms is used");
      millis = SHORTEST;
    }
    var key =
        switch (word) {
          case "rtt" -> RouteMetricKeywords.RTT;
          case "rttvar" -> RouteMetricKeywords.RTTVAR;
          default -> RouteMetricKeywords.RTO_MIN;
        };
    route.put(key, place, millis.stripTrailingZeros().toPlainString() + "ms");
    return true;
  }

  /** Returns null for a text that is not a time. */
  private static @Nullable BigDecimal millis(String text, int divisor) {
    int end = 0;
    while (end < text.length() && ".0123456789".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    var number = Numbers.decimal(text.substring(0, end));
    if (number == null) {
      return null;
    }
    return switch (text.substring(end)) {
      case "" -> number.divide(BigDecimal.valueOf(divisor));
      case "ms", "msec", "msecs" -> number;
      case "s", "sec", "secs" -> number.movePointRight(3);
      default -> null;
    };
  }

  private static boolean other(
      BlockTranslation translation, FilePosition place, String word, String value, Mapping route) {
    return switch (word) {
      case "features" -> {
        if (value.equals("ecn")) {
          route.put(RouteMetricKeywords.ECN, place, "true");
        } else {
          translation.repaired(place, "the feature " + value + " is not known; ignored");
        }
        yield true;
      }
      case "congctl" -> {
        route.put(RouteMetricKeywords.CONGESTION_CONTROL, place, value);
        yield !value.isEmpty() && value.length() <= 15;
      }
      default -> {
        var key =
            word.equals("quickack")
                ? RouteMetricKeywords.QUICKACK
                : RouteMetricKeywords.FASTOPEN_NO_COOKIE;
        route.put(key, place, String.valueOf(value.equals("1")));
        yield value.equals("1") || value.equals("0");
      }
    };
  }
}
