package org.holdfast.vrrp.io;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.election.Reason;
import org.holdfast.vrrp.packet.Defect;

/** What one instance counts. Owned by the election loop. */
final class Counters {

  long sent;
  long sendFailures;
  long received;
  long priorityZeroSent;
  long priorityZeroReceived;
  long differentAddresses;
  long becameMaster;
  long leftMaster;

  private final long[] byChecksum = new long[ChecksumForm.values().length];
  private final long[] byDefect = new long[Defect.values().length];
  private final Map<String, Long> transitions = new TreeMap<>();
  private final Set<Defect> logged = EnumSet.noneOf(Defect.class);

  void accepted(ChecksumForm form) {
    received++;
    byChecksum[form.ordinal()]++;
  }

  /** Counts it, and says whether it is the first of its kind since {@link #logAnew}. */
  boolean rejected(Defect defect) {
    byDefect[defect.ordinal()]++;
    return logged.add(defect);
  }

  /** After a transition each kind of defect is worth a line again. */
  void logAnew() {
    logged.clear();
  }

  void moved(Reason reason) {
    transitions.merge(reason.kind(), 1L, Long::sum);
  }

  Map<String, Long> transitions() {
    return Map.copyOf(transitions);
  }

  Map<String, Long> checksums() {
    return named(ChecksumForm.values(), byChecksum);
  }

  Map<String, Long> rejections() {
    return named(Defect.values(), byDefect);
  }

  private static Map<String, Long> named(Enum<?>[] kinds, long[] counts) {
    var named = new LinkedHashMap<String, Long>();
    for (var kind : kinds) {
      if (counts[kind.ordinal()] > 0) {
        named.put(kind.name(), counts[kind.ordinal()]);
      }
    }
    return named;
  }
}
