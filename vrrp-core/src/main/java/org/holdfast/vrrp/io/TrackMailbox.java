package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.io.TrackBook.Subject;

/**
 * Passes the verdicts of tracks on to the election loop. Only the latest verdict of each track
 * waits, and one task at a time passes on a few of them, so that thousands of checks that change
 * together do not fill the loop's queue. A verdict of a track that no instance watches does not
 * wake the loop: it is kept until the instances change. Thread-safe.
 */
final class TrackMailbox {

  /** The most verdicts that a turn of the loop passes on. */
  static final int MOST_IN_A_TURN = 64;

  /** Receives the verdicts on the loop. */
  @FunctionalInterface
  interface Receiver {
    void trackReported(TrackKind kind, String name, TrackVerdict verdict);
  }

  private final Executor loop;
  private final Predicate<Subject> isWatched;
  private final Receiver receiver;
  private final Map<Subject, TrackVerdict> waiting = new LinkedHashMap<>();
  private final Map<Subject, TrackVerdict> kept = new LinkedHashMap<>();
  private boolean queued;

  /**
   * @param isWatched whether an instance watches the subject; asked on any thread
   */
  TrackMailbox(Executor loop, Predicate<Subject> isWatched, Receiver receiver) {
    this.loop = loop;
    this.isWatched = isWatched;
    this.receiver = receiver;
  }

  /** Passes a verdict on. Returns at once. */
  void put(TrackKind kind, String name, TrackVerdict verdict) {
    var subject = new Subject(kind, name);
    synchronized (this) {
      if (!isWatched.test(subject)) {
        kept.put(subject, verdict);
        return;
      }
      waiting.put(subject, verdict);
      if (queued) {
        return;
      }
      queued = true;
    }
    loop.execute(this::deliver);
  }

  /**
   * Passes the kept verdicts on. To be called on the loop before the instances change, when {@code
   * isWatched} already answers for the next ones.
   */
  void passOnKept() {
    List<Map.Entry<Subject, TrackVerdict>> all;
    synchronized (this) {
      all = List.copyOf(kept.entrySet());
      kept.clear();
    }
    all.forEach(this::passOn);
  }

  private void passOn(Map.Entry<Subject, TrackVerdict> entry) {
    receiver.trackReported(entry.getKey().kind(), entry.getKey().name(), entry.getValue());
  }

  private void deliver() {
    next().forEach(this::passOn);
    synchronized (this) {
      queued = !waiting.isEmpty();
      if (!queued) {
        return;
      }
    }
    loop.execute(this::deliver);
  }

  private synchronized List<Map.Entry<Subject, TrackVerdict>> next() {
    var next = new ArrayList<Map.Entry<Subject, TrackVerdict>>();
    var entries = waiting.entrySet().iterator();
    while (entries.hasNext() && next.size() < MOST_IN_A_TURN) {
      next.add(Map.Entry.copyOf(entries.next()));
      entries.remove();
    }
    return next;
  }
}
