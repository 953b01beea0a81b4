package org.holdfast.agent.doctor.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.net.Family;
import org.jspecify.annotations.Nullable;

/**
 * Parses the output of {@code nft list ruleset}: the chains of the families ip, ip6 and inet. Sets,
 * maps and other objects are skipped.
 */
final class NftText {

  private static final Pattern TABLE = Pattern.compile("table (\\S+) (\\S+) \\{.*");
  private static final Pattern CHAIN = Pattern.compile("chain (\\S+) \\{.*");
  private static final Pattern HOOK =
      Pattern.compile("type \\S+ hook (\\S+) .*?priority [^;]*;(?: policy (\\S+);)?.*");

  private final List<String> lines;
  private final List<Chain> chains = new ArrayList<>();
  private int at;

  private NftText(List<String> lines) {
    this.lines = lines;
  }

  static List<Chain> read(String text) {
    var reader = new NftText(text.lines().map(String::strip).toList());
    while (reader.at < reader.lines.size()) {
      var table = TABLE.matcher(reader.next());
      if (table.matches()) {
        reader.table(table.group(1), table.group(2));
      }
    }
    return reader.chains;
  }

  /** Returns a line together with the following lines within its braces. */
  private String next() {
    var line = new StringBuilder(lines.get(at++));
    boolean isBlock = !line.isEmpty() && line.charAt(line.length() - 1) == '{';
    while (!isBlock && balance(line) > 0 && at < lines.size()) {
      line.append(' ').append(lines.get(at++));
    }
    return line.toString();
  }

  private static long balance(CharSequence text) {
    return text.chars().filter(c -> c == '{').count() - text.chars().filter(c -> c == '}').count();
  }

  private void table(String family, String name) {
    while (at < lines.size()) {
      var line = next();
      Matcher chain = CHAIN.matcher(line);
      if (line.equals("}")) {
        return;
      }
      if (chain.matches()) {
        chain(family, name, chain.group(1));
      } else if (line.endsWith("{")) {
        skipBlock();
      }
    }
  }

  private void skipBlock() {
    int depth = 1;
    while (depth > 0 && at < lines.size()) {
      depth += (int) balance(lines.get(at++));
    }
  }

  private void chain(String family, String table, String name) {
    String hook = "";
    boolean drops = false;
    var rules = new ArrayList<FirewallRule>();
    while (at < lines.size()) {
      var line = next();
      var base = HOOK.matcher(line);
      if (line.equals("}")) {
        break;
      }
      if (base.matches()) {
        hook = base.group(1);
        drops = "drop".equals(base.group(2));
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        rules.add(NftRule.read(line));
      }
    }
    if (family.equals("ip") || family.equals("ip6") || family.equals("inet")) {
      chains.add(
          new Chain("nft " + family + " " + table, name, family(family), way(hook), drops, rules));
    }
  }

  private static @Nullable Family family(String name) {
    return switch (name) {
      case "ip" -> Family.IPV4;
      case "ip6" -> Family.IPV6;
      default -> null;
    };
  }

  private static Packet.@Nullable Way way(String hook) {
    return switch (hook) {
      case "prerouting", "input" -> Packet.Way.IN;
      case "output", "postrouting" -> Packet.Way.OUT;
      default -> null;
    };
  }
}
