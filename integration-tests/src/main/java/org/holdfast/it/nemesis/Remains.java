package org.holdfast.it.nemesis;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.holdfast.it.lab.Node;

/** Finds what an agent that has ended in order has left behind. */
final class Remains {
  /** The files that outlive an agent on purpose: what it held, and what operators ordered. */
  private static final Set<String> KEPT = Set.of("control.sock.state", "control.sock.orders");

  private Remains() {}

  static List<String> of(World world, Side side) {
    Node node = world.node(side);
    var found = new ArrayList<String>();
    add(
        found,
        side,
        "addresses",
        node.run("sh", "-c", "ip -o addr | grep -E '10[.]9[.]0[.]1[0-9][0-9]/|::100/' || true"));
    add(found, side, "routes", node.run("ip", "route", "show", "table", "all", "proto", "72"));
    add(
        found,
        side,
        "routes",
        node.run("ip", "-6", "route", "show", "table", "all", "proto", "72"));
    add(found, side, "rules", node.run("sh", "-c", "ip rule show | grep 'proto 72' || true"));
    add(found, side, "processes", processes(node));
    world.disk(side).files().stream()
        .filter(file -> !KEPT.contains(file))
        .forEach(file -> add(found, side, "a file", file));
    return found;
  }

  private static String processes(Node node) {
    return node.run(
        "sh",
        "-c",
        "for pid in $(ip netns pids \"$1\"); do [ $pid = $$ ] || tr '\\0' ' ' </proc/$pid/cmdline;"
            + " done 2>/dev/null || true",
        "sh",
        node.name());
  }

  private static void add(List<String> found, Side side, String what, String text) {
    if (!text.isBlank()) {
      found.add("%s left %s: %s".formatted(side, what, text.strip()));
    }
  }
}
