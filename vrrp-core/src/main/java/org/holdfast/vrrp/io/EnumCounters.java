package org.holdfast.vrrp.io;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** One counter per constant of an enum; counting allocates nothing. Confined to one thread. */
final class EnumCounters<K extends Enum<K>> {

  private final Map<K, long[]> cells;

  EnumCounters(Class<K> kinds) {
    cells = new EnumMap<>(kinds);
    for (var kind : kinds.getEnumConstants()) {
      cells.put(kind, new long[1]);
    }
  }

  /** Increments the constant's counter. */
  void count(K kind) {
    Objects.requireNonNull(cells.get(kind), "every constant has a cell")[0]++;
  }

  /** Returns the counts above zero by name, in the enum's order. */
  Map<String, Long> named() {
    var named = new LinkedHashMap<String, Long>();
    cells.forEach((kind, cell) -> {
      if (cell[0] > 0) {
        named.put(kind.name(), cell[0]);
      }
    });
    return named;
  }
}
