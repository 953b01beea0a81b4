package org.holdfast.agent.listen;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits the memory held by responses that the clients of one listener have not yet received. A
 * source that several of them share counts once. When the sum exceeds the limit, the oldest
 * responses are cut off until the newest fits; the newest is never cut off, whatever its size.
 * Confined to one event loop.
 */
public final class PendingResponses {

  private final long mostBytes;
  private final IdentityHashMap<Object, Integer> users = new IdentityHashMap<>();

  /** The oldest response comes first. */
  private final Map<ResponseWriter, Body> held = new LinkedHashMap<>();

  private long sum;

  /**
   * @param mostBytes limit on the bodies of all responses together
   */
  public PendingResponses(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Makes room for {@code body} and keeps it until it is released. */
  void hold(ResponseWriter response, Body body) {
    release(response);
    held.put(response, body);
    if (users.merge(body.source(), 1, Integer::sum) == 1) {
      sum += body.held();
    }
    if (sum > mostBytes) {
      makeRoom(body.source());
    }
  }

  @SuppressWarnings("ReferenceEquality") // this very source, not an equal one
  private void makeRoom(Object newest) {
    for (var other : new ArrayList<>(held.entrySet())) {
      if (sum <= mostBytes) {
        return;
      }
      if (other.getValue().source() != newest) {
        release(other.getKey());
        other.getKey().cut();
      }
    }
  }

  /** Releases the body of a response whose client has received it or has disconnected. */
  void release(ResponseWriter response) {
    var body = held.remove(response);
    if (body != null && users.merge(body.source(), -1, Integer::sum) == 0) {
      users.remove(body.source());
      sum -= body.held();
    }
  }

  /** Returns the number of bytes held now. */
  long sum() {
    return sum;
  }
}
