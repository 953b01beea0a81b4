package org.holdfast.vrrp.io;

import java.util.Map;
import java.util.TreeMap;
import org.holdfast.time.SpanTally;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.election.Reason;
import org.holdfast.vrrp.packet.Defect;

/** The counters of one instance. Owned by the election loop. */
final class Counters {

  private static final SpanTally.Bounds LATENESS =
      SpanTally.Bounds.ofMicros(
          100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000);

  long sent;
  long sendFailures;
  long received;
  long priorityZeroSent;
  long priorityZeroReceived;
  long differentAddresses;
  long becameMaster;
  long leftMaster;

  /** Lateness of our adverts: the time between when each was due and when it was sent. */
  final SpanTally lateness = new SpanTally(LATENESS);

  private final EnumCounters<ChecksumForm> checksums = new EnumCounters<>(ChecksumForm.class);
  private final EnumCounters<Defect> rejections = new EnumCounters<>(Defect.class);
  private final Map<String, Long> transitions = new TreeMap<>();

  void accepted(ChecksumForm form, long adverts) {
    received += adverts;
    checksums.count(form, adverts);
  }

  void rejected(Defect defect) {
    rejections.count(defect);
  }

  void moved(Reason reason) {
    transitions.merge(reason.kind(), 1L, Long::sum);
  }

  Map<String, Long> transitions() {
    return Map.copyOf(transitions);
  }

  Map<String, Long> checksums() {
    return checksums.named();
  }

  Map<String, Long> rejections() {
    return rejections.named();
  }
}
