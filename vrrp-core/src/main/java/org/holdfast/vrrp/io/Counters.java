package org.holdfast.vrrp.io;

import java.util.Map;
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

  private final Tally<ChecksumForm> checksums = new Tally<>(ChecksumForm.class);
  private final Tally<Defect> rejections = new Tally<>(Defect.class);
  private final Map<String, Long> transitions = new TreeMap<>();

  void accepted(ChecksumForm form) {
    received++;
    checksums.count(form);
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
