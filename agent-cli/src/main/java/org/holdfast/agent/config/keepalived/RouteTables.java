package org.holdfast.agent.config.keepalived;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names of routing tables. */
final class RouteTables {

  private final Surroundings world;

  RouteTables(Surroundings world) {
    this.world = world;
  }

  /** Its number, or a name that is known everywhere; null for none. */
  @Nullable String find(String name) {
    if (List.of("main", "default", "local").contains(name)) {
      return name;
    }
    var number = Numbers.parse(name);
    if (number != null) {
      return number < 1 || number > 0xffff_ffffL ? null : number.toString();
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
