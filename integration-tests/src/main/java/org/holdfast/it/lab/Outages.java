package org.holdfast.it.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * Turns sent probes and their answers into outages. An outage is a run of probes that were never
 * answered: it starts when the first of them was sent and ends when the first later one was
 * answered. A late answer removes its probe from the run. Times are nanoseconds of one clock. Free
 * of side effects, and not thread-safe.
 */
final class Outages {
  // The number of probes whose send times are kept for late answers: a minute's worth at 1 ms.
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

  /** Records a sent probe and returns the sequence number that it must carry. */
  int onSend(long nowNanos) {
    sentAt[sent % REMEMBERED] = nowNanos;
    if (sent == next) {
      nextSentNanos = nowNanos;
    }
    return sent++;
  }

  /** Records the answer to the probe with this number. */
  void onAnswer(int sequence, long nowNanos) {
    if (sequence < 0 || sequence >= sent) {
      return; // an answer to a probe of an earlier run
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

  /**
   * Returns and removes the outages that ended before this instant and for which no late answer is
   * expected.
   */
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

  /** Returns the number of probes sent after the last answered one. */
  int pending() {
    return sent - next;
  }

  /**
   * Returns when the first probe after the last answered one was sent, or {@code nowNanos} if there
   * is none.
   */
  long silentSince(long nowNanos) {
    return next == sent ? nowNanos : nextSentNanos;
  }
}
