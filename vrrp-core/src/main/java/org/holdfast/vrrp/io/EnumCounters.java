package org.holdfast.vrrp.io;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One counter per constant of an enum; counting allocates nothing. Confined to one thread. */
@SuppressWarnings("EnumOrdinal") // the constants' positions are the array's
final class EnumCounters<K extends Enum<K>> {

  private final Class<K> kinds;
  private final long[] counts;

  EnumCounters(Class<K> kinds) {
    this.kinds = kinds;
    counts = new long[kinds.getEnumConstants().length];
  }

  /** Increments the constant's counter. */
  void count(K kind) {
    count(kind, 1);
  }

  /** Increments the constant's counter by {@code more}. */
  void count(K kind, long more) {
    counts[kind.ordinal()] += more;
  }

  /** Returns the counts above zero by name in snake_case, in the enum's order. */
  Map<String, Long> named() {
    var named = new LinkedHashMap<String, Long>();
    for (var kind : kinds.getEnumConstants()) {
      long count = counts[kind.ordinal()];
      if (count > 0) {
        named.put(kind.name().toLowerCase(Locale.ROOT), count);
      }
    }
    return named;
  }
}
