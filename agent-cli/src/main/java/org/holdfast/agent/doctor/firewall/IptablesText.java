package org.holdfast.agent.doctor.firewall;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.holdfast.agent.doctor.firewall.FirewallRule.Action;
import org.holdfast.net.Family;
import org.jspecify.annotations.Nullable;

/** Parses the output of {@code iptables-save}, with or without counters. */
final class IptablesText {

  private static final Pattern TOKEN = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|\\S+");
  private static final Set<String> SEEN_THROUGH =
      Set.of("conntrack", "state", "comment", "pkttype", "tcp", "udp", "icmp", "icmp6");
  private static final Set<String> INCOMING = Set.of("PREROUTING", "INPUT");
  private static final Set<String> OUTGOING = Set.of("OUTPUT", "POSTROUTING");

  private final Family family;
  private final List<Chain> chains = new ArrayList<>();
  private String table = "";
  private final Map<String, String> policies = new LinkedHashMap<>();
  private final Map<String, List<FirewallRule>> rules = new LinkedHashMap<>();

  private IptablesText(Family family) {
    this.family = family;
  }

  static List<Chain> read(String text, Family family) {
    var reader = new IptablesText(family);
    text.lines().map(String::strip).forEach(reader::line);
    reader.endTable();
    return reader.chains;
  }

  private void line(String line) {
    if (line.startsWith("*")) {
      endTable();
      table = line.substring(1);
    } else if (line.startsWith(":")) {
      var words = line.substring(1).split(" ", -1);
      policies.put(words[0], words.length > 1 ? words[1] : "-");
    } else if (line.equals("COMMIT")) {
      endTable();
    } else {
      var rule = line.startsWith("[") ? line.substring(line.indexOf(']') + 1).strip() : line;
      if (rule.startsWith("-A ")) {
        rule(rule);
      }
    }
  }

  private void endTable() {
    for (var chain : policies.entrySet()) {
      chains.add(
          new Chain(
              "iptables " + table,
              chain.getKey(),
              family,
              way(chain.getKey(), chain.getValue()),
              chain.getValue().equals("DROP"),
              rules.getOrDefault(chain.getKey(), List.of())));
    }
    policies.clear();
    rules.clear();
  }

  /** Built-in chains have a policy; chains of the operator have none. */
  private static Packet.@Nullable Way way(String chain, String policy) {
    if (policy.equals("-")) {
      return null;
    }
    if (INCOMING.contains(chain)) {
      return Packet.Way.IN;
    }
    return OUTGOING.contains(chain) ? Packet.Way.OUT : null;
  }

  private void rule(String line) {
    var words = new ArrayList<String>();
    TOKEN.matcher(line).results().forEach(match -> words.add(match.group()));
    var conditions = new ArrayList<Condition>();
    Action action = new Action.Pass();
    boolean targetSeen = false;
    boolean inverted = false;
    int i = 2;
    while (i < words.size()) {
      var option = words.get(i);
      var value = i + 1 < words.size() ? words.get(i + 1) : "";
      i += 2;
      switch (option) {
        case "!" -> {
          inverted = true;
          i--;
          continue;
        }
        case "-j" -> {
          action = action(value);
          targetSeen = true;
        }
        case "-g" -> action = new Action.Jump(value, false);
        case "-m" -> {
          if (!SEEN_THROUGH.contains(value)) {
            conditions.add(Condition.UNKNOWN);
          }
        }
        default -> {
          if (!option.startsWith("-") || value.matches("--?[a-zA-Z].*")) {
            i--; // a second value, or an option without one
          }
          if (!option.equals("--comment") && !targetSeen) {
            conditions.add(condition(option, value).unless(inverted));
          }
        }
      }
      inverted = false;
    }
    rules
        .computeIfAbsent(words.get(1), _ -> new ArrayList<>())
        .add(new FirewallRule(conditions, action, line));
  }

  private static Condition condition(String option, String value) {
    return switch (option) {
      case "-p" -> Condition.protocol(List.of(value));
      case "-s" -> Condition.source(List.of(value));
      case "-d" -> Condition.destination(List.of(value));
      case "-i" -> Condition.link(Packet.Way.IN, List.of(value));
      case "-o" -> Condition.link(Packet.Way.OUT, List.of(value));
      case "--ctstate", "--state" -> Condition.state(List.of(value.split(",", -1)));
      case "--pkt-type" -> Condition.packetType(value);
      default -> Condition.UNKNOWN;
    };
  }

  private static Action action(String target) {
    return switch (target) {
      case "ACCEPT" -> new Action.Accept();
      case "DROP", "REJECT" -> new Action.Drop();
      case "RETURN" -> new Action.Return();
      // A chain's name, or a target that lets the packet continue; no chain has the name of such a
      // target.
      default -> new Action.Jump(target, true);
    };
  }
}
