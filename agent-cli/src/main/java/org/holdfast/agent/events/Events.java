package org.holdfast.agent.events;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;

/** The last events of this life. Any thread. */
public final class Events {

  private static final int KEPT = 1024;

  private final Clock clock;
  private final ArrayDeque<Event> last = new ArrayDeque<>();
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
    last.add(new Event(++sequence, clock.instant(), kind, subject, words, details));
  }

  /** What is still known of what came after {@code sequence}, in order. */
  public synchronized List<Event> after(long sequence) {
    return last.stream().filter(event -> event.sequence() > sequence).toList();
  }
}
