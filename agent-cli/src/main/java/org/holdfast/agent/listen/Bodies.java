package org.holdfast.agent.listen;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answers of one listener that wait for their readers. An answer that many readers share counts
 * once. When the sum exceeds the limit, the readers that have taken longest are cut off until the
 * newest answer fits; the newest is always kept, whatever its size. One event loop.
 */
public final class Bodies {

  private final long mostBytes;
  private final IdentityHashMap<byte[], Integer> readers = new IdentityHashMap<>();
  // In the order in which the answers began.
  private final Map<Outgoing, byte[]> held = new LinkedHashMap<>();
  private long sum;

  /**
   * @param mostBytes limit on all answers together
   */
  public Bodies(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Makes room for {@code body} and keeps it until it is released. */
  void hold(Outgoing reader, byte[] body) {
    release(reader);
    held.put(reader, body);
    if (readers.merge(body, 1, Integer::sum) == 1) {
      sum += body.length;
    }
    if (sum > mostBytes) {
      makeRoom(body);
    }
  }

  @SuppressWarnings("ReferenceEquality") // this very body, not an equal one
  private void makeRoom(byte[] newest) {
    for (var other : new ArrayList<>(held.entrySet())) {
      if (sum <= mostBytes) {
        return;
      }
      if (other.getValue() != newest) {
        release(other.getKey());
        other.getKey().cut();
      }
    }
  }

  /** Releases the answer of a reader that has taken it or has gone. */
  void release(Outgoing reader) {
    var body = held.remove(reader);
    if (body != null && readers.merge(body, -1, Integer::sum) == 0) {
      readers.remove(body);
      sum -= body.length;
    }
  }

  /** The number of bytes kept now. */
  long sum() {
    return sum;
  }
}
