package org.holdfast.it.lab;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a kernel has of all that an agent may change on a node, one line for each object and setting
 * in the same order: links, addresses, routes, rules, tables of nftables, settings of links. Index
 * numbers are left out, because a link that is created again has another one.
 */
public record HostState(List<String> lines) {

  private static final String SCRIPT =
      """
      ip -o -d link show | sed -E 's/^[0-9]+: //; s/^/link /'
      ip -o addr show | sed -E 's/^[0-9]+: //; s/^/address /'
      ip route show table all | sed 's/^/route /'
      ip -6 route show table all | sed 's/^/route6 /'
      ip -d rule show | sed 's/^/rule /'
      ip -6 -d rule show | sed 's/^/rule6 /'
      nft --stateless list ruleset | sed 's/^[ \\t]*/nft /'
      grep -s . /proc/sys/net/ipv[46]/conf/*/* | sed 's/^/setting /'
      """;

  public HostState {
    lines = List.copyOf(lines);
  }

  /** Returns the state of the node now. */
  public static HostState of(Node node) {
    return new HostState(node.run("sh", "-c", SCRIPT).lines().sorted().toList());
  }

  /** Returns how this state differs from another one, a line for each object and setting. */
  public List<String> differenceTo(HostState wanted) {
    var more = new TreeSet<>(lines);
    wanted.lines.forEach(more::remove);
    var missing = new TreeSet<>(wanted.lines);
    lines.forEach(missing::remove);
    return Stream.concat(
            more.stream().map(line -> "+ " + line), missing.stream().map(line -> "- " + line))
        .toList();
  }
}
