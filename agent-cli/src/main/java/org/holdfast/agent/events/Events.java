package org.holdfast.agent.events;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The last events of this life. Any thread. */
public final class Events {

  private static final int KEPT = 1024;

  private final Clock clock;
  private final ArrayDeque<Event> last = new ArrayDeque<>();
  private final List<Consumer<Event>> followers = new ArrayList<>();
  private long sequence;

  /**
   * @param clock for the times of events
   */
  public Events(Clock clock) {
    this.clock = clock;
  }

  /** Something has happened; see {@link Event} for the parts. Comes back at once. */
  public synchronized void tell(
      String kind, String subject, String words, Map<String, Object> details) {
    if (last.size() == KEPT) {
      last.remove();
    }
    var event = new Event(++sequence, clock.instant(), kind, subject, words, details);
    last.add(event);
    for (var follower : followers) {
      follower.accept(event);
    }
  }

  /** What is still known of what came after {@code sequence}, in order. */
  public synchronized List<Event> after(long sequence) {
    return last.stream().filter(event -> event.sequence() > sequence).toList();
  }

  /**
   * Hands every event from now on to {@code follower}, in order, on the thread that tells it:
   * whoever follows must not block, throw or tell.
   *
   * @return the sequence of the last event that it does not hear of; 0 for none
   */
  public synchronized long follow(Consumer<Event> follower) {
    followers.add(follower);
    return sequence;
  }

  /** Hands it no more. */
  public synchronized void unfollow(Consumer<Event> follower) {
    followers.remove(follower);
  }

  /** An event of its own, that nobody else hears of: how things stand after {@code sequence}. */
  public Event snapshot(long sequence, Map<String, Object> details) {
    return new Event(sequence, clock.instant(), "snapshot", "agent", "how things stand", details);
  }
}
