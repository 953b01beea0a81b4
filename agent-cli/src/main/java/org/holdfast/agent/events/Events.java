package org.holdfast.agent.events;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The latest events since the agent's start. Thread-safe. */
public final class Events {

  private static final int KEPT = 1024;

  private final Clock clock;
  private final ArrayDeque<AgentEvent> last = new ArrayDeque<>();
  private final List<Consumer<AgentEvent>> followers = new ArrayList<>();
  private long sequence;

  /**
   * @param clock gives the events their times
   */
  public Events(Clock clock) {
    this.clock = clock;
  }

  /** Adds an event; see {@link AgentEvent} for the parameters. Never blocks. */
  public synchronized void publish(
      String kind, String subject, String words, Map<String, Object> details) {
    if (last.size() == KEPT) {
      last.remove();
    }
    var event = new AgentEvent(++sequence, clock.instant(), kind, subject, words, details);
    last.add(event);
    for (var follower : followers) {
      follower.accept(event);
    }
  }

  /** The retained events after {@code sequence}, in order. */
  public synchronized List<AgentEvent> after(long sequence) {
    return last.stream().filter(event -> event.sequence() > sequence).toList();
  }

  /**
   * Passes every later event to {@code follower}, in order, on the thread that adds the event. The
   * follower must not block, throw or add events.
   *
   * @return the sequence of the last event that the follower does not receive; 0 for none
   */
  public synchronized long follow(Consumer<AgentEvent> follower) {
    followers.add(follower);
    return sequence;
  }

  /** Stops passing events to {@code follower}. */
  public synchronized void unfollow(Consumer<AgentEvent> follower) {
    followers.remove(follower);
  }

  /** Creates an event, without adding it, that describes the state after {@code sequence}. */
  public AgentEvent snapshot(long sequence, Map<String, Object> details) {
    return new AgentEvent(
        sequence, clock.instant(), "snapshot", "agent", "how things stand", details);
  }
}
