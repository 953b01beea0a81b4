package org.holdfast.it.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * Turns sent probes and their answers into outages. An outage is a run of probes that were never
 * answered: it starts when the first of them was sent and ends when the first later one was
 * answered. An answer that comes late takes its probe out of the run again. Times are nanoseconds
 * of one clock; pure, and not thread-safe.
 */
final class Outages {
  // Send times of the probes that a late answer may still concern: a minute's worth at 1 ms.
  private static final int REMEMBERED = 1 << 16;

  /** A finished run of lost probes. */
  record Outage(long startNanos, long endNanos, int lost) {}

  private final long[] sentAt = new long[REMEMBERED];
  private final List<Run> open = new ArrayList<>();
  private int sent;
  private int answered;
  private int next;
  private long nextSentNanos;

  /** Probes first..last were unanswered when a later one was answered. */
  private record Run(int first, int last, long startNanos, long endNanos) {}

  /** A probe went out; the sequence number it must carry. */
  int onSend(long nowNanos) {
    sentAt[sent % REMEMBERED] = nowNanos;
    if (sent == next) {
      nextSentNanos = nowNanos;
    }
    return sent++;
  }

  /** The probe of this number was answered. */
  void onAnswer(int sequence, long nowNanos) {
    if (sequence < 0 || sequence >= sent) {
      return; // an answer to an earlier life's probe
    }
    if (sequence >= next) {
      if (sequence > next) {
        open.add(new Run(next, sequence - 1, nextSentNanos, nowNanos));
      }
      next = sequence + 1;
      nextSentNanos = sentAt[next % REMEMBERED];
      answered++;
      return;
    }
    for (int at = 0; at < open.size(); at++) {
      Run run = open.get(at);
      if (run.first() <= sequence && sequence <= run.last()) {
        open.remove(at);
        answered++;
        split(run, sequence);
        return;
      }
    }
  }

  private void split(Run run, int sequence) {
    if (run.first() < sequence) {
      open.add(new Run(run.first(), sequence - 1, run.startNanos(), run.endNanos()));
    }
    if (sequence < run.last()) {
      long start = sentAt[(sequence + 1) % REMEMBERED];
      open.add(new Run(sequence + 1, run.last(), start, run.endNanos()));
    }
  }

  /** Takes the outages that ended before this instant: no late answer is expected any more. */
  List<Outage> takeEndedBefore(long nanos) {
    List<Outage> ended = new ArrayList<>();
    open.removeIf(run -> {
      boolean over = run.endNanos() - nanos < 0;
      if (over) {
        ended.add(new Outage(run.startNanos(), run.endNanos(), run.last() - run.first() + 1));
      }
      return over;
    });
    return List.copyOf(ended);
  }

  int sent() {
    return sent;
  }

  int answered() {
    return answered;
  }

  /** How many probes were sent after the last one that was answered. */
  int pending() {
    return sent - next;
  }

  /** When the first probe after the last answered one was sent; now, if there is none. */
  long silentSince(long nowNanos) {
    return next == sent ? nowNanos : nextSentNanos;
  }
}
