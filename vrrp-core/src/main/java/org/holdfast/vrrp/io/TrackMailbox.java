package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;

/**
 * Passes the verdicts of tracks on to the election loop. Only the latest verdict of each track
 * waits, and one task at a time passes on a few of them, so that thousands of checks that change
 * together do not fill the loop's queue. Thread-safe.
 */
final class TrackMailbox {

  /** The most verdicts that a turn of the loop passes on. */
  static final int MOST_IN_A_TURN = 64;

  /** Receives the verdicts on the loop. */
  @FunctionalInterface
  interface Receiver {
    void trackReported(TrackKind kind, String name, TrackVerdict verdict);
  }

  private record Track(TrackKind kind, String name) {}

  private final Executor loop;
  private final Receiver receiver;
  private final Map<Track, TrackVerdict> waiting = new LinkedHashMap<>();
  private boolean queued;

  TrackMailbox(Executor loop, Receiver receiver) {
    this.loop = loop;
    this.receiver = receiver;
  }

  /** Passes a verdict on. Returns at once. */
  void put(TrackKind kind, String name, TrackVerdict verdict) {
    synchronized (this) {
      waiting.put(new Track(kind, name), verdict);
      if (queued) {
        return;
      }
      queued = true;
    }
    loop.execute(this::deliver);
  }

  private void deliver() {
    for (var entry : next()) {
      receiver.trackReported(entry.getKey().kind(), entry.getKey().name(), entry.getValue());
    }
    synchronized (this) {
      queued = !waiting.isEmpty();
      if (!queued) {
        return;
      }
    }
    loop.execute(this::deliver);
  }

  private synchronized List<Map.Entry<Track, TrackVerdict>> next() {
    var next = new ArrayList<Map.Entry<Track, TrackVerdict>>();
    var entries = waiting.entrySet().iterator();
    while (entries.hasNext() && next.size() < MOST_IN_A_TURN) {
      next.add(Map.Entry.copyOf(entries.next()));
      entries.remove();
    }
    return next;
  }
}
