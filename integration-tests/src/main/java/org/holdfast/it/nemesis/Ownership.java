package org.holdfast.it.nemesis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.it.lab.OwnerWatch;

/** Finds, in the changes of an address's owners, the spans in which it had several. Pure. */
final class Ownership {
  /**
   * A shorter time with one owner between two spans with several does not part them: an answer may
   * be lost or late.
   */
  private static final Duration BLINK = Duration.ofMillis(100);

  private Ownership() {}

  /**
   * Returns the spans with several owners that ended after an instant.
   *
   * @param until the present, at which a span that still goes on is cut
   */
  static List<Span> shared(List<OwnerWatch.Change> changes, Instant after, Instant until) {
    var spans = new ArrayList<Span>();
    for (int at = 0; at < changes.size(); at++) {
      OwnerWatch.Change change = changes.get(at);
      Instant end = at + 1 < changes.size() ? changes.get(at + 1).at() : until;
      if (change.owners().size() > 1) {
        boolean continues =
            !spans.isEmpty()
                && Duration.between(spans.getLast().end(), change.at()).compareTo(BLINK) < 0;
        Instant start = continues ? spans.removeLast().start() : change.at();
        spans.add(new Span(start, end));
      }
    }
    return spans.stream().filter(span -> span.end().isAfter(after)).toList();
  }
}
