package org.holdfast.agent.config.keepalived;

import java.io.IOException;
import java.util.List;
import org.holdfast.agent.config.words.HoldingKeywords;
import org.jspecify.annotations.Nullable;

/** Resolves names of routing tables. */
final class RouteTables {

  private final HostEnvironment world;

  RouteTables(HostEnvironment world) {
    this.world = world;
  }

  /**
   * Returns the table's number, or its name if every host knows it, or null if the table is not
   * known.
   */
  @Nullable String find(String name) {
    if (List.of("main", "default", "local").contains(name)) {
      return name;
    }
    if (Numbers.parse(name) != null) {
      var number = Numbers.parse(name, HoldingKeywords.ROUTE_TABLE);
      return number == null ? null : number.toString();
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
