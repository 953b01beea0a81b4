package org.holdfast.agent.doctor.firewall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.holdfast.agent.doctor.firewall.FirewallRule.Action;
import org.holdfast.net.Family;

/** Parses one line of a chain: conditions, statements, a verdict. */
final class NftRule {

  private static final Pattern TOKEN = Pattern.compile("\"[^\"]*\"|\\{[^}]*\\}|[^\\s{}]+");

  private final List<String> words = new ArrayList<>();
  private final List<Condition> conditions = new ArrayList<>();
  private Action action = new Action.Pass();
  private int at;

  private NftRule(String line) {
    TOKEN.matcher(line).results().forEach(match -> words.add(match.group()));
  }

  static FirewallRule read(String line) {
    var rule = new NftRule(line);
    while (rule.at < rule.words.size()) {
      rule.word(rule.next());
    }
    return new FirewallRule(rule.conditions, rule.action, line);
  }

  private String next() {
    return at < words.size() ? words.get(at++) : "";
  }

  private void word(String word) {
    switch (word) {
      case "meta" -> {}
      case "counter" -> skipCounter();
      case "log" -> skipLog();
      case "comment" -> next();
      case "accept" -> action = new Action.Accept();
      case "drop" -> action = new Action.Drop();
      case "return" -> action = new Action.Return();
      case "reject" -> {
        action = new Action.Drop();
        at = words.size();
      }
      case "jump" -> action = new Action.Jump(next(), true);
      case "goto" -> action = new Action.Jump(next(), false);
      default -> condition(word);
    }
  }

  private void skipCounter() {
    if (at < words.size() && words.get(at).equals("packets")) {
      at += 4;
    }
  }

  private void skipLog() {
    var options = List.of("prefix", "level", "group", "flags", "snaplen", "queue-threshold");
    while (at < words.size() && options.contains(words.get(at))) {
      at += 2;
    }
  }

  private void condition(String word) {
    switch (word) {
      case "iifname", "iif" -> values(names -> Condition.link(Packet.Way.IN, names));
      case "oifname", "oif" -> values(names -> Condition.link(Packet.Way.OUT, names));
      case "l4proto" -> values(Condition::protocol);
      case "nfproto", "protocol" -> values(NftRule::family);
      case "pkttype" -> values(types -> Condition.packetType(types.getFirst()));
      case "ip" -> header(Family.IPV4);
      case "ip6" -> header(Family.IPV6);
      case "tcp", "udp", "icmp", "icmpv6", "sctp", "esp", "igmp" -> {
        conditions.add(Condition.protocol(List.of(word)));
        conditions.add(Condition.UNKNOWN);
      }
      case "ct" -> connection();
      default -> conditions.add(Condition.UNKNOWN);
    }
  }

  private static Condition family(List<String> names) {
    return packet ->
        Answer.of(
            names.stream()
                .anyMatch(name ->
                    switch (packet.family()) {
                      case IPV4 -> name.equals("ip") || name.equals("ipv4");
                      case IPV6 -> name.equals("ip6") || name.equals("ipv6");
                    }));
  }

  private void header(Family family) {
    conditions.add(packet -> Answer.of(packet.family() == family));
    switch (next()) {
      case "protocol", "nexthdr" -> values(Condition::protocol);
      case "saddr" -> values(Condition::source);
      case "daddr" -> values(Condition::destination);
      default -> conditions.add(Condition.UNKNOWN);
    }
  }

  private void connection() {
    if (!next().equals("state")) {
      conditions.add(Condition.UNKNOWN);
    } else if (at < words.size() && words.get(at).equals("vmap")) {
      at++;
      verdictOfNew(next());
    } else {
      values(Condition::state);
    }
  }

  /** Reads the verdict for new connections: {@code { established : accept, new : jump fresh }}. */
  private void verdictOfNew(String map) {
    for (var entry : members(map)) {
      var pair = entry.split(":", 2);
      if (pair.length == 2 && pair[0].strip().equals("new")) {
        for (var word : pair[1].strip().split("\\s+", -1)) {
          words.add(word);
        }
      }
    }
  }

  /** Reads an optional operator, then a value, a list of values or a set. */
  private void values(Function<List<String>, Condition> condition) {
    var word = next();
    boolean inverted = word.equals("!=");
    if (inverted || word.equals("==")) {
      word = next();
    }
    boolean isUnseen = word.equals("vmap") || word.equals("map") || word.startsWith("@");
    conditions.add(isUnseen ? Condition.UNKNOWN : condition.apply(members(word)).unless(inverted));
  }

  private static List<String> members(String word) {
    var inner = word.startsWith("{") ? word.substring(1, word.length() - 1) : word;
    return Arrays.stream(inner.split(",", -1))
        .map(member -> member.strip().replace("\"", ""))
        .toList();
  }
}
