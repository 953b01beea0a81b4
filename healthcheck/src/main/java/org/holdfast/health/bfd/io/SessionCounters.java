package org.holdfast.health.bfd.io;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.holdfast.health.bfd.BfdDefect;
import org.holdfast.health.bfd.BfdState;

/** The counters of a session. Confined to the event loop. */
final class SessionCounters {

  long sent;
  long sendFailures;
  long received;
  private long timesUp;
  private long timesDown;
  private final Map<BfdDefect, Long> rejected = new EnumMap<>(BfdDefect.class);
  private final Map<BfdDefect, Boolean> seen = new EnumMap<>(BfdDefect.class);

  /** Counts a defect; returns whether it is the first of its kind since the last transition. */
  boolean rejected(BfdDefect defect) {
    rejected.merge(defect, 1L, Long::sum);
    return seen.put(defect, true) == null;
  }

  void moved(BfdState from, BfdState to) {
    seen.clear();
    if (to == BfdState.UP) {
      timesUp++;
    } else if (from == BfdState.UP) {
      timesDown++;
    }
  }

  BfdStatus.Packets snapshot() {
    var kinds = new LinkedHashMap<String, Long>();
    rejected.forEach((defect, count) -> kinds.put(defect.name().toLowerCase(Locale.ROOT), count));
    return new BfdStatus.Packets(sent, sendFailures, received, kinds, timesUp, timesDown);
  }
}
