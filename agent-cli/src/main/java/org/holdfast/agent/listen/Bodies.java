package org.holdfast.agent.listen;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answers that one listener keeps for readers who have not taken them yet. An answer that many
 * readers share counts once. When the sum grows beyond the limit, the readers that have taken
 * longest are cut off until the newest answer fits; that one is always kept, however large. One
 * event loop.
 */
public final class Bodies {

  private final long mostBytes;
  private final IdentityHashMap<byte[], Integer> readers = new IdentityHashMap<>();
  // In the order in which they began.
  private final Map<Outgoing, byte[]> held = new LinkedHashMap<>();
  private long sum;

  /**
   * @param mostBytes of all answers together
   */
  public Bodies(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Keeps {@code body} until it is released, and makes room for it. */
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

  /** The reader has taken what it was to get, or has gone. */
  void release(Outgoing reader) {
    var body = held.remove(reader);
    if (body != null && readers.merge(body, -1, Integer::sum) == 0) {
      readers.remove(body);
      sum -= body.length;
    }
  }

  /** Bytes that are kept now. */
  long sum() {
    return sum;
  }
}
